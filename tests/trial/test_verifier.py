"""The API's 401 is a real one: each thing that is wrong with a token is found."""

from __future__ import annotations

import functools
import json
import threading
import time
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from cognito_as_code.trial.verifier import RefusedError, Verifier

ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_EXAMPLE"
OURS, ANOTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verifier]:
    """One that reads the pool's keys from a URL."""
    folder: Path = tmp_path_factory.mktemp("keys")
    key = RSAAlgorithm.to_jwk(OURS.public_key(), as_dict=True)
    (folder / "jwks.json").write_text(json.dumps({"keys": [{**key, "kid": "ours", "alg": "RS256", "use": "sig"}]}))
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Verifier(ISSUER, f"http://127.0.0.1:{server.server_port}/jwks.json", {"web-id"})
    server.shutdown()
    server.server_close()


def token(key: Any = OURS, kid: str = "ours", algorithm: str = "RS256", **claims: Any) -> str:
    """An access token as Cognito gives it, and what is changed in it; None leaves a claim out."""
    sound = {
        "sub": "ana", "iss": ISSUER, "client_id": "web-id", "token_use": "access", "exp": int(time.time()) + 60,
    }  # fmt: skip
    body = {name: value for name, value in {**sound, **claims}.items() if value is not None}
    return jwt.encode(body, key, algorithm=algorithm, headers={"kid": kid})


def test_a_sound_access_token_gets_in(verifier: Verifier) -> None:
    assert verifier.claims(f"Bearer {token()}")["sub"] == "ana"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"token_use": "id", "aud": "web-id"}, 'token_use is "id"'),
        ({"token_use": None}, "token_use"),
        ({"client_id": "another-id"}, "client_id is that of another application"),
        ({"client_id": None}, "client_id is that of another application"),
        ({"exp": int(time.time()) - 1}, "expired"),
        ({"exp": None}, "exp"),
        ({"iss": ISSUER.replace("EXAMPLE", "ANOTHER")}, "issuer"),
        ({"key": ANOTHER}, "Signature verification failed"),
        ({"kid": "theirs"}, "no key of this pool signed it"),
        ({"key": "the public key as a secret of 32 b", "algorithm": "HS256"}, "alg"),
        ({"key": None, "algorithm": "none"}, "alg"),
    ],
)
def test_a_wrong_token_does_not(wrong: dict[str, Any], why: str, verifier: Verifier) -> None:
    with pytest.raises(RefusedError, match=why):
        verifier.claims(f"Bearer {token(**wrong)}")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", f"Basic {token()}"])
def test_no_token_does_not(header: str | None, verifier: Verifier) -> None:
    with pytest.raises(RefusedError, match="no token"):
        verifier.claims(header)


@pytest.mark.parametrize("text", ["x", "a.b.c", "é", token()[:-1] + "!"])
def test_what_is_no_token_does_not(text: str, verifier: Verifier) -> None:
    with pytest.raises(RefusedError):
        verifier.claims(f"Bearer {text}")
