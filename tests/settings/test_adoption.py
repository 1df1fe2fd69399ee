"""Adoption files are read, checked and reported as environment files are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cognito_as_code.checks import check_environments
from cognito_as_code.settings.core.findings import Severity
from cognito_as_code.settings.core.report import as_sarif, line_of
from cognito_as_code.settings.core.rule import RULES_OF_ADOPTION

ENVIRONMENT = """\
region         = "eu-central-1"
account_id     = "111122223333"
user_pool.name = "test"
"""
POOL = '"aws_cognito_user_pool.main"'


def findings(folder: Path, adoption: str, environment: str = ENVIRONMENT) -> list[str]:
    (folder / "adoption").mkdir(exist_ok=True)
    (folder / "prod.toml").write_text(environment)
    (folder / "adoption/prod.toml").write_text(adoption)
    found = check_environments([folder / "prod.toml"]).findings
    return [str(each).removeprefix(f"{folder}/") for each in found]


@pytest.mark.parametrize(
    ("adoption", "finding"),
    [
        ("[improt]\n", 'adoption/prod.toml: improt: unknown key; did you mean "import"?'),
        ("[import]\nbroken", "adoption/prod.toml: line 2: "),
        (
            f"[import]\n{POOL} = 5\n",
            f"adoption/prod.toml: import.{POOL}: 5 is an integer; write text: put it in quotes",
        ),
        (
            f'[moved]\n{POOL} = "pool"\n',
            f'adoption/prod.toml: moved.{POOL}: "pool" is not valid here; use an address as `terraform state list`',
        ),
        (f"[unmanaged]\n{POOL} = []\n", f"adoption/prod.toml: unmanaged.{POOL}: "),
        (
            f'[import]\n{POOL} = "us-east-1_AbCdEf123"\n',
            f"adoption/prod.toml: import.{POOL}: is in us-east-1, and the environment in eu-central-1; change one of "
            "them [ADO-4]",
        ),
        (f"[import]\n{POOL} = '${{var.id}}'\n", f'adoption/prod.toml: import.{POOL}: "${{var.id}}" is not valid here'),
        (
            f'[moved]\n{POOL} = "aws_cognito_user_pool.main"\n',
            f"adoption/prod.toml: moved.{POOL}: has that address already; remove it [ADO-5]",
        ),
        (
            f'[unmanaged]\n{POOL} = ["password_policy", "password_policy.minimum_length"]\n',
            f'adoption/prod.toml: unmanaged.{POOL}[1]: "password_policy.minimum_length" is part of "password_policy"',
        ),
        (
            f'[import]\n{POOL} = "eu-central-1_AbCdEf123"\n[unmanaged]\n{POOL} = ["*"]\n',
            f'adoption/prod.toml: unmanaged.{POOL}[0]: "*" leaves all of it out of Terraform; remove what else',
        ),
    ],
)
def test_a_mistake_is_said_with_its_place(adoption: str, finding: str, tmp_path: Path) -> None:
    (found,) = findings(tmp_path, adoption)
    assert found.startswith(finding)


@pytest.mark.parametrize(
    ("tables", "address", "problem"),
    [
        (
            '[app_clients.web]\nrenamed_from = "old"\n',
            "web",
            '"aws_cognito_user_pool_client.old" is moved there too, by renamed_from; remove one of them',
        ),
        (
            '[app_clients.web]\nrenamed_from = "module_client"\n[app_clients.app]\n',
            "app",
            '"aws_cognito_user_pool_client.module_client" is moved to aws_cognito_user_pool_client.web too; '
            "give each its own",
        ),
    ],
)
def test_what_was_renamed_is_moved_once(tables: str, address: str, problem: str, tmp_path: Path) -> None:
    client = f'"aws_cognito_user_pool_client.{address}"'
    adoption = f'[moved]\n{client} = "aws_cognito_user_pool_client.module_client"\n'
    assert findings(tmp_path, adoption, ENVIRONMENT + tables) == [
        f"adoption/prod.toml: moved.{client}: {problem} [ADO-5]"
    ]


def test_a_finding_has_its_line(tmp_path: Path) -> None:
    findings(tmp_path, f'[import]\n\n{POOL} = "eu-central-1:1"\n')
    (found,) = check_environments([tmp_path / "prod.toml"]).findings
    assert line_of(found) == 3
    assert "ADO-3" in as_sarif([found])


@pytest.mark.parametrize(
    "address",
    [
        r"""module.auth["eu.example"].module.x[0].aws_cognito_user_pool.pool["a\".b"]""",
        r"""module.a["x\\"].aws_cognito_user_pool.pool["y"]""",
    ],
)
def test_keys_of_modules_may_hold_dots_and_quotes(address: str, tmp_path: Path) -> None:
    assert findings(tmp_path, f"[moved]\n{POOL} = '{address}'\n") == []
    (adoption,) = check_environments([tmp_path / "prod.toml"]).adoptions.values()
    assert adoption.settings.moved == {"aws_cognito_user_pool.main": address}


def test_a_file_of_no_environment_is_told_of(tmp_path: Path) -> None:
    findings(tmp_path, "")
    (tmp_path / "adoption/prd.toml").write_text("")
    (found,) = check_environments([tmp_path / "prod.toml"]).findings
    assert found.file == str(tmp_path / "adoption/prd.toml")
    assert found.message == 'there is no environment of that name; did you mean "prod"? rename it, or remove it'


def test_mistakes_of_the_environment_come_first(tmp_path: Path) -> None:
    found = findings(tmp_path, f'[import]\n{POOL} = "x"\n', ENVIRONMENT.replace("user_pool.name", "user_pool.naem"))
    assert [each.partition(":")[0] for each in found] == ["prod.toml"]


@pytest.mark.parametrize(("severity", "adopted"), [("warning", ["prod"]), ("error", [])])
def test_what_is_only_warned_of_is_adopted(
    severity: Severity, adopted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = replace(RULES_OF_ADOPTION["ADO-2"], severity=severity)
    monkeypatch.setitem(RULES_OF_ADOPTION, rule.id, rule)
    both = f'[import]\n{POOL} = "eu-central-1_AbCdEf123"\n[moved]\n{POOL} = "module.a.aws_cognito_user_pool.pool"\n'
    (found,) = findings(tmp_path, both)
    assert found.endswith("[ADO-2]")
    assert [*check_environments([tmp_path / "prod.toml"]).adoptions] == adopted


def test_without_an_adoption_file_nothing_is_adopted(tmp_path: Path) -> None:
    (tmp_path / "prod.toml").write_text(ENVIRONMENT)
    checked = check_environments([tmp_path / "prod.toml"])
    assert checked.findings == []
    assert checked.adoptions == {}
