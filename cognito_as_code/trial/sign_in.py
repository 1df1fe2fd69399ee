"""A person's way to tokens, as the pool asks: password, a new one, an authenticator app and its code."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import segno
from pycognito import AWSSRP

from cognito_as_code.trial.deployed import Deployed

_FLOWS = {
    "ALLOW_USER_PASSWORD_AUTH": "USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH": "ADMIN_USER_PASSWORD_AUTH",
}
_ANSWERS = {"NEW_PASSWORD_REQUIRED": "NEW_PASSWORD", "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE"}


class SignInError(Exception):
    """What this page has no answer to; what Cognito refuses is its ClientError."""


@dataclass(frozen=True)
class Client:
    """The application that people sign in to."""

    name: str
    client_id: str
    secret: str | None
    flows: tuple[str, ...]

    @classmethod
    def of(cls, deployed: Deployed, name: str) -> Client:
        """As the pool has it."""
        described = deployed.cognito.describe_user_pool_client(
            UserPoolId=deployed.user_pool_id, ClientId=deployed.app_client_ids[name]
        )["UserPoolClient"]
        return cls(
            name, described["ClientId"], described.get("ClientSecret") or None, (*described["ExplicitAuthFlows"],)
        )

    def hashed(self, username: str) -> dict[str, str]:
        """The proof of a confidential client that it knows its secret."""
        if not self.secret:
            return {}
        return {"SECRET_HASH": AWSSRP.get_secret_hash(username, self.client_id, self.secret)}


@dataclass
class SignIn:
    """One attempt of a person. Each step returns what is asked for next, or the tokens."""

    deployed: Deployed
    client: Client
    mfa: str
    """The pool's mfa_configuration."""
    has_totp: bool
    issuer: str
    """Whose code it is, for the person's authenticator app."""
    session: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    person: str = ""
    _username: str = ""
    _challenge: str = ""
    _cognito_session: str | None = None
    _kept_back: str = ""
    """An access token with which an authenticator app is set up."""

    def start(self, username: str, password: str) -> dict[str, Any]:
        """Prove the password, by the first of the client's flows that never shows it, else by one that does."""
        self.person = self._username = username
        cognito, client = self.deployed.cognito, self.client
        if "ALLOW_USER_SRP_AUTH" in client.flows:
            return self._next(self._srp(password))
        flow = next(name for allowed, name in _FLOWS.items() if allowed in client.flows)
        parameters = {"USERNAME": username, "PASSWORD": password, **client.hashed(username)}
        request = {"ClientId": client.client_id, "AuthFlow": flow, "AuthParameters": parameters}
        if flow.startswith("ADMIN"):
            return self._next(cognito.admin_initiate_auth(UserPoolId=self.deployed.user_pool_id, **request))
        return self._next(cognito.initiate_auth(**request))

    def answer(self, text: str) -> dict[str, Any]:
        """Answer what was asked for: the new password, or the authenticator app's code."""
        if self._kept_back:
            return self._enrol(text)
        if self._challenge == "NEW_PASSWORD_REQUIRED":
            # Only here does the emulator hold a password to the policy: see concessions.NEW_PASSWORD.
            self.deployed.cognito.admin_set_user_password(
                UserPoolId=self.deployed.user_pool_id, Username=self._username, Password=text, Permanent=False
            )
        return self._respond({_ANSWERS[self._challenge]: text})

    def set_up(self, access_token: str) -> dict[str, Any]:
        """Ask for an authenticator app, for somebody who has tokens already."""
        self._challenge, self._kept_back = "MFA_SETUP", access_token
        secret = self.deployed.cognito.associate_software_token(AccessToken=access_token)["SecretCode"]
        label = quote(f"{self.issuer}:{self.person}")
        uri = f"otpauth://totp/{label}?secret={secret}&issuer={quote(self.issuer)}"
        picture = segno.make(uri, error="m").svg_data_uri(scale=5, dark="#111", light="#fff")
        return {"challenge": "MFA_SETUP", "session": self.session, "secret": secret, "picture": picture}

    def _srp(self, password: str) -> Mapping[str, Any]:
        client, cognito = self.client, self.deployed.cognito
        srp = AWSSRP(
            username=self._username,
            password=password,
            pool_id=self.deployed.user_pool_id,
            client_id=client.client_id,
            client_secret=client.secret,
            client=cognito,
        )
        parameters = srp.get_auth_params()
        asked = cognito.initiate_auth(AuthFlow="USER_SRP_AUTH", AuthParameters=parameters, ClientId=client.client_id)
        self._username = asked["ChallengeParameters"]["USER_ID_FOR_SRP"]
        answer: Mapping[str, Any] = cognito.respond_to_auth_challenge(
            ClientId=client.client_id,
            ChallengeName=asked["ChallengeName"],
            ChallengeResponses=srp.process_challenge(asked["ChallengeParameters"], parameters),
        )
        return answer

    def _respond(self, responses: Mapping[str, str]) -> dict[str, Any]:
        proof = {"USERNAME": self._username, **self.client.hashed(self._username), **responses}
        request = {"ClientId": self.client.client_id, "ChallengeName": self._challenge, "ChallengeResponses": proof}
        if self._cognito_session:
            request["Session"] = self._cognito_session
        cognito = self.deployed.cognito
        if "ALLOW_USER_SRP_AUTH" in self.client.flows or "ALLOW_USER_PASSWORD_AUTH" in self.client.flows:
            return self._next(cognito.respond_to_auth_challenge(**request))
        return self._next(cognito.admin_respond_to_auth_challenge(UserPoolId=self.deployed.user_pool_id, **request))

    def _next(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """What Cognito asks for next; the tokens once it asks for nothing more."""
        if "AuthenticationResult" not in answer:
            self._challenge, self._cognito_session = answer["ChallengeName"], answer.get("Session")
            if self._challenge not in _ANSWERS:
                raise SignInError(f"{self._challenge} is a challenge that this page has no answer to")
            return {"challenge": self._challenge, "session": self.session}
        tokens = answer["AuthenticationResult"]
        if self.mfa == "ON" and self._challenge not in ("SOFTWARE_TOKEN_MFA", "MFA_SETUP"):
            return self.set_up(tokens["AccessToken"])  # see concessions.MFA_SETUP
        return {
            "challenge": None,
            "session": self.session,
            "access_token": tokens["AccessToken"],
            "id_token": tokens["IdToken"],
            "can_set_up": self.has_totp and self._challenge not in ("SOFTWARE_TOKEN_MFA", "MFA_SETUP"),
        }

    def _enrol(self, code: str) -> dict[str, Any]:
        """Take the first code of an authenticator app, and make it the second factor from now on."""
        token = self._kept_back
        self.deployed.cognito.verify_software_token(AccessToken=token, UserCode=code)
        self.deployed.cognito.set_user_mfa_preference(
            AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
        )
        self._kept_back = ""
        self._challenge = "MFA_SETUP"
        return self._respond({})
