"""The page, what it asks for, and the API that it calls: on 127.0.0.1, for this machine's own browser."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from cognito_as_code.trial.sign_in import SignIn, SignInError
from cognito_as_code.trial.verifier import RefusedError, Verifier

_PAGE = Path(__file__).with_name("page")
_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_MOST_BYTES = 10_000


@dataclass
class Site:
    """What the server serves."""

    facts: Mapping[str, Any]
    """What the page says of the environment."""
    sign_in: Callable[[], SignIn]
    verifier: Verifier
    attempts: dict[str, SignIn] = field(default_factory=dict)

    def started(self, request: Mapping[str, str]) -> dict[str, Any]:
        """A new attempt, with a username and a password."""
        attempt = self.sign_in()
        self.attempts[attempt.session] = attempt
        return attempt.start(request["username"].strip(), request["password"])

    def answered(self, request: Mapping[str, str]) -> dict[str, Any]:
        """The next step of an attempt."""
        return self.attempts[request["session"]].answer(request["answer"].strip())

    def setting_up(self, request: Mapping[str, str]) -> dict[str, Any]:
        """A second factor for somebody who is signed in."""
        return self.attempts[request["session"]].set_up(request["access_token"])


@contextlib.contextmanager
def serve(site: Site) -> Iterator[str]:
    """Serve it on a free port of 127.0.0.1: the URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server_version = "cognito-try"
    sys_version = ""
    protocol_version = "HTTP/1.1"

    @property
    def _site(self) -> Site:
        site: Site = self.server.site  # type: ignore[attr-defined]
        return site

    def do_GET(self) -> None:
        """The page, its facts, and the API."""
        if not self._is_from_here():
            return
        if self.path in _FILES:
            name, content_type = _FILES[self.path]
            self._send(HTTPStatus.OK, (_PAGE / name).read_bytes(), {"Content-Type": content_type})
        elif self.path == "/trial.json":
            self._send_json(HTTPStatus.OK, self._site.facts)
        elif self.path == "/api/me":
            self._call_api()
        else:
            self._send_json(HTTPStatus.NOT_FOUND, {"error": f"nothing is at {self.path}"})

    def do_POST(self) -> None:
        """A step of a sign-in."""
        steps = {
            "/sign-in": self._site.started,
            "/answer": self._site.answered,
            "/set-up": self._site.setting_up,
        }
        if not self._is_from_here():
            return
        try:
            size = int(self.headers.get("Content-Length") or 0)
            request = json.loads(self.rfile.read(min(size, _MOST_BYTES)))
            self._send_json(HTTPStatus.OK, steps[self.path](request))
        except SignInError as error:
            self._send_json(HTTPStatus.UNAUTHORIZED, {"error": str(error)})
        except ClientError as error:
            self._send_json(HTTPStatus.UNAUTHORIZED, {"error": error.response["Error"]["Message"]})
        except (KeyError, ValueError, TypeError, AttributeError):
            self._send_json(HTTPStatus.BAD_REQUEST, {"error": "this is no step of a sign-in: load the page again"})
        except Exception as error:
            self._send_json(HTTPStatus.BAD_GATEWAY, {"error": f"the emulator does not answer: {error}"})

    def _call_api(self) -> None:
        """The protected API: it answers to who shows a sound access token, and says to others what is wrong."""
        try:
            claims = self._site.verifier.claims(self.headers.get("Authorization"))
        except RefusedError as refused:
            reason = str(refused).replace('"', "'").encode("ascii", "replace").decode()
            code = "" if "Authorization" not in self.headers else 'error="invalid_token", '
            challenge = f'Bearer realm="try", {code}error_description="{reason}"'
            self._send_json(HTTPStatus.UNAUTHORIZED, {"error": str(refused)}, {"WWW-Authenticate": challenge})
        else:
            answer = {"hello": claims.get("username", claims["sub"]), "client_id": claims["client_id"]}
            self._send_json(HTTPStatus.OK, answer)

    def _is_from_here(self) -> bool:
        """Whether the page itself asks: a name that another site has pointed at this machine does not count."""
        own = f"127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        if self.headers.get("Host") == own and self.headers.get("Origin", f"http://{own}") == f"http://{own}":
            return True
        self.close_connection = True
        self._send_json(HTTPStatus.FORBIDDEN, {"error": f"only the page at http://{own}/ may ask"})
        return False

    def _send_json(self, status: HTTPStatus, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        self._send(status, json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})})

    def _send(self, status: HTTPStatus, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, **headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is for what a person needs."""
