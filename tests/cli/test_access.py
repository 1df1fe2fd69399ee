"""Who may do what in an environment of a project, or in a plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.review.access.documents import trust
from tests.review.plans import document, entry

ROLE = """
[identity_pool.roles.authenticated]
bedrock_models    = ["amazon.nova-lite-v1:0"]
bedrock_streaming = true
"""
BEYOND = "What resources say of themselves, as a bucket policy does, and what an organization forbids, is not in it."


@pytest.fixture
def environment(project: Path) -> str:
    """An environment whose users may use a model."""
    files = sorted((project / "environments").glob("*.toml"))
    for file in files[1:]:
        file.unlink()
    text = files[0].read_text()
    if "[identity_pool.roles.authenticated]" not in text:
        files[0].write_text(text + ROLE)
    return files[0].stem


def test_an_environment_is_shown_as_main_py_makes_it(environment: str, cognito: Run) -> None:
    ran = cognito("access", environment, "--format", "json")
    assert ran.exit_code == 0, ran.output
    (users,) = json.loads(ran.stdout)
    assert users["kind"] == "users"
    assert {each["kind"] for each in users["rights"]} == {"model"}
    table = cognito("access", environment)
    assert table.exit_code == 0
    assert table.output.splitlines()[0].split() == ["who", "what", "may", "provided"]
    assert table.output.splitlines()[1].startswith(f"users of {users['name']}")
    assert table.output.splitlines()[-1] == BEYOND
    markdown = cognito("access", environment, "--format", "markdown").output
    assert markdown.startswith(f"# Access: {environment}\n\n| who | what | may | provided |\n| --- |")


def plan(folder: Path) -> Path:
    """A plan in which guests get a role."""
    pool = {"id": "eu-central-1:1", "identity_pool_name": "p", "allow_unauthenticated_identities": True}
    role = {"name": "guests", "arn": "arn:aws:iam::111122223333:role/guests"}
    allowed = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/a"}]}
    inline = [{"name": "own", "policy": json.dumps(allowed)}]
    guests = {**role, "assume_role_policy": trust("eu-central-1:1", "unauthenticated"), "inline_policy": inline}
    roles = {"identity_pool_id": "eu-central-1:1", "roles": {"unauthenticated": role["arn"]}}
    made = {
        "aws_cognito_identity_pool.p": pool,
        "aws_iam_role.guests": guests,
        "aws_cognito_identity_pool_roles_attachment.p": roles,
    }
    file = folder / "plan.json"
    file.write_text(json.dumps(document(*(entry(each, ["no-op"], values, values) for each, values in made.items()))))
    return file


def test_a_plan_is_shown_as_it_will_be(environment: str, cognito: Run, tmp_path: Path) -> None:
    ran = cognito("access", environment, "--plan", plan(tmp_path))
    assert ran.exit_code == 0, ran.output
    assert ran.output.splitlines()[1].split() == ["guests", "bucket", "b/a", "read"]


def test_what_is_wrong_is_said_in_a_sentence(environment: str, cognito: Run, tmp_path: Path) -> None:
    ran = cognito("access", "nowhere")
    assert ran.exit_code == 2
    assert f'no environment is called "nowhere"; there are {environment}' in ran.stderr
    ran = cognito("access", environment, "--plan", tmp_path / "none.json")
    assert ran.exit_code == 2
    assert ran.stderr.endswith("none.json cannot be read (No such file or directory); check the name\n")
    (tmp_path / "plan.json").write_text("{}")
    ran = cognito("access", environment, "--plan", tmp_path / "plan.json")
    assert ran.exit_code == 2
    assert "is JSON, but not what terraform show -json prints" in ran.stderr
    file = tmp_path / f"environments/{environment}.toml"
    file.write_text(f"{file.read_text()}\n[user_pol]\n")
    ran = cognito("access", environment)
    assert ran.exit_code == 1
    assert "user_pol" in ran.stderr
