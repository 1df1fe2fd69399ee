"""Every token of the truth table, of a deployed pool: as its sign-in pages, its token endpoint and its keys give it."""

from __future__ import annotations

import base64
import hashlib
import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from cognito_as_code.access.table import Pool, tokens
from cognito_as_code.trial.emulator import Emulator

PASSWORD = "Lasting-2-password"
_VERIFIER = "v" * 64


class _Stays(urllib.request.HTTPRedirectHandler):
    """Does not go where the sign-in pages send a browser."""

    def redirect_request(self, *_: Any) -> None:
        return None


def make_user(aws: Emulator, pool_id: str, username: str, group: str | None = None) -> None:
    """A user who can sign in."""
    cognito = aws.client("cognito-idp")
    cognito.admin_create_user(
        UserPoolId=pool_id, Username=username, MessageAction="SUPPRESS", TemporaryPassword="Temporary-1-password"
    )
    cognito.admin_set_user_password(UserPoolId=pool_id, Username=username, Password=PASSWORD, Permanent=True)
    if group:
        cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=username, GroupName=group)


def sign_in(
    aws: Emulator, client_id: str, redirect_uri: str, username: str, scopes: str, resource: str = ""
) -> dict[str, str]:
    """What an app gets for a user who signs in at the pages: a code by PKCE, and tokens for it."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(_VERIFIER.encode()).digest()).rstrip(b"=").decode()
    asked = {"client_id": client_id, "redirect_uri": redirect_uri}
    form = {
        **asked,
        **({"resource": resource} if resource else {}),
        "response_type": "code",
        "scope": scopes,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "username": username,
        "password": PASSWORD,
    }
    try:
        answer = urllib.request.build_opener(_Stays).open(_post(f"{aws.url}/login", form))
        raise AssertionError(f"the sign-in pages say {answer.read().decode()}")
    except urllib.error.HTTPError as redirect:
        location = redirect.headers["Location"]
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)["code"][0]
    return _tokens(aws, {**asked, "grant_type": "authorization_code", "code": code, "code_verifier": _VERIFIER})


def machine_token(aws: Emulator, client_id: str, secret: str, scope: str) -> str:
    """What a machine gets for its secret."""
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret, "scope": scope}
    return _tokens(aws, form)["access_token"]


def _tokens(aws: Emulator, form: dict[str, str]) -> dict[str, str]:
    with urllib.request.urlopen(_post(f"{aws.url}/oauth2/token", form)) as answer:  # noqa: S310  (our own loopback)
        got: dict[str, str] = json.load(answer)
    return got


def _post(url: str, form: dict[str, str]) -> urllib.request.Request:
    return urllib.request.Request(url, urllib.parse.urlencode(form).encode(), method="POST")  # noqa: S310


def signed_by_the_pool(keys: Path, pool_id: str, like: str, **claims: Any) -> str:
    """A token like another, with other claims, signed with the key of its pool, which the emulator keeps in a file."""
    key = load_pem_private_key((keys / f"{pool_id}-access.pem").read_bytes(), password=None)
    before = jwt.decode(like, options={"verify_signature": False})
    headers = {"kid": jwt.get_unverified_header(like)["kid"]}
    return jwt.encode({**before, **claims}, key, algorithm="RS256", headers=headers)  # type: ignore[arg-type]


def same_claims(token: str, expected: dict[str, Any]) -> None:
    """A real token says what the table says that it says, of all that consumers look at."""
    claims = jwt.decode(token, options={"verify_signature": False})
    looked_at = ("iss", "token_use", "client_id", "aud", "cognito:groups")
    assert {claim: claims.get(claim) for claim in looked_at} == {claim: expected.get(claim) for claim in looked_at}
    assert {*claims.get("scope", "").split()} == {*expected.get("scope", "").split()}


def rows(pool: Pool, now: int) -> dict[str, dict[str, Any]]:
    """Token of the table -> its claims."""
    return {token.name: dict(token.claims) for token in tokens(pool, now=now)}
