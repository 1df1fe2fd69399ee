"""`cognito adopt`: two files or none, one message for whatever goes wrong, and no secret anywhere."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from tests.adopt.aws import Aws, answer_from
from tests.adopt.pools import FOLDER, NAMES
from tests.adopt.test_state import CLIENT, POOL
from tests.cli.conftest import Run, cognito, project

__all__ = ["cognito", "project"]

POOLS = {
    "amplify": "eu-central-1_aMpLiFy01",
    "cdk": "eu-central-1_cDkStAcK1",
    "console": "eu-central-1_cOnSoLe01",
    "everything": "eu-central-1_eVeRyThNg",
    "of-2019": "eu-central-1_oLdPool19",
    "sam": "eu-central-1_sAmStAcK1",
}
IDENTITY = {"amplify": "eu-central-1:1a2b3c4d-5678-90ab-cdef-111122223333"}
IDENTITY["everything"] = "eu-central-1:2b3c4d5e-5678-90ab-cdef-111122223333"


def options(name: str) -> list[str]:
    """What to read of a pool, so that it is all that its folder has."""
    given = ["--identity-pool", IDENTITY[name]] if name in IDENTITY else []
    return [POOLS[name], "--name", "live", *given, *(["--users"] if name == "everything" else [])]


def written(project: Path) -> dict[str, str]:
    """The files of the project's environments."""
    return {str(path.relative_to(project)): path.read_text() for path in project.glob("environments/**/*.toml")}


