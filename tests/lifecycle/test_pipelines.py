"""The pipelines of examples/, command by command: real git, Make, synth and Terraform, a local AWS and code host.

What a pull request could do to get past them is in test_gate.py.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.lifecycle.actions import PIPELINES, load
from tests.lifecycle.code_hosts import TOKEN
from tests.lifecycle.pipelines import Pipelines

pytestmark = pytest.mark.lifecycle

OPTIONAL = '\n[user_pool.mfa]\nconfiguration = "OPTIONAL"\n'


class TestGitHub:
    """.github/workflows"""

    def test_what_blocks_is_commented_and_is_a_failure(self, pipelines: Pipelines) -> None:
        pull = pipelines.open("weaker", {"environments/dev.toml": OPTIONAL})
        jobs = pipelines.judge(pull)
        assert {name: job.result for name, job in jobs.items()} == {
            "pull-request": "success",
            "files": "failure",
            "plan": "failure",
            "verdict": "failure",
        }, [job.log for job in jobs.values()]
        said = pipelines.host.by_bot()
        assert said.keys() == {"<!-- plan-review: files -->", "<!-- plan-review: dev -->"}
        assert "`cognito-dev: aws_cognito_user_pool.main`" in said["<!-- plan-review: files -->"]
        for text in said.values():
            assert "\n## ⛔ Do not merge: 1 blocking finding\n" in text
        assert pipelines.host.statuses == {pull.sha: ("failure", "The review of the files blocks, or did not end")}

    def test_what_is_harmless_may_be_merged(self, pipelines: Pipelines) -> None:
        pull = pipelines.open(
            "harmless",
            {"environments/dev.toml": "\n[groups.readers]\n"},
        )
        jobs = pipelines.judge(pull)
        assert {job.result for job in jobs.values()} == {"success"}, [job.log for job in jobs.values()]
        assert pipelines.host.statuses == {pull.sha: ("success", "Nothing blocks")}

    def test_a_second_push_updates_the_comments(self, pipelines: Pipelines) -> None:
        pipelines.judge(pipelines.open("weaker", {"environments/dev.toml": OPTIONAL}))
        pull = pipelines.open("back", {"README.md": "\nAnother line.\n"})
        pipelines.judge(pull)
        said = pipelines.host.by_bot()
        assert len(pipelines.host.comments) == 2
        assert "\n## ✅" in said["<!-- plan-review: files -->"]
        assert "dev: nothing to review any more" in said["<!-- plan-review: dev -->"]
        assert pipelines.host.statuses[pull.sha] == ("success", "Nothing blocks")

    def test_a_fork_is_reviewed_without_a_plan(self, pipelines: Pipelines) -> None:
        jobs = pipelines.judge(pipelines.open("weaker", {"environments/dev.toml": OPTIONAL}, owner="stranger"))
        assert jobs["plan"].result == "skipped"
        assert pipelines.host.by_bot().keys() == {"<!-- plan-review: files -->"}
        assert jobs["verdict"].result == "failure"

    def test_every_environment_that_changes_is_planned(self, pipelines: Pipelines) -> None:
        shared = {"environments/shared/base.toml": "\n[user_pool.password_policy]\nminimum_length = 15\n"}
        jobs = pipelines.judge(pipelines.open("shared", shared, owner="stranger"))
        assert json.loads(jobs["files"].outputs["environments"]) == ["dev", "prod"]

    def test_settings_that_do_not_synthesize_are_a_failure(self, pipelines: Pipelines) -> None:
        pull = pipelines.open("broken", {"environments/dev.toml": "\nnonsense = 1\n"})
        jobs = pipelines.judge(pull)
        assert jobs["files"].result == "failure"
        assert pipelines.host.statuses[pull.sha] == ("failure", "The settings do not synthesize")
        assert "files was not reviewed" in pipelines.host.by_bot()["<!-- plan-review: files -->"]

    def test_what_is_merged_is_planned_reviewed_and_applied(self, pipelines: Pipelines) -> None:
        pipelines.merge({"environments/dev.toml": "\n[groups.readers]\n"})
        jobs = pipelines.apply_environment()
        assert (jobs["plan"].result, jobs["plan"].outputs["changes"]) == ("success", "true"), jobs["plan"].log
        assert jobs["apply"].result == "success", jobs["apply"].log
        assert "Apply complete!" in jobs["apply"].log
        again = pipelines.apply_environment()
        assert again["plan"].outputs["changes"] == "false", again["plan"].log
        assert again["apply"].result == "skipped"

    def test_a_token_that_is_refused_is_said(self, pipelines: Pipelines, tmp_path: Path) -> None:
        (tmp_path / "review.md").write_text("<!-- plan-review: dev -->\n")
        command = ["python3", str(PIPELINES / "code_host.py"), "comment", "review.md"]
        for change, said in (({"GITHUB_TOKEN": "wrong"}, "401"), ({}, "PULL_REQUEST is not set")):
            env = {"PATH": pipelines.variables["PATH"], "NO_PROXY": "127.0.0.1", **pipelines.host.github, **change}
            if change:
                env["PULL_REQUEST"] = "7"
            run = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
            assert run.returncode == 1
            assert said in run.stderr


class TestGitLab:
    """.gitlab-ci.yml"""

    def test_a_merge_request_is_reviewed_and_its_environments_planned(self, pipelines: Pipelines) -> None:
        pull = pipelines.open("weaker", {"environments/dev.toml": OPTIONAL})
        folder = pipelines.clone(pull.sha)
        base = folder.parent / "base"
        gitlab = {
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": pipelines.main,
            "CI_COMMIT_SHA": pull.sha,
            "CI_API_V4_URL": pipelines.host.url,
            "CI_PROJECT_ID": "1",
            "CI_PROJECT_PATH": "example/cognito",
            "CI_DEFAULT_BRANCH": "main",
            "CI_PROJECT_DIR": str(folder),
            "CI_MERGE_REQUEST_IID": "7",
            "PLAN_REVIEW_TOKEN": TOKEN,
            "ENVIRONMENT": "dev",
            "BASE": str(base),
            "HEAD": str(folder / "cdktf.out"),
            "AWS_TOKEN": "token",
            "AWS_WEB_IDENTITY_TOKEN_FILE": str(folder.parent / "aws-token"),
        }
        jobs, plans = load("gitlab/.gitlab-ci.yml"), load("gitlab/plan.gitlab-ci.yml")
        for _ in range(2):
            shutil.rmtree(base, ignore_errors=True)
            assert pipelines.run(jobs["synth"]["script"], folder, gitlab).returncode == 0
            reviewed = pipelines.run(jobs["review"]["script"], folder, gitlab)
            assert reviewed.returncode == 1, reviewed.stderr
        child = json.loads((folder / "plans.yml").read_text())
        assert child == {
            "include": [
                {"project": "example/cognito", "ref": "main", "file": "examples/pipelines/gitlab/plan.gitlab-ci.yml"}
            ],
            "plan dev": {"extends": ".plan", "variables": {"ENVIRONMENT": "dev"}, "environment": {"name": "plan/dev"}},
        }
        shutil.rmtree(base)
        before = [each for each in plans[".plan"]["before_script"] if not each.startswith("apk add ")]
        script = [re.sub(r"/\w+/(?=plan\.json)", f"{folder.parent}/", each) for each in plans[".plan"]["script"]]
        planned = pipelines.run([*before, *script], folder, gitlab)
        assert planned.returncode == 1, planned.stderr
        said = pipelines.host.by_bot()
        assert said.keys() == {"<!-- plan-review: files -->", "<!-- plan-review: dev -->"}
        assert all("\n## ⛔ Do not merge: 1 blocking finding\n" in text for text in said.values())
        (folder / "stack/tfplan").write_bytes(b"another plan")
        digest = (folder / "digest.env").read_text().strip().partition("=")[2]
        applied = pipelines.run(plans[".apply"]["script"], folder, gitlab | {"DIGEST": digest})
        assert applied.returncode == 1
        assert "FAILED" in applied.stdout

    def test_where_nothing_changed_the_child_pipeline_says_so(self, pipelines: Pipelines) -> None:
        folder = pipelines.clone(pipelines.main)
        assert pipelines.run(["make synth"], folder, {}).returncode == 0
        changed = "python3 examples/pipelines/changed.py --gitlab"
        gitlab = {"CI_PROJECT_PATH": "example/cognito", "CI_DEFAULT_BRANCH": "main"}
        run = pipelines.run([f"{changed} cdktf.out/stacks cdktf.out/stacks"], folder, gitlab)
        assert json.loads(run.stdout)["nothing to plan"] == {"extends": ".nothing"}
        every = json.loads(pipelines.run([f"{changed} --all cdktf.out/stacks"], folder, gitlab).stdout)
        assert [name for name in every if name != "include"] == ["plan dev", "apply dev", "plan prod", "apply prod"]
        assert every["apply dev"]["needs"] == ["plan dev"]


class TestAtlantis:
    """repos.yaml, and the image's folder"""

    def test_the_plan_fails_and_its_code_is_the_servers(self, pipelines: Pipelines, tmp_path: Path) -> None:
        server = load("atlantis/repos.yaml")
        (repository,) = server["repos"]
        assert repository["allowed_overrides"] == []
        assert repository["apply_requirements"] == ["approved", "mergeable", "undiverged"]
        image = tmp_path / "opt"
        shutil.copytree(pipelines.repository / "cognito_as_code/review", image / "review")
        for name in ("examples/pipelines/atlantis/atlantis.py", ".terraform.lock.hcl"):
            shutil.copy(pipelines.repository / name, image)
        (image / "accepted.toml").touch()
        broken = {"cognito_as_code/review/__main__.py": "\nraise SystemExit(0)\n", "environments/dev.toml": OPTIONAL}
        folder = pipelines.clone(pipelines.open("weaker", broken).sha)

        def run(script: str, where: Path, **variables: str) -> subprocess.CompletedProcess[str]:
            return pipelines.run([script.replace("/srv/cognito", str(image))], where, variables)

        for hook in repository["pre_workflow_hooks"]:
            assert (done := run(hook["run"], folder)).returncode == 0, done.stderr
        projects = json.loads((folder / "atlantis.yaml").read_text())["projects"]
        assert [each["name"] for each in projects] == ["dev", "prod"]
        stack = folder / projects[0]["dir"]
        # What Atlantis's own steps run. Source: https://www.runatlantis.io/docs/custom-workflows
        built_in = {
            "plan": "terraform plan -input=false -refresh -out dev.tfplan",
            "show": f"terraform show -json dev.tfplan > {tmp_path}/dev.json",
        }
        init, plan, show, review = server["workflows"]["cognito"]["plan"]["steps"]
        for step in (init["run"], built_in[plan], built_in[show]):
            assert (done := run(step, stack)).returncode == 0, done.stderr
        reviewed = run(review["run"], stack, SHOWFILE=f"{tmp_path}/dev.json", PROJECT_NAME="dev")
        assert reviewed.returncode == 1, reviewed.stderr
        assert reviewed.stdout.startswith("<!-- plan-review: dev -->\n\n## ⛔ Do not merge: 1 blocking finding\n")
