"""`cognito try`, in a real browser: what a person sees who has no AWS account, and that nothing is left of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest

from tests.lifecycle.browser import chromium
from tests.lifecycle.page import Page
from tests.lifecycle.tries import trying

pytestmark = pytest.mark.lifecycle

NEW_PASSWORD = "Lasting-2-password"
ENVIRONMENT = """\
region     = "eu-central-1"
account_id = "111122223333"

[user_pool]
name                = "ai-gateway"
username_attributes = ["email"]

[app_clients.web]
application_type = "SPA"
callback_urls    = ["https://app.example.com/callback"]

[app_clients.job]
application_type     = "M2M"
allowed_oauth_scopes = ["api/read"]

[resource_servers.api.scopes]
read = "Read"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one environment, whose client is a single-page application's."""
    (tmp_path / "project/environments").mkdir(parents=True)
    (tmp_path / "project/environments/dev.toml").write_text(ENVIRONMENT)
    return tmp_path / "project"


@pytest.fixture
def without_terraform(tmp_path: Path) -> dict[str, str]:
    """A PATH with all that was on it, but for Terraform."""
    found = Path(shutil.which("terraform") or "/nowhere/terraform").parent
    rest = tmp_path / "rest"
    rest.mkdir()
    for each in found.glob("*"):
        if each.name != "terraform":
            (rest / each.name).symlink_to(each)
    folders = [str(rest) if Path(each) == found else each for each in os.environ["PATH"].split(os.pathsep)]
    return {"PATH": os.pathsep.join(folders)}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One for all tests; each page is on a port of its own."""
    with chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


def code(secret: str) -> str:
    """What the authenticator app shows now."""
    return pyotp.TOTP(secret).now()


def other(shown: str) -> str:
    """A code that it does not show."""
    return f"{(int(shown) + 1) % 1_000_000:06}"


@pytest.mark.parametrize("way", ["Terraform", "the emulator's API"])
def test_a_person_signs_in_with_a_second_factor_and_calls_an_api(
    way: str,
    project: Path,
    browser: Any,
    terraform_variables: dict[str, str],
    without_terraform: dict[str, str],
) -> None:
    variables = terraform_variables if way == "Terraform" else without_terraform
    with trying(project, "dev", variables) as running:
        assert f"by {way}" in running.printed
        assert ("terraform is not on PATH" in running.printed) == (way != "Terraform")
        assert "refresh_token_rotation: the emulator forgets it" in running.printed
        page = Page(browser, running)
        assert "refresh_token_rotation" in page.left_out()

        page.sign_in("Wrong-1-password")
        assert page.refused() == "Incorrect username or password."
        page.sign_in(running.said("password"))
        page.reaches("NEW_PASSWORD_REQUIRED")
        page.answer("short")
        assert "Password did not conform with policy" in page.refused()
        page.answer(NEW_PASSWORD)
        page.reaches("MFA_SETUP")
        secret = page.secret()
        page.answer(other(code(secret)))
        assert page.refused() == "Code mismatch"
        page.answer(code(secret))
        page.reaches("tokens")

        page.sign_in_again()
        page.sign_in(NEW_PASSWORD)
        page.reaches("SOFTWARE_TOKEN_MFA")
        page.answer(other(code(secret)))
        assert page.refused() == "Invalid code received for user"
        page.answer(code(secret))
        page.reaches("tokens")

        access, identity = page.claims("access"), page.claims("id")
        assert (access["token_use"], identity["token_use"]) == ("access", "id")
        assert access["client_id"] == identity["aud"]
        assert identity["email"] == running.said("user")

        status, answer = page.call("access")
        assert (status, json.loads(answer)["client_id"]) == ("200", access["client_id"])
        for token, reason in (
            ("id", 'token_use is "id"'),
            ("other", "client_id is that of another application"),
            ("changed", "Signature verification failed"),
            ("none", "no token"),
        ):
            status, answer = page.call(token)
            assert (status, reason in answer) == ("401", True), answer
        pool = access["iss"].rpartition("/")[2]
        assert list(running.temporary.glob(f"*/*/*/*/{pool}*.pem"))
        assert not list(Path("/tmp").glob(f"*/*/{pool}*"))  # noqa: S108  (where the emulator would keep its keys)
        assert page.requested() == {"data:", running.said("page").rstrip("/")}

        assert len(running.ports) == 2  # the page's and the emulator's
        code_of_exit, errors = running.end(signal.SIGINT)
        assert (code_of_exit, errors.splitlines()[-1]) == (0, "ended; nothing is left")
        running.assert_nothing_is_left()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_leaves_nothing(how: signal.Signals, project: Path, without_terraform: dict[str, str]) -> None:
    with trying(project, "dev", without_terraform) as running:
        assert running.end(how)[0] == 0
        running.assert_nothing_is_left()


def test_when_the_emulator_is_killed_the_page_says_so_and_nothing_is_left(
    project: Path, browser: Any, without_terraform: dict[str, str]
) -> None:
    with trying(project, "dev", without_terraform) as running:
        page = Page(browser, running)
        (emulator,) = (each for each in running.children if "emulator_process" in " ".join(each.cmdline()))
        emulator.kill()
        status, errors = running.end()
        assert status == 2
        assert "ministack ended with -9, without a word; nothing is left" in errors
        page.sign_in(running.said("password"))
        assert page.refused() == "cognito try has ended"
        running.assert_nothing_is_left()
