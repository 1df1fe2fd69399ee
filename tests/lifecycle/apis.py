"""APIs of the emulator: what stands behind them, and what they answer to a token."""

from __future__ import annotations

import contextlib
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from cognito_as_code.trial.emulator import direct

ANSWER = b"inside"


class _Backend(BaseHTTPRequestHandler):
    """Answers whoever came through."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def backend_of_apis() -> Iterator[str]:
    """The URL of what is behind APIs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Backend) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def status_of(url: str, token: str) -> int:
    """What an API answers to whoever has a token."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310  (our own loopback)
    try:
        with direct().open(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
