"""What an API asks of an access token before it answers.

Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import jwt

from cognito_as_code.trial.emulator import direct


class RefusedError(Exception):
    """No token, or one that is not for this API; with the reason, for the 401's WWW-Authenticate."""


@dataclass
class Verifier:
    """Takes access tokens of one pool, for some of its clients."""

    issuer: str
    jwks_uri: str
    client_ids: Collection[str]
    _keys: jwt.PyJWKSet | None = field(default=None, init=False)

    def claims(self, authorization: str | None) -> dict[str, Any]:
        """The claims of the token in an Authorization header. Raises RefusedError."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise RefusedError("no token: the request has no Authorization header with a bearer token")
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(jwt.get_unverified_header(token)),
                algorithms=["RS256"],
                issuer=self.issuer,
                options={"require": ["exp", "iss", "sub", "token_use"], "verify_aud": False},  # they have no audience
            )
        except jwt.PyJWTError as error:
            raise RefusedError(f"{error}") from error
        if claims["token_use"] != "access":
            raise RefusedError(f'token_use is "{claims["token_use"]}", and an API takes access tokens only')
        if claims.get("client_id") not in self.client_ids:
            raise RefusedError("client_id is that of another application, which this API does not serve")
        return claims

    def _key(self, header: dict[str, Any]) -> jwt.PyJWK:
        if self._keys is None:
            with direct().open(self.jwks_uri, timeout=10) as answer:
                self._keys = jwt.PyJWKSet.from_dict(json.load(answer))
        for key in self._keys.keys:
            if key.key_id == header.get("kid"):
                return key
        raise jwt.InvalidKeyError("no key of this pool signed it")
