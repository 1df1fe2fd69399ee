"""Ways around the gate, each tried against the pipelines' own commands, and each stopped."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.lifecycle.actions import Job
from tests.lifecycle.code_hosts import STRANGER, PullRequest
from tests.lifecycle.pipelines import Pipelines

pytestmark = pytest.mark.lifecycle

FILES = "<!-- plan-review: files -->"
GATE = "<!-- plan-review: gate -->"
DEV = "environments/dev.toml"
SNAPSHOT = "tests/__snapshots__/cognito-dev.json"
OPTIONAL = '\n[user_pool.mfa]\nconfiguration = "OPTIONAL"\n'


def accept(pipelines: Pipelines, pull: PullRequest, **changes: str) -> str:
    """An entry that accepts the finding in a pull request's files."""
    base, head = pipelines.clone(pipelines.main), pipelines.clone(pull.sha)
    for folder in (base, head):
        assert pipelines.run(["make synth"], folder, {}).returncode == 0
    review = "python3 -m cognito_as_code.review --format json --title files"
    run = pipelines.run([f"{review} --before cdktf.out --after {head}/cdktf.out"], base, {})
    (finding,) = (each for each in json.loads(run.stdout) if each["blocks"])
    expires = str((datetime.now(UTC) + timedelta(days=30)).date())
    entry = {"rule": finding["rule"], "address": finding["address"], "fingerprint": finding["fingerprint"]}
    entry |= {"reason": "A pilot", **changes}
    lines = [f"{key} = {json.dumps(value)}" for key, value in entry.items() if key != "expires"]
    return "\n".join(["[[accepted]]", *lines, f"expires = {changes.get('expires', expires)}", ""])


def is_stopped(pipelines: Pipelines, jobs: dict[str, Job], pull: PullRequest) -> bool:
    """Whether the status that the branch waits for says no, and no comment of the bot says yes about the files."""
    state, _ = pipelines.host.statuses[pull.sha]
    return state == "failure" and jobs["verdict"].result == "failure"


def test_settings_weakened_with_the_snapshot_left_alone(pipelines: Pipelines) -> None:
    pull = pipelines.open("silent", {DEV: OPTIONAL}, owner="fork")
    assert is_stopped(pipelines, pipelines.judge(pull), pull)
    assert "Users no longer need a second factor" in pipelines.host.by_bot()[FILES]


def test_a_snapshot_that_shows_something_else(pipelines: Pipelines) -> None:
    """The settings weaken MFA, and the snapshot is edited to look stronger."""

    def edit(folder: Path) -> None:
        path = folder / SNAPSHOT
        path.write_text(path.read_text().replace('"minimum_length": 14', '"minimum_length": 20'))

    pull = pipelines.open("decoy", {DEV: OPTIONAL}, owner="fork", edit=edit)
    assert is_stopped(pipelines, pipelines.judge(pull), pull)
    assert "Users no longer need a second factor" in pipelines.host.by_bot()[FILES]


def test_the_change_and_its_acceptance_in_one(pipelines: Pipelines) -> None:
    entry = accept(pipelines, pipelines.open("weaker", {DEV: OPTIONAL}))
    pull = pipelines.open("self-accepted", {DEV: OPTIONAL, "accepted.toml": entry}, owner="fork")
    assert is_stopped(pipelines, pipelines.judge(pull), pull)
    assert "accepted.toml) together with what is judged" in pipelines.host.by_bot()[GATE]
    assert "⛔ Do not merge: 1 blocking finding" in pipelines.host.by_bot()[FILES]


def test_an_acceptance_that_has_expired_and_one_for_a_year(pipelines: Pipelines) -> None:
    """Merged by itself it counts, until its day; for too long it is no acceptance, and nothing is judged."""
    pull = pipelines.open("weaker", {DEV: OPTIONAL}, owner="fork")
    entry = accept(pipelines, pull)
    for expires, state in ((None, "success"), ("2020-01-01", "failure"), ("2099-01-01", "failure")):
        text = entry if expires is None else entry.rpartition("expires")[0] + f"expires = {expires}\n"
        path = pipelines.repository / "accepted.toml"
        path.write_text(text)
        pipelines.git("add", "accepted.toml")
        pipelines.git("commit", "--quiet", "--no-verify", "-m", "accept")
        jobs = pipelines.judge(pull)
        assert pipelines.host.statuses[pull.sha][0] == state, [job.log for job in jobs.values()]
        said = pipelines.host.by_bot()[FILES]
        if expires is None:
            assert "## ⚠️ Look before you merge: 1 accepted loss until " in said
            assert "✅" not in said
        elif expires == "2099-01-01":
            assert "more than 90 days away" in jobs["files"].log
            assert "files was not reviewed" in said


