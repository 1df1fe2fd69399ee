"""`cognito try`"""

from __future__ import annotations

import os
import sys
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from cognito_as_code.cli.interruption import Interrupted, interruptible
from cognito_as_code.cli.project import ENVIRONMENTS, cannot_run, enter_project, environment_file
from cognito_as_code.cli.show import read_settings

if TYPE_CHECKING:
    from cognito_as_code.settings import EnvironmentSettings
    from cognito_as_code.trial.run import Trial

PACKAGES = ("boto3", "cryptography", "jwt", "ministack", "pycognito", "segno")
"""What the extra `try` brings, by the name that Python imports."""


def try_(
    environment: Annotated[
        str | None,
        typer.Argument(metavar="[ENVIRONMENT]", help="The name of its file, without .toml; the first one if left out."),
    ] = None,
    client: Annotated[
        str | None, typer.Option(metavar="NAME", help="The app client to sign in to; the first with users if left out.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Sign in to an environment's pool on this machine: no AWS account, no Docker. Ctrl-C ends it, and leaves nothing.

    A page signs in with password and authenticator app, as the pool asks, shows the tokens, and calls an API that
    checks them. The pool is on an emulator: what it lacks is said. Terraform makes it where it and the hashicorp/aws
    provider are on this machine.
    """
    if missing := [name for name in PACKAGES if not find_spec(name)]:
        verb = "is" if len(missing) == 1 else "are"
        cannot_run(f"{', '.join(missing)} {verb} missing: pip install 'cognito-as-code[try]'")
    began = time.monotonic()
    project = enter_project()
    file = environment_file(environment or _first_environment())
    settings = read_settings(file)

    from cognito_as_code.synth import EngineError
    from cognito_as_code.trial.emulator import EmulatorError
    from cognito_as_code.trial.run import trial

    chosen = _client(settings, client, file.stem)
    running = None
    try:
        with interruptible():
            print(f"Making the pool of {file.stem} on this machine...", file=sys.stderr)
            with trial(file.stem, settings, client=chosen, project=project) as running:
                _print(running, file.stem, time.monotonic() - began)
                if browser and _has_screen():
                    import webbrowser

                    webbrowser.open(running.url)
                running.emulator.process.wait()
                raise running.emulator.ended()
    except Interrupted as interrupted:
        print("\nended; nothing is left", file=sys.stderr)
        if running is None:
            raise typer.Exit(128 + interrupted.number) from None
    except (EmulatorError, EngineError) as error:
        cannot_run(f"{error}; nothing is left")


def _first_environment() -> str:
    """The first by name, of the project that was entered."""
    names = sorted(each.stem for each in ENVIRONMENTS.glob("*.toml"))
    if not names:
        cannot_run("environments/ has no file; `cognito new` makes one")
    return names[0]


def _client(settings: EnvironmentSettings, asked: str | None, environment: str) -> str:
    from cognito_as_code.settings.core.findings import did_you_mean
    from cognito_as_code.trial.run import clients_to_try

    known = clients_to_try(settings)
    if not known:
        cannot_run(f"{environment} has no app client that the pool's own users sign in to; add [app_clients.web]")
    if asked is None:
        return known[0]
    if asked not in known:
        cannot_run(
            f'no app client with users is called "{asked}"; {did_you_mean(asked, known)}there are {", ".join(known)}'
        )
    return asked


def _has_screen() -> bool:
    """Whether a browser would open a window: elsewhere it might take over the terminal."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _print(running: Trial, environment: str, seconds: float) -> None:
    """Say where it is, who signs in, and what is not as in AWS."""
    without = f"\n  (not by Terraform: {running.without_terraform})" if running.without_terraform else ""
    concessions = "\n".join(f"  {each.what}: {each.why}" for each in running.concessions)
    print(
        f"The pool and the client {running.client} of {environment}, by {running.way}, in {seconds:.1f} s{without}\n\n"
        f"  page       {running.url}\n"
        f"  user       {running.user.username}\n"
        f"  password   {running.user.temporary_password}   (for the first sign-in; it is said here only)\n\n"
        f"Left out for the emulator, which is not Cognito, or done otherwise:\n{concessions}\n\n"
        "Ctrl-C ends it, and leaves nothing.",
        flush=True,
    )
