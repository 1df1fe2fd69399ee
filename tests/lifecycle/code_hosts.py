"""A local GitHub and GitLab: pull requests of a real repository, their comments, and the statuses of commits."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "token-of-the-pipeline"
GITHUB_BOT = 41898282
GITLAB_BOT = 77
STRANGER = 5


@dataclass
class PullRequest:
    """One that is open: a branch of the repository, or of a fork of it."""

    number: int
    branch: str
    sha: str
    owner: str = "example"

    @property
    def is_fork(self) -> bool:
        """Whether it comes from another repository."""
        return self.owner != "example"


@dataclass
class Comment:
    """What somebody wrote under a pull request."""

    id: int
    number: int
    author: int
    body: str


@dataclass
class CodeHost:
    """What it keeps, for the tests to look at."""

    repository: Path
    url: str = ""
    pull_requests: list[PullRequest] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    statuses: dict[str, tuple[str, str]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    @property
    def github(self) -> dict[str, str]:
        """The variables by which a workflow's scripts find it."""
        return {"GITHUB_API_URL": self.url, "GITHUB_REPOSITORY": "example/cognito", "GITHUB_TOKEN": TOKEN}

    def by_bot(self, number: int = 7) -> dict[str, str]:
        """First line -> what the pipelines wrote under a pull request."""
        found = [each for each in self.comments if each.number == number and each.author in (GITHUB_BOT, GITLAB_BOT)]
        return {each.body.partition("\n")[0]: each.body for each in found}

    def add(self, number: int, author: int, body: str) -> Comment:
        """Somebody comments."""
        self.comments.append(Comment(len(self.comments) + 1, number, author, body))
        return self.comments[-1]

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, str]) -> Any:
        """What the real ones answer, as far as the pipelines ask."""
        match method, path.strip("/").split("/"):
            case "GET", ["user"]:
                return {"id": GITLAB_BOT}
            case "GET", ["repos", _, _, "pulls"]:
                return [
                    self._pull(each) for each in self.pull_requests if f"{each.owner}:{each.branch}" == query["head"]
                ]
            case "GET", ["repos", _, _, "pulls", number]:
                return {"changed_files": len(self._files(int(number)))}
            case "GET", ["repos", _, _, "pulls", number, "files"]:
                return self._files(int(number)) if query["page"] == "1" else []
            case "GET", ["repos", _, _, "compare", compared]:
                return {"merge_base_commit": {"sha": self._git("merge-base", *compared.split("...")).strip()}}
            case "POST", ["repos", _, _, "statuses", sha]:
                self.statuses[sha] = (body["state"], body["description"])
                return {}
            case "GET", ["repos", _, _, "issues", number, "comments"] | [_, _, _, number, "notes"]:
                listed = [each for each in self.comments if each.number == int(number) and query["page"] == "1"]
                return [{"id": each.id, "body": each.body, self._writer(path): {"id": each.author}} for each in listed]
            case "POST", ["repos", _, _, "issues", number, "comments"]:
                return {"id": self.add(int(number), GITHUB_BOT, body["body"]).id}
            case "POST", [_, _, _, number, "notes"]:
                return {"id": self.add(int(number), GITLAB_BOT, body["body"]).id}
            case "PATCH" | "PUT", [*_, number]:
                self.comments[int(number) - 1].body = body["body"]
                return {}
        raise LookupError(f"{method} {path}")

    def _writer(self, path: str) -> str:
        return "author" if path.endswith("notes") else "user"

    def _pull(self, each: PullRequest) -> dict[str, Any]:
        head = {"sha": each.sha, "ref": each.branch, "repo": {"id": 2 if each.is_fork else 1}}
        return {"number": each.number, "head": head, "base": {"ref": "main", "repo": {"id": 1}}}

    def _files(self, number: int) -> list[dict[str, str]]:
        (pull,) = (each for each in self.pull_requests if each.number == number)
        listed = self._git("diff", "--name-status", "-M", f"main...{pull.sha}").splitlines()
        files = [line.split("\t") for line in listed]
        return [
            {"filename": paths[-1], **({"previous_filename": paths[0]} if len(paths) > 1 else {})}
            for _, *paths in files
        ]

    def _git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.repository), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@contextmanager
def code_host(repository: Path) -> Iterator[CodeHost]:
    """Start one on a free loopback port, and end it afterwards."""
    host = CodeHost(repository)

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            url = urlsplit(self.path)
            host.requests.append(f"{self.command} {url.path}")
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            if TOKEN not in (self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN") or ""):
                self.send_error(401)
                return
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            try:
                answer = json.dumps(host.answer(self.command, url.path, query, body))
            except LookupError:
                self.send_error(404)
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer.encode())

        do_GET = do_POST = do_PATCH = do_PUT = answer  # noqa: N815  (http.server's names)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host.url = f"http://127.0.0.1:{server.server_port}"
    yield host
    server.shutdown()
