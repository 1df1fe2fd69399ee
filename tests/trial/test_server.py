"""Only the page itself may ask, and what is no step of a sign-in is answered so."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from cognito_as_code.trial.server import Site, serve
from cognito_as_code.trial.sign_in import SignIn, SignInError
from cognito_as_code.trial.verifier import RefusedError, Verifier


class NoSignIn:
    """Refuses all."""

    session = "session"

    def start(self, username: str, password: str) -> dict[str, Any]:
        """As Cognito does."""
        raise SignInError(f"Incorrect username or password: {username}{password}")

    def set_up(self, access_token: str) -> dict[str, Any]:
        """As Cognito does with a token that has expired."""
        raise ClientError(
            {"Error": {"Code": "NotAuthorizedException", "Message": f"{access_token} has expired"}},
            "AssociateSoftwareToken",
        )


class NoVerifier:
    """Refuses all."""

    def claims(self, authorization: str | None) -> dict[str, Any]:
        """With the reason, and characters that a header cannot have."""
        raise RefusedError(f'"{authorization}" is no good, é')


@pytest.fixture
def port() -> Iterator[int]:
    """Where it is served."""
    site = Site({"environment": "dev"}, lambda: cast("SignIn", NoSignIn()), cast("Verifier", NoVerifier()))
    with serve(site) as url:
        yield int(url.rstrip("/").rpartition(":")[2])


def ask(port: int, method: str, path: str, body: str = "", **headers: str) -> tuple[int, Any, http.client.HTTPMessage]:
    """Status, answer and headers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body=body or None, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    is_json = answer.headers["Content-Type"] == "application/json"
    return answer.status, json.loads(content) if is_json else content, answer.headers


def test_the_page_loads_nothing_from_elsewhere(port: int) -> None:
    status, page, headers = ask(port, "GET", "/")
    assert status == 200
    assert b"http" not in page.replace(b"http-equiv", b"")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert ask(port, "GET", "/trial.json")[1] == {"environment": "dev"}


@pytest.mark.parametrize(
    "headers",
    [{"Host": "try.example.com"}, {"Host": "localhost"}, {"Origin": "https://example.com"}, {"Origin": "null"}],
)
def test_another_site_may_not_ask(headers: dict[str, str], port: int) -> None:
    for method, path in (("GET", "/trial.json"), ("GET", "/api/me"), ("POST", "/sign-in")):
        assert ask(port, method, path, **headers)[0] == 403


def test_what_the_api_refuses_has_the_reason_in_its_header(port: int) -> None:
    status, answer, headers = ask(port, "GET", "/api/me", Authorization="Bearer x")
    assert (status, answer) == (401, {"error": '"Bearer x" is no good, é'})
    assert headers["WWW-Authenticate"] == (
        'Bearer realm="try", error="invalid_token", error_description="\'Bearer x\' is no good, ?"'
    )
    assert "invalid_token" not in ask(port, "GET", "/api/me")[2]["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        ("/sign-in", '{"username": " ana ", "password": "!"}', 401, "Incorrect username or password: ana!"),
        ("/sign-in", '{"username": "ana"}', 400, "this is no step of a sign-in: load the page again"),
        ("/sign-in", "[1]", 400, "this is no step of a sign-in: load the page again"),
        ("/sign-in", "{", 400, "this is no step of a sign-in: load the page again"),
        ("/answer", '{"session": "unknown", "answer": "x"}', 400, "this is no step of a sign-in: load the page again"),
        ("/nowhere", "{}", 400, "this is no step of a sign-in: load the page again"),
    ],
)
def test_what_is_refused_is_said(path: str, body: str, status: int, error: str, port: int) -> None:
    assert ask(port, "POST", path, body)[:2] == (status, {"error": error})


def test_what_cognito_refuses_after_sign_in_is_no_fault_of_the_emulator(port: int) -> None:
    ask(port, "POST", "/sign-in", '{"username": "ana", "password": "!"}')
    answer = ask(port, "POST", "/set-up", '{"session": "session", "access_token": "it"}')
    assert answer[:2] == (401, {"error": "it has expired"})


def test_nothing_else_is_there(port: int) -> None:
    assert ask(port, "GET", "/../server.py")[0] == 404