@pytest.mark.parametrize("name", NAMES)
def test_a_pool_is_read_as_it_is_saved(
    name: str, cognito: Run, project: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answer_from(Aws(FOLDER / name), monkeypatch)
    with caplog.at_level(logging.INFO):
        result = cognito("-C", project, "adopt", *options(name))
    assert result.exit_code == 0, result.output
    files = written(project)
    assert files["environments/live.toml"] == (FOLDER / name / "environment.toml").read_text()
    assert files["environments/adoption/live.toml"] == (FOLDER / name / "adoption.toml").read_text()
    assert "never-to-be-seen" not in f"{files}{result.output}{caplog.text}"
    assert cognito("-C", project, "check").exit_code == 0
    told = (FOLDER / name / "told.txt").read_text()
    assert result.stderr == told


def test_only_reading_calls_are_made(cognito: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aws = Aws(FOLDER / "everything")
    answer_from(aws, monkeypatch)
    cognito("-C", project, "adopt", *options("everything"))
    assert {each for each in aws.calls if not each.startswith(("Describe", "Get", "List"))} == set()
    assert aws.calls["DescribeUserPoolClient"] == 2


def test_saved_answers_are_read_without_aws(cognito: Run, project: Path) -> None:
    result = cognito("-C", project, "adopt", "--from", FOLDER / "sam")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(
        "environments/orders-userpool-1example.toml\nenvironments/adoption/orders-userpool-1example.toml\n6 to import,"
    )


def test_nothing_is_overwritten_unless_asked_for(cognito: Run, project: Path) -> None:
    arguments = ("-C", project, "adopt", "--name", "live", "--from")
    assert cognito(*arguments, FOLDER / "sam").exit_code == 0
    before = written(project)
    result = cognito(*arguments, FOLDER / "console")
    assert (result.exit_code, written(project)) == (2, before)
    assert result.stderr == (
        "environments/live.toml is there already; choose another --name, or overwrite it with --force\n"
    )
    assert cognito(*arguments, FOLDER / "console", "--force").exit_code == 0
    assert "console" in written(project)["environments/live.toml"]


def test_one_file_alone_is_never_written(cognito: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = written(project)
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.parent.name == "environments":
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        cognito("-C", project, "adopt", "--from", FOLDER / "sam")
    assert written(project) == before
    assert [path.name for path in project.glob("environments/**/.*")] == []


def test_files_that_are_there_stay_whole_when_the_disk_is_full(
    cognito: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("-C", project, "adopt", "--name", "live", "--force", "--from")
    assert cognito(*arguments, FOLDER / "sam").exit_code == 0
    before = written(project)
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if Path(target).name == "live.toml" and self.name == "link":
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        cognito(*arguments, FOLDER / "console")
    assert written(project) == before
    assert [path.name for path in project.glob("environments/**/.*")] == []


def test_a_plan_needs_the_state_in_a_file(cognito: Run, project: Path, tmp_path: Path) -> None:
    shown = tmp_path / "shown.json"
    shown.write_text('{"format_version": "1.0", "values": {}}')
    result = cognito("-C", project, "adopt", "--state", shown, "--plan")
    assert result.exit_code == 2
    assert result.stderr.startswith("--plan plans against a state; save what `terraform state pull` prints")


NO_STATES = {
    "empty": (b" \n", " is empty; give what `terraform show -json` or `terraform state pull` prints"),
    "binary": (b"\x1f\x8b\x08\x00\xff", " is not JSON ("),
    "a plan": (b"PK\x03\x04", " is Terraform's binary plan; "),
    "of nothing of ours": (b'{"version": 4, "resources": []}', "the state must have one user pool, and has none; "),
}


@pytest.mark.parametrize("what", NO_STATES)
def test_what_is_no_state_is_said_once_and_nothing_is_written(
    what: str, cognito: Run, project: Path, tmp_path: Path
) -> None:
    content, message = NO_STATES[what]
    (tmp_path / "old.tfstate").write_bytes(content)
    before = written(project)
    result = cognito("-C", project, "adopt", "--state", tmp_path / "old.tfstate", "--name", "live")
    assert (result.exit_code, written(project)) == (2, before)
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_state_that_is_not_there_is_said(cognito: Run, project: Path, tmp_path: Path) -> None:
    result = cognito("-C", project, "adopt", "--state", tmp_path / "none", "--name", "live")
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path / 'none'} cannot be read (No such file or directory); check the name\n"


def test_what_is_adopted_is_checked_before_it_is_written(cognito: Run, project: Path, tmp_path: Path) -> None:
    before = written(project)
    state = tmp_path / "kept.tfstate"
    strange = {"index_key": "a$b", "attributes": CLIENT}
    client = {"mode": "managed", "type": "aws_cognito_user_pool_client", "name": "c", "instances": [strange]}
    pool = {"mode": "managed", "type": "aws_cognito_user_pool", "name": "p", "instances": [{"attributes": POOL}]}
    state.write_text(json.dumps({"version": 4, "resources": [pool, client]}))
    result = cognito("-C", project, "adopt", "--state", state, "--name", "live")
    assert result.exit_code == 1
    assert "moved" in result.output
    assert written(project) == before


WRONG: dict[str, tuple[list[str], dict[str, list[str]], str]] = {
    "none": (
        ["eu-central-1_Nobody"],
        {"DescribeUserPool": ["ResourceNotFoundException"]},
        "there is no user pool eu-central-1_Nobody in eu-central-1 of account 444455556666; check the id, and whose "
        "credentials these are (--profile)",
    ),
    "no id": (["my-pool"], {}, '"my-pool" is no user pool\'s id; it is like eu-central-1_AbCdEf123'),
    "region": (
        ["eu-central-1_AbC", "--region", "eu-west-1"],
        {},
        "the pool eu-central-1_AbC is in eu-central-1, as its id says; leave --region eu-west-1 out",
    ),
    "nothing": ([], {}, "name the user pool by its id, or a folder of saved answers with --from"),
    "both": (
        ["eu-central-1_AbC", "--from", "."],
        {},
        "--from reads files alone; leave the pool's id and the options about AWS out",
    ),
    "denied": (
        [POOLS["sam"]],
        {"DescribeUserPoolClient": ["AccessDeniedException"], "GetWebACLForResource": ["AccessDeniedException"]},
        "not everything may be read, and nothing was written; allow cognito-idp:DescribeUserPoolClient, "
        "wafv2:GetWebACLForResource",
    ),
    "expired": (
        [POOLS["sam"]],
        {"DescribeUserPool": ["ExpiredTokenException"]},
        "AWS does not take the credentials (ExpiredTokenException); sign in again, or name another --profile",
    ),
    "gone": (
        [POOLS["sam"]],
        {"DescribeUserPoolClient": ["ResourceNotFoundException"]},
        "DescribeUserPoolClient: ResourceNotFoundException of DescribeUserPoolClient; was it removed meanwhile? "
        "Try again",
    ),
    "profile": (
        [POOLS["sam"], "--profile", "nobody"],
        {},
        "The config profile (nobody) could not be found; `aws configure list-profiles` lists them",
    ),
    "name": (["--from", str(FOLDER / "sam"), "--name", "Prod!"], {}, "no environment can be called that: "),
    "empty": (
        ["--from", str(FOLDER)],
        {},
        f"{FOLDER} lacks describe-user-pool.json and get-user-pool-mfa-config.json; save it with `aws cognito-idp "
        "describe-user-pool --user-pool-id POOL_ID`",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_goes_wrong_is_said_once_and_nothing_is_written(
    case: str, cognito: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments, refused, message = WRONG[case]
    aws = Aws(FOLDER / "sam")
    aws.refuse = refused
    answer_from(aws, monkeypatch)
    before = written(project)
    result = cognito("-C", project, "adopt", *arguments)
    assert (result.exit_code, written(project)) == (2, before)
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_pool_that_may_not_be_read_at_all_names_all_that_is_needed(
    cognito: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws = Aws(FOLDER / "sam")
    aws.refuse = {"DescribeUserPool": ["AccessDeniedException"]}
    answer_from(aws, monkeypatch)
    result = cognito("-C", project, "adopt", POOLS["sam"])
    assert result.exit_code == 2
    assert result.stderr.startswith("the pool may not be read; allow cognito-idp:DescribeIdentityProvider, ")
    assert "wafv2:GetWebACLForResource" in result.stderr


def test_throttling_is_waited_for(cognito: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aws = Aws(FOLDER / "sam")
    aws.refuse = {"DescribeUserPoolClient": ["TooManyRequestsException", "ThrottlingException", "none"]}
    answer_from(aws, monkeypatch)
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # noqa: ARG005
    result = cognito("-C", project, "adopt", POOLS["sam"])
    assert result.exit_code == 0, result.output
    assert aws.calls["DescribeUserPoolClient"] == 3


@pytest.mark.slow
def test_a_thousand_clients_are_read_with_word_of_it(
    cognito: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws = Aws(FOLDER / "sam", page=60)
    first = aws.answers.pop("describe-user-pool-client-machine")[0]["UserPoolClient"]
    aws.answers["describe-user-pool-client"] = [
        {"UserPoolClient": {**first, "ClientId": f"c{number:04}", "ClientName": f"client {number:04}"}}
        for number in range(1000)
    ]
    answer_from(aws, monkeypatch)
    result = cognito("-C", project, "adopt", POOLS["sam"], "--name", "live")
    assert result.exit_code == 0, result.output
    assert aws.calls["ListUserPoolClients"] == 17
    assert aws.calls["DescribeUserPoolClient"] == 1000
    assert "read 300 of 1,000 app clients\n" in result.stderr
    assert "read 1,000 of 1,000 app clients\n" in result.stderr
    text = written(project)["environments/live.toml"]
    assert text.count("[app_clients.client-") == 1000
