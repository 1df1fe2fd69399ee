"""Who is in a pool before it is taken over, with a password and, where the pool has that, an authenticator app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyotp

from cognito_as_code.trial.deployed import Deployed
from cognito_as_code.trial.emulator import Emulator
from cognito_as_code.trial.sign_in import Client, SignIn
from tests.lifecycle.counts import COUNTS

_PASSWORD = "Lasting-2-password" * 6
_PHONE = "+4915112345678"
_ENOUGH = {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"}


@dataclass
class Person:
    """A user of a pool, and the application that they sign in to."""

    pool: Deployed
    client: Client
    name: str
    mfa: dict[str, Any]
    """What the pool says of second factors."""
    app: pyotp.TOTP | None = None

    @property
    def _has_totp(self) -> bool:
        enabled = bool(self.mfa.get("SoftwareTokenMfaConfiguration", {}).get("Enabled"))
        return enabled and self.mfa["MfaConfiguration"] != "OFF"

    def _start(self) -> tuple[SignIn, dict[str, Any]]:
        attempt = SignIn(self.pool, self.client, self.mfa["MfaConfiguration"], self._has_totp, "test")
        return attempt, attempt.start(self.name, _PASSWORD)

    def join(self) -> None:
        """Set up an authenticator app, where the pool has that."""
        attempt, asked = self._start()
        if self._has_totp:
            asked = asked if asked["challenge"] == "MFA_SETUP" else attempt.set_up(asked["access_token"])
            self.app = pyotp.TOTP(asked["secret"])
            attempt.answer(self.app.now())

    def sign_in(self) -> str:
        """The access token, after all that the pool asks for."""
        attempt, asked = self._start()
        if self.app:
            assert asked["challenge"] == "SOFTWARE_TOKEN_MFA"
            asked = attempt.answer(self.app.now())
        COUNTS["sign-ins"] += 1
        return str(asked["access_token"])


def somebody(aws: Emulator, pool_id: str) -> Person | None:
    """Make a user of a pool, who joined; None where no application lets users sign in with a password."""
    pool = Deployed(aws, "eu-central-1", pool_id, "", {}, "")
    idp = pool.cognito
    clients = idp.list_user_pool_clients(UserPoolId=pool_id, MaxResults=60)["UserPoolClients"]
    named = {each["ClientName"]: each["ClientId"] for each in clients}
    client = next(filter(None, (_open_to_passwords(pool, name, named[name]) for name in sorted(named))), None)
    if client is None:
        return None
    known_by = idp.describe_user_pool(UserPoolId=pool_id)["UserPool"].get("UsernameAttributes") or ["username"]
    name = {"email": "ana@example.com", "phone_number": _PHONE, "username": "ana"}[sorted(known_by)[0]]
    verified = {"email": "ana@example.com", "email_verified": "true", "phone_number": _PHONE}
    attributes = [{"Name": key, "Value": value} for key, value in verified.items()]
    asked = {"UserPoolId": pool_id, "Username": name, "TemporaryPassword": _PASSWORD, "MessageAction": "SUPPRESS"}
    idp.admin_create_user(**asked, UserAttributes=attributes)
    idp.admin_set_user_password(UserPoolId=pool_id, Username=name, Password=_PASSWORD, Permanent=True)
    person = Person(pool, client, name, idp.get_user_pool_mfa_config(UserPoolId=pool_id))
    person.join()
    return person


def _open_to_passwords(pool: Deployed, name: str, client_id: str) -> Client | None:
    """A client, if people sign in there with a password: by SRP where AWS lists no flows, or those of former times."""
    said = pool.cognito.describe_user_pool_client(UserPoolId=pool.user_pool_id, ClientId=client_id)["UserPoolClient"]
    flows = tuple(said["ExplicitAuthFlows"])
    if not any(flow.startswith("ALLOW_") for flow in flows):
        flows = () if "client_credentials" in said["AllowedOAuthFlows"] else ("ALLOW_USER_SRP_AUTH",)
    return Client(name, client_id, said.get("ClientSecret"), flows) if _ENOUGH & {*flows} else None
