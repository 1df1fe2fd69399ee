"""The pipelines of examples/, command by command, with real Terraform, a local AWS, and a local code host."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ENVIRONMENTS, PROJECT
from tests.lifecycle.deployment import Deployment
from tests.lifecycle.emulator import Emulator
from tests.terraform.workspace import AWS_PROVIDER

pytestmark = pytest.mark.lifecycle

PIPELINES = PROJECT / "examples/pipelines"
TOKEN = "token-of-the-pipeline"


def load(path: str) -> Any:
    return yaml.safe_load((PIPELINES / path).read_text())


NAME = load("github/plan.yml")["jobs"]["plan"]["strategy"]["matrix"]["include"][0]["environment"]
"""The first environment that the pipelines name, for teams to put theirs."""


def test_the_pipelines_name_the_same_environments() -> None:
    github = load("github/plan.yml")["jobs"]["plan"]["strategy"]["matrix"]["include"]
    (gitlab,) = load("gitlab/.gitlab-ci.yml")[".of-this-project"]["parallel"]["matrix"]
    atlantis = load("atlantis/atlantis.yaml")["projects"]
    assert [each["environment"] for each in github] == gitlab["ENVIRONMENT"] == [each["name"] for each in atlantis]


@dataclass
class CodeHost:
    """The comments of one pull request, kept as GitHub and GitLab keep them."""

    url: str = ""
    comments: dict[int, str] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)


@pytest.fixture
def code_host() -> Iterator[CodeHost]:
    host = CodeHost()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            host.requests.append(f"{self.command} {self.path.partition('?')[0]}")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if TOKEN not in (self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN") or ""):
                self.send_error(401)
                return
            if self.command == "POST":
                host.comments[len(host.comments) + 1] = json.loads(body)["body"]
            elif self.command in ("PATCH", "PUT"):
                host.comments[int(self.path.rpartition("/")[2])] = json.loads(body)["body"]
            page = int((re.search(r"[?&]page=(\d+)", self.path) or ["", "1"])[1])
            found = [{"id": number, "body": text} for number, text in host.comments.items()] if page == 1 else []
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

        do_GET = do_POST = do_PATCH = do_PUT = answer  # noqa: N815  (http.server's names)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host.url = f"http://127.0.0.1:{server.server_port}"
    yield host
    server.shutdown()


@dataclass
class Checkout:
    """A clone with one environment, for the provider at hand, and a pull request that makes MFA optional."""

    folder: Path
    base: str
    head: str
    variables: dict[str, str]

    def run(self, script: str, variables: dict[str, str], where: str = ".") -> subprocess.CompletedProcess[str]:
        """Run a step as the code hosts do; its outcome is for the caller to judge."""
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            cwd=self.folder / where,
            env={**self.variables, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    def succeed(self, script: str, variables: dict[str, str] | None = None, where: str = ".") -> str:
        """Run a step that must succeed. Returns what it printed."""
        run = self.run(script, variables or {}, where)
        assert run.returncode == 0, f"{script}\n{run.stdout}\n{run.stderr}"
        return run.stdout


@pytest.fixture(scope="module")
def checkout(
    aws: Emulator, synthesized: Path, terraform_variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Checkout:
    """A checkout of the pull request, with what it starts from applied."""
    aws.reset()
    folder = tmp_path_factory.mktemp("pipelines") / "checkout"
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    for path in tracked:
        if (PROJECT / path).exists():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / path, folder / path)  # with its time: else make would install again
    (folder / ".venv").symlink_to(PROJECT / ".venv")
    shutil.rmtree(folder / "environments")
    shutil.copytree(ENVIRONMENTS / "shared", folder / "environments/shared")
    file = folder / f"environments/{NAME}.toml"
    text = (ENVIRONMENTS / "disposable.toml").read_text()
    file.write_text(
        text.replace('domain = "disposable"', 'domain = "disposable"\nmanaged_login_version = 1')
        + f'\n[terraform]\naws_provider = "{AWS_PROVIDER}"\n'
    )
    variables = {**os.environ, **terraform_variables, "TF_CLI_ARGS": "-no-color", "NO_PROXY": "127.0.0.1"}
    made = Checkout(folder, "", "", variables)
    git = "git -c user.name=test -c user.email=test@example.com"
    shutil.rmtree(folder / "tests/__snapshots__")
    record = folder / f"tests/__snapshots__/cognito-{NAME}.json"
    record.parent.mkdir()
    shutil.copy(synthesized / "stacks/cognito-disposable/cdk.tf.json", record)
    made.succeed(f"git init --quiet && git add --all && {git} commit --quiet -m base")
    made.base = made.succeed("git rev-parse HEAD").strip()
    file.write_text(file.read_text() + '\n[user_pool.mfa]\nconfiguration = "OPTIONAL"\n')
    record.write_text(record.read_text().replace('"mfa_configuration": "ON"', '"mfa_configuration": "OPTIONAL"'))
    made.succeed(f"git add --all && {git} commit --quiet -m head")
    made.head = made.succeed("git rev-parse HEAD").strip()
    made.succeed(f"git checkout --quiet {made.base} && make synth")
    deployment = Deployment(folder / "cdktf.out", aws, terraform_variables, name=NAME, access_key="444455556666")
    deployment.emulate()
    deployment.init()
    deployment.apply()
    made.succeed(f"git checkout --quiet {made.head}")
    return made


def scripts(job: dict[str, Any]) -> dict[str, str]:
    """The steps of a GitHub job that run commands: name -> script."""
    return {step["name"]: step["run"] for step in job["steps"] if "run" in step}


class TestGitHub:
    """.github/workflows"""

    def test_a_pull_request_from_a_fork_is_reviewed_by_its_snapshots(
        self, checkout: Checkout, code_host: CodeHost
    ) -> None:
        steps = scripts(load("github/plan.yml")["jobs"]["files"])
        github = {
            "BASE": checkout.base,
            "PULL_REQUEST": "7",
            "GITHUB_STEP_SUMMARY": str(checkout.folder / "summary.md"),
        }
        for name in ("Synthesize, which checks the settings", "Review the snapshots, with the base's own rules"):
            checkout.succeed(steps[name], github)
        assert "Users no longer need a second factor" in (checkout.folder / "summary.md").read_text()
        assert checkout.run(steps["Block the merge"], {}).returncode == 1
        (comment,) = scripts(load("github/comment.yml")["jobs"]["comment"]).values()
        host = {"GITHUB_API_URL": code_host.url, "GITHUB_REPOSITORY": "example/cognito", "GITHUB_TOKEN": TOKEN}
        for _ in range(2):
            checkout.succeed(comment, host)
        (text,) = code_host.comments.values()
        assert text.startswith("<!-- plan-review: snapshots -->")
        assert f"cognito-{NAME}: aws_cognito_user_pool.main" in text
        assert [each.split()[0] for each in code_host.requests] == ["GET", "POST", "GET", "PATCH"]

    def test_a_pull_request_of_the_repository_is_planned(self, checkout: Checkout, code_host: CodeHost) -> None:
        job = load("github/plan.yml")["jobs"]["plan"]
        steps = scripts(job)
        expressions = {
            name: re.sub(r"\$\{\{ matrix.environment \}\}", NAME, value) for name, value in job["env"].items()
        }
        github = expressions | {
            "GITHUB_STEP_SUMMARY": str(checkout.folder / "summary.md"),
            "GITHUB_API_URL": code_host.url,
            "GITHUB_REPOSITORY": "example/cognito",
            "GITHUB_TOKEN": TOKEN,
            "PULL_REQUEST": "7",
        }
        checkout.succeed(steps["Synthesize"], github)
        for name in ("Plan", "Review", "Comment"):
            checkout.succeed(steps[name], github)
        (text,) = code_host.comments.values()
        assert text.startswith(f"<!-- plan-review: {NAME} -->\n\n## ⛔ Do not merge: 1 blocking finding\n")
        assert checkout.run(steps["Block the merge"], {}).returncode == 1

    def test_a_token_that_is_refused_is_said(self, checkout: Checkout, code_host: CodeHost) -> None:
        (checkout.folder / "review.md").write_text(f"<!-- plan-review: {NAME} -->\n")
        host = {"GITHUB_API_URL": code_host.url, "GITHUB_REPOSITORY": "example/cognito", "PULL_REQUEST": "7"}
        command = "python3 examples/pipelines/comment.py review.md"
        assert "401" in checkout.run(command, host | {"GITHUB_TOKEN": "wrong"}).stderr
        assert "GITHUB_TOKEN is not set" in checkout.run(command, host).stderr


def test_gitlab_reviews_the_snapshots_and_the_plan(checkout: Checkout, code_host: CodeHost) -> None:
    jobs = load("gitlab/.gitlab-ci.yml")
    gitlab = {
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": checkout.base,
        "CI_COMMIT_SHA": checkout.head,
        "CI_API_V4_URL": code_host.url,
        "CI_PROJECT_ID": "1",
        "CI_MERGE_REQUEST_IID": "7",
        "PLAN_REVIEW_TOKEN": TOKEN,
        "ENVIRONMENT": NAME,
    }

    def script(job: str) -> str:
        return "\n".join(jobs[job]["script"])

    checkout.succeed(script("synth"), gitlab)
    reviewed = checkout.run(script("review-snapshots"), gitlab)
    assert reviewed.returncode == 1
    assert "Users no longer need a second factor" in reviewed.stdout
    checkout.succeed(script("plan"), gitlab)
    for _ in range(2):
        assert checkout.run(script("review"), gitlab).returncode == 1
    (text,) = code_host.comments.values()
    assert text.startswith(f"<!-- plan-review: {NAME} -->\n\n## ⛔ Do not merge: 1 blocking finding\n")


def test_atlantis_fails_the_plan(checkout: Checkout) -> None:
    server, repository = load("atlantis/repos.yaml"), load("atlantis/atlantis.yaml")
    for hook in server["repos"][0]["pre_workflow_hooks"]:
        checkout.succeed(hook["run"])
    project = repository["projects"][0]
    stack = project["dir"]
    show = checkout.folder / stack / f"{NAME}.json"
    # What Atlantis's own steps run. Source: https://www.runatlantis.io/docs/custom-workflows
    built_in = {
        "init": "terraform init -input=false -upgrade",
        "plan": f"terraform plan -input=false -refresh -out {NAME}.tfplan",
        "show": f"terraform show -json {NAME}.tfplan > {show}",
    }
    *steps, review = server["workflows"][project["workflow"]]["plan"]["steps"]
    for step in steps:
        checkout.succeed(built_in[step], where=stack)
    run = checkout.run(review["run"], {"SHOWFILE": str(show), "PROJECT_NAME": project["name"]}, stack)
    assert run.returncode == 1, run.stderr
    assert run.stdout.startswith(f"<!-- plan-review: {NAME} -->\n\n## ⛔ Do not merge: 1 blocking finding\n")
