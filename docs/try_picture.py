"""Take docs/try.png: the page of `cognito try dev` at its end, in Chromium. `pipenv run try-picture` does."""

from __future__ import annotations

import signal
import tempfile
from pathlib import Path

import pyotp

from tests.conftest import PROJECT
from tests.lifecycle.browser import chromium
from tests.lifecycle.page import Page
from tests.lifecycle.tries import trying


def main() -> None:
    """Sign in, call the API with each token, and take the picture."""
    with (
        tempfile.TemporaryDirectory() as profile,
        chromium(Path(profile)) as browser,
        trying(PROJECT, "dev", {}) as running,
    ):
        page = Page(browser, running)
        page.sign_in(running.said("password"))
        page.reaches("NEW_PASSWORD_REQUIRED")
        page.answer("Lasting-2-password")
        page.reaches("MFA_SETUP")
        page.answer(pyotp.TOTP(page.secret()).now())
        page.reaches("tokens")
        for token in ("access", "id", "other", "changed", "none"):
            page.call(token)
        page.picture(PROJECT / "docs/try.png")
        running.end(signal.SIGINT)


if __name__ == "__main__":
    main()