def test_the_reviews_own_code_changed(pipelines: Pipelines) -> None:
    """The pull request's review would pass everything, and so would its Makefile's and its scripts'."""
    passes = "\nraise SystemExit(0)\n"
    edited = dict.fromkeys(("cognito_as_code/review/__main__.py", "examples/pipelines/code_host.py"), passes)
    pull = pipelines.open("own-review", {DEV: OPTIONAL, **edited}, owner="fork")
    assert is_stopped(pipelines, pipelines.judge(pull), pull)
    assert "Users no longer need a second factor" in pipelines.host.by_bot()[FILES]
    assert "cognito_as_code/review/, examples/pipelines/) together with what is judged" in pipelines.host.by_bot()[GATE]


def test_a_workflow_that_hands_over_the_bases_own_output(pipelines: Pipelines) -> None:
    """The first workflow is the pull request's, so its artifact may be anything: then it may change nothing else."""
    workflow = {".github/workflows/synthesize.yml": "\n# uploads what main would\n"}
    pull = pipelines.open("forged", {DEV: OPTIONAL, **workflow}, owner="fork")
    pipelines.synthesize(PullRequest(7, "change", pipelines.main))
    jobs = pipelines.review(pull)
    assert "✅" in pipelines.host.by_bot()[FILES]
    assert jobs["files"].result == "success"
    assert is_stopped(pipelines, jobs, pull)
    assert pipelines.host.by_bot()[GATE].startswith(f"{GATE}\n\n## ⛔ Do not merge as it is\n")


def test_an_environment_file_deleted_or_renamed(pipelines: Pipelines) -> None:
    """It is in no list of environments, so nobody would plan it; its stack is gone, with every user in it."""

    def rename(folder: Path) -> None:
        (folder / "environments/prod.toml").rename(folder / "environments/production.toml")

    pull = pipelines.open("renamed", {}, owner="fork", edit=rename)
    jobs = pipelines.judge(pull)
    assert is_stopped(pipelines, jobs, pull)
    said = pipelines.host.by_bot()[FILES]
    assert "Removed stacks: cognito-prod." in said
    assert "New stacks: cognito-production." in said
    assert json.loads(jobs["files"].outputs["environments"]) == ["production"]


def test_an_artifact_that_names_another_pull_request(pipelines: Pipelines) -> None:
    """Nothing in an artifact says where the comment goes: GitHub's event does."""
    other = pipelines.host.add(8, 41898282, f"{FILES}\n\n## ⛔ Do not merge: 1 blocking finding\n")
    pull = pipelines.open("number", {DEV: OPTIONAL}, owner="fork")
    pipelines.synthesize(pull)
    (pipelines.runner.artifacts["synthesized"] / "number").write_text("8")
    jobs = pipelines.review(pull)
    assert is_stopped(pipelines, jobs, pull)
    assert other.body.endswith("Do not merge: 1 blocking finding\n")
    assert {each.number for each in pipelines.host.comments if each is not other} == {7}


def test_a_commit_that_is_no_longer_the_last(pipelines: Pipelines) -> None:
    """A harmless commit's run ends after a harmful one was pushed: it says nothing about that, and nothing at all."""
    old = pipelines.open("harmless", {"README.md": "\nA line.\n"})
    new = pipelines.open("weaker", {DEV: OPTIONAL})
    jobs = pipelines.judge(old)
    assert {name: job.result for name, job in jobs.items() if name != "pull-request"} == dict.fromkeys(
        ("files", "plan", "verdict"), "skipped"
    )
    assert pipelines.host.statuses == {}
    assert pipelines.host.comments == []
    assert new.sha != old.sha


def test_a_stranger_with_the_bots_first_line(pipelines: Pipelines) -> None:
    """Theirs stays theirs, and the bot writes its own."""
    theirs = pipelines.host.add(7, STRANGER, f"{FILES}\n\n## ✅ Nothing here is dangerous to users or to MFA\n")
    pull = pipelines.open("weaker", {DEV: OPTIONAL}, owner="fork")
    assert is_stopped(pipelines, pipelines.judge(pull), pull)
    assert "✅" in theirs.body
    assert "⛔ Do not merge: 1 blocking finding" in pipelines.host.by_bot()[FILES]


@pytest.mark.parametrize("name", ["cognito-x\nrefused=", "cognito-$(touch owned)", "cognito-a --> <b>", "..."])
def test_a_stack_with_a_crafted_name(name: str, pipelines: Pipelines) -> None:
    """An artifact is made by whoever likes to: its folders' names go into outputs, commands and comments."""
    pull = pipelines.open("names", {"README.md": "\nA line.\n"})
    pipelines.synthesize(pull)
    artifact = pipelines.runner.artifacts["synthesized"]
    shutil.copytree(artifact / "cognito-dev", artifact / name)
    jobs = pipelines.review(pull)
    assert jobs["files"].result == "failure"
    assert jobs["files"].outputs == {"environments": ""}
    assert jobs["plan"].result == "skipped"
    assert is_stopped(pipelines, jobs, pull)
    assert "files was not reviewed" in pipelines.host.by_bot()[FILES]


