"""A repository with pipelines, on a local code host, whose environment dev is deployed to a local AWS."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cognito_as_code.trial.emulator import Emulator
from tests.conftest import ENVIRONMENTS, PROJECT
from tests.lifecycle.actions import Job, Runner, load
from tests.lifecycle.code_hosts import TOKEN, CodeHost, PullRequest
from tests.lifecycle.deployment import until_answered
from tests.terraform.workspace import AWS_PROVIDER

ACCOUNT = "444455556666"
_GIT = ("git", "-c", "user.name=test", "-c", "user.email=test@example.com")


@dataclass
class Deployed:
    """The repository at its first commit, and the state of what that made."""

    repository: Path
    state: Path
    variables: dict[str, str]


def deployed(folder: Path, aws: Emulator, terraform: Mapping[str, str]) -> Deployed:
    """Make the repository, synthesize, and apply dev."""
    repository = folder / "repository"
    hooks = folder / "hooks"
    hooks.mkdir(parents=True)
    # Every checkout has the packages of this one, and the time of its lock file is no reason to install them again.
    hook = hooks / "post-checkout"
    hook.write_text(f"#!/bin/sh\nln -sfn {PROJECT / '.venv'} .venv\ntouch -d @0 Pipfile Pipfile.lock\n")
    hook.chmod(0o755)
    variables = {
        **os.environ,
        **terraform,
        "TF_CLI_ARGS": "-no-color",
        "NO_PROXY": "127.0.0.1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.hooksPath",
        "GIT_CONFIG_VALUE_0": str(hooks),
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for path in subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split("\0"):
        if path and (PROJECT / path).is_file():
            (repository / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / path, repository / path)
    subprocess.run([hook], cwd=repository, check=True)
    shutil.rmtree(repository / "environments")
    shutil.copytree(ENVIRONMENTS / "shared", repository / "environments/shared")
    for name, fixture in (("dev", "disposable"), ("prod", "production")):
        shutil.copy(ENVIRONMENTS / f"{fixture}.toml", repository / f"environments/{name}.toml")
    dev = repository / "environments/dev.toml"
    classic = dev.read_text().replace("[domains.main]\n", "[domains.main]\nmanaged_login_version = 1\n")
    dev.write_text(f'{classic}\n[terraform]\naws_provider = "{AWS_PROVIDER}"\n')
    stack = repository / "cdktf.out/stacks/cognito-dev"

    def done(*command: str, where: Path = repository) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=where, env=variables, capture_output=True, text=True, check=False)

    def run(*command: str, where: Path = repository) -> None:
        judge(done(*command, where=where))

    def judge(made: subprocess.CompletedProcess[str]) -> None:
        assert made.returncode == 0, f"{made.args}\n{made.stdout}\n{made.stderr}"

    run("make", "synth")
    run("terraform", "init", "-input=false", where=stack)
    apply = ("terraform", "apply", "-input=false", "-auto-approve")
    judge(until_answered(lambda: done(*apply, where=stack), aws, ACCOUNT))
    state = shutil.copy(stack / "terraform.tfstate", folder / "dev.tfstate")
    shutil.copy(stack / ".terraform.lock.hcl", repository)
    run("git", "init", "--quiet", "--initial-branch=main")
    run("git", "add", "--all")
    run(*_GIT, "commit", "--quiet", "--no-verify", "-m", "main")
    return Deployed(repository, Path(state), variables)


@dataclass
class Pipelines:
    """Opens pull requests, and runs the pipelines for them."""

    repository: Path
    host: CodeHost
    runner: Runner
    variables: dict[str, str]
    folder: Path
    main: str = ""
    _opened: list[str] = field(default_factory=list)

    def git(self, *arguments: str) -> str:
        """Run git in the repository."""
        command = [*_GIT, *arguments]
        done = subprocess.run(
            command, cwd=self.repository, env=self.variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout.strip()

    def commit(self, branch: str, appended: Mapping[str, str], edit: Callable[[Path], None] | None = None) -> str:
        """Append to files on a new branch of main. Returns the commit."""
        folder = self.folder / f"branch-{branch}"
        self.git("worktree", "add", "--quiet", "-B", branch, str(folder), "main")
        for path, text in appended.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with (folder / path).open("a") as file:
                file.write(text)
        if edit:
            edit(folder)
        for command in (["add", "--all"], ["commit", "--quiet", "--no-verify", "-m", branch]):
            subprocess.run([*_GIT, *command], cwd=folder, env=self.variables, check=True)
        sha = self.git("rev-parse", branch)
        self.git("worktree", "remove", "--force", str(folder))
        return sha

    def open(
        self,
        branch: str,
        appended: Mapping[str, str],
        *,
        owner: str = "example",
        edit: Callable[[Path], None] | None = None,
    ) -> PullRequest:
        """Open pull request 7, or push to it."""
        pull = PullRequest(7, "change", self.commit(branch, appended, edit), owner)
        self.host.pull_requests = [pull]
        return pull

    def merge(self, appended: Mapping[str, str]) -> None:
        """Append to files on main."""
        self.commit("merged", appended)
        self.git("merge", "--quiet", "--ff-only", "merged")

    def synthesize(self, pull: PullRequest) -> Job:
        """Run what a pull request triggers by itself, with its own files."""
        (job,) = load("github/synthesize.yml")["jobs"].values()
        return self.runner.job(job, {}, pull.sha)

    def judge(self, pull: PullRequest, **changed: str) -> dict[str, Job]:
        """Run both workflows as GitHub does: the second from the default branch, with what it knows of the first."""
        self.runner.artifacts.clear()
        return self.review(pull, self.synthesize(pull).result, **changed)

    def review(self, pull: PullRequest, conclusion: str = "success", **changed: str) -> dict[str, Job]:
        """Run the second workflow alone, with whatever artifacts there are."""
        event = "github.event.workflow_run"
        context = {
            f"{event}.event": "pull_request",
            f"{event}.head_sha": pull.sha,
            f"{event}.head_repository.owner.login": pull.owner,
            f"{event}.head_branch": pull.branch,
            f"{event}.conclusion": conclusion,
            "github.event.repository.default_branch": "main",
            "github.token": TOKEN,
        }
        return self.runner.run("github/review.yml", context | changed, "main")

    def apply_environment(self, tamper: Callable[[Path], None] | None = None) -> dict[str, Job]:
        """Run what a merge triggers, for dev; `tamper` gets the folder of artifacts between the plan and the apply."""
        self.runner.artifacts.clear()
        synthesize = load("github/apply.yml")["jobs"]["synthesize"]
        assert self.runner.job(synthesize, {}, "main").result == "success"
        plan, apply = load("github/apply-environment.yml")["jobs"].values()
        context = {"inputs.environment": "dev"}
        planned = self.runner.job(plan, context, "main")
        if planned.result != "success" or planned.outputs["changes"] != "true":
            return {"plan": planned, "apply": Job("skipped")}
        if tamper:
            tamper(self.runner.artifacts["plan-dev"])
        context |= {f"needs.plan.outputs.{name}": value for name, value in planned.outputs.items()}
        return {"plan": planned, "apply": self.runner.job(apply, context, "main")}

    def clone(self, ref: str) -> Path:
        """A checkout of its own."""
        folder = self.folder / f"clone-{len(list(self.folder.iterdir()))}" / "checkout"
        folder.parent.mkdir()
        self.git("clone", "--quiet", str(self.repository), str(folder))
        subprocess.run(["git", "checkout", "--quiet", "--detach", ref], cwd=folder, env=self.variables, check=True)
        return folder

    def run(self, script: list[str], where: Path, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a script as GitLab does; its outcome is for the caller to judge."""
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", "\n".join(script)],
            cwd=where,
            env={**self.variables, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
