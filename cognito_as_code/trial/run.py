"""A trial from its start to its end: emulator, pool, user, page. Afterwards nothing is left of it."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.terraform import TerraformError
from cognito_as_code.trial.api import deploy_by_api
from cognito_as_code.trial.concessions import KNOWN_FLOWS, Concession, concede
from cognito_as_code.trial.deployed import Deployed
from cognito_as_code.trial.emulator import Emulator, emulator
from cognito_as_code.trial.server import Site, serve
from cognito_as_code.trial.sign_in import Client, SignIn
from cognito_as_code.trial.stack import write_stack
from cognito_as_code.trial.terraform import deploy_by_terraform
from cognito_as_code.trial.user import User, invite, token_of_another_client
from cognito_as_code.trial.verifier import Verifier


@dataclass(frozen=True)
class Trial:
    """One that runs."""

    url: str
    user: User
    client: str
    way: str
    without_terraform: str
    """Why Terraform did not make the pool; "" where it did."""
    concessions: list[Concession]
    emulator: Emulator


def clients_to_try(settings: EnvironmentSettings) -> list[str]:
    """App clients that the pool's own users sign in to, by name; those whose sign-in the emulator has come first."""
    named = [
        name
        for name in settings.trusted_clients
        if "COGNITO" in settings.app_clients[name].supported_identity_providers
    ]
    return sorted(named, key=lambda name: not {*KNOWN_FLOWS} & {*settings.app_clients[name].explicit_auth_flows})


@contextlib.contextmanager
def trial(name: str, settings: EnvironmentSettings, *, client: str, project: Path) -> Iterator[Trial]:
    """Start one for an environment that was checked, and for one of its clients_to_try.

    Raises EmulatorError when the emulator does not start, and what synth raises.
    """
    tried, concessions = concede(settings)
    with tempfile.TemporaryDirectory(prefix="cognito-try-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        (folder / "aws").mkdir()
        with emulator(folder / "aws", account_id=tried.account_id, whole=folder) as local:
            stack = write_stack(name, tried, folder / "cdktf.out")
            local.wait_until_healthy()
            deployed, without_terraform = _deploy(stack, local, tried, project=project, home=folder)
            user = invite(deployed, tried.user_pool)
            application = Client.of(deployed, client)
            mfa = tried.user_pool.mfa
            facts = {
                "environment": name,
                "client": client,
                "username": user.username,
                "mfa": mfa.configuration,
                "policy": tried.user_pool.password_policy.model_dump(),
                "way": deployed.way,
                "without_terraform": without_terraform,
                "concessions": [asdict(each) for each in concessions],
                "other_token": token_of_another_client(deployed, tried.user_pool),
            }
            site = Site(
                facts,
                lambda: SignIn(deployed, application, mfa.configuration, "TOTP" in mfa.factors, tried.user_pool.name),
                Verifier(deployed.issuer, deployed.jwks_uri, _users_clients(deployed, tried)),
            )
            with serve(site) as url:
                yield Trial(url, user, client, deployed.way, without_terraform, concessions, local)


def _users_clients(deployed: Deployed, settings: EnvironmentSettings) -> set[str]:
    """Whose tokens the API takes: the environment's clients that have users."""
    return {deployed.app_client_ids[name] for name in settings.trusted_clients}


def _deploy(
    stack: Path, local: Emulator, settings: EnvironmentSettings, *, project: Path, home: Path
) -> tuple[Deployed, str]:
    """By Terraform if it can be, else by the API, and then why."""
    where = (stack, local, settings.region)
    try:
        return deploy_by_terraform(*where, project=project, home=home), ""
    except TerraformError as error:
        local.reset()
        return deploy_by_api(*where), str(error)