def test_more_configuration_beside_a_stack(pipelines: Pipelines) -> None:
    """Terraform would read it too, with the plan's credentials."""
    pull = pipelines.open("beside", {"README.md": "\nA line.\n"})
    pipelines.synthesize(pull)
    more = pipelines.runner.artifacts["synthesized"] / "cognito-dev/more_override.tf.json"
    more.write_text('{"data": {"external": {"x": {"program": ["sh", "-c", "env"]}}}}')
    jobs = pipelines.review(pull)
    assert jobs["plan"].result == "skipped"
    assert is_stopped(pipelines, jobs, pull)
    assert "which Terraform reads too" in jobs["files"].log


def test_a_provider_that_nobody_locked(pipelines: Pipelines) -> None:
    """A program that the JSON names would run with the plan's credentials: the base's lock file has none of it."""
    pull = pipelines.open("external", {DEV: "\n[groups.readers]\n"})
    pipelines.synthesize(pull)
    path = pipelines.runner.artifacts["synthesized"] / "cognito-dev/cdk.tf.json"
    stack = json.loads(path.read_text())
    stack["data"] = {"external": {"owned": {"program": ["touch", str(pipelines.folder / "owned")]}}}
    path.write_text(json.dumps(stack))
    jobs = pipelines.review(pull)
    assert jobs["plan"].result == "failure"
    assert not (pipelines.folder / "owned").exists()
    assert is_stopped(pipelines, jobs, pull)


def test_a_review_that_crashes_or_writes_nothing(pipelines: Pipelines) -> None:
    """Neither an exit code nor a missing file is taken for a yes."""
    crash = "raise RuntimeError('by a rule')\n"
    for broken in (crash, "import sys; sys.exit(2)\n", "import os; os._exit(0)\n"):
        path = pipelines.repository / "cognito_as_code/review/findings.py"
        path.write_text(broken + path.read_text().replace("from __future__ import annotations\n", ""))
        pipelines.git("commit", "--quiet", "--no-verify", "-am", "break the review")
        pull = pipelines.open("harmless", {"README.md": "\nA line.\n"}, owner="fork")
        jobs = pipelines.judge(pull)
        assert jobs["files"].result == "failure"
        assert is_stopped(pipelines, jobs, pull)
        assert "files was not reviewed" in pipelines.host.by_bot()[FILES]
        pipelines.git("reset", "--quiet", "--hard", "HEAD~1")


@pytest.mark.parametrize(
    ("results", "state"),
    [
        ({}, "success"),
        ({"PLANS": "skipped", "ENVIRONMENTS": "[]"}, "success"),
        ({"PLANS": "skipped", "FORK": "true"}, "success"),
        ({"PLANS": "skipped"}, "failure"),
        ({"PLANS": "skipped", "ENVIRONMENTS": ""}, "failure"),
        ({"PLANS": "skipped", "ENVIRONMENTS": "", "FORK": ""}, "failure"),
        ({"PLANS": "failure"}, "failure"),
        ({"PLANS": "cancelled"}, "failure"),
        ({"REVIEW": "skipped"}, "failure"),
        ({"REVIEW": "cancelled"}, "failure"),
        ({"RESOLVED": "failure"}, "failure"),
        ({"CONCLUSION": "timed_out"}, "failure"),
        ({"REFUSED": "It changes what judges it."}, "failure"),
    ],
)
def test_only_what_was_judged_is_a_success(results: dict[str, str], state: str, pipelines: Pipelines) -> None:
    well = {"REFUSED": "", "CONCLUSION": "success", "RESOLVED": "success", "REVIEW": "success", "PLANS": "success"}
    known = {**well, "ENVIRONMENTS": '["dev"]', "FORK": "false", "HEAD_SHA": pipelines.main, **results}
    script = ["python3 examples/pipelines/code_host.py status"]
    run = pipelines.run(script, pipelines.repository, {**pipelines.host.github, **known})
    assert pipelines.host.statuses[pipelines.main][0] == state
    assert run.returncode == (0 if state == "success" else 1), run.stderr


def test_another_plan_than_the_one_reviewed(pipelines: Pipelines) -> None:
    def swap(artifact: Path) -> None:
        (artifact / "tfplan").write_bytes((artifact / "tfplan").read_bytes() + b" ")

    pipelines.merge({DEV: "\n[groups.readers]\n"})
    jobs = pipelines.apply_environment(tamper=swap)
    assert jobs["plan"].result == "success", jobs["plan"].log
    assert jobs["apply"].result == "failure"
    assert "approved/tfplan: FAILED" in jobs["apply"].log
    assert "Apply complete!" not in jobs["apply"].log
