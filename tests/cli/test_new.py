"""A new environment passes the check and synthesizes, whatever is asked for, and nothing is overwritten."""

from __future__ import annotations

import tomllib
from itertools import chain, combinations, product
from pathlib import Path
from typing import get_args

import pytest

from cognito_as_code.checks import check
from cognito_as_code.cli.new import _CALLBACKS, Factor, Kind, Wanted, environment_text
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.synth import synth
from main import build_stack
from tests.cli.conftest import Run

SES = "arn:aws:ses:eu-central-1:111122223333:identity/example.com"
FACTORS = list(chain.from_iterable(combinations(get_args(Factor), number) for number in (1, 2, 3)))
COMBINATIONS = [
    Wanted(
        kind=kind,
        region="eu-central-1",
        account_id="111122223333",
        pool_name="staging-users",
        factors=factors,
        callback_urls=[_CALLBACKS[kind]] if kind in _CALLBACKS else [],
        ses_identity_arn=SES if "EMAIL" in factors else "",
        production=production,
    )
    for kind, factors, production in product(get_args(Kind), FACTORS, (False, True))
]
GIVEN = ["--region", "eu-central-1", "--account-id", "444455556666"]
CALLBACK = ["--callback-url", "https://app.example.com/callback"]


def test_every_combination_passes_the_check_and_synthesizes(tmp_path: Path) -> None:
    environments: dict[str, EnvironmentSettings] = {}
    assert len(COMBINATIONS) == 70
    for number, wanted in enumerate(COMBINATIONS):
        settings, findings = check(tomllib.loads(environment_text(wanted)))
        assert [str(each) for each in findings if each.rule != "EML-8"] == [], wanted  # Cognito's 50 e-mails a day
        assert settings
        assert settings.user_pool.mfa.configuration == "ON"
        assert tuple(settings.user_pool.mfa.factors) == wanted.factors
        environments[f"e{number}"] = settings
    assert len(synth(build_stack, environments, tmp_path)) == 70


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_file_is_written_and_found_right(kind: Kind, cognito: Run, project: Path) -> None:
    callback = CALLBACK if kind in _CALLBACKS else []
    result = cognito("-C", project / "stacks", "new", "staging", "--kind", kind, *GIVEN, *callback)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("environments/staging.toml\n")
    assert cognito("-C", project, "check").output == "checked dev, prod, staging: no mistake found\n"


def test_nothing_is_overwritten(cognito: Run, project: Path) -> None:
    before = (project / "environments/prod.toml").read_text()
    result = cognito("-C", project, "new", "prod", "--kind", "BACKEND", *GIVEN)
    assert (result.exit_code, result.stderr) == (
        2,
        "environments/prod.toml is there already; choose another name, or change it by hand\n",
    )
    assert (project / "environments/prod.toml").read_text() == before


BACKEND = ["new", "a", "--kind", "BACKEND", *GIVEN]
SPA = ["new", "a", "--kind", "SPA", *GIVEN]
REFUSED = {
    "a name that no environment has": (["new", "Staging!", *BACKEND[2:]], 2, "use letters a-z, digits and -"),
    "a name with a folder": (["new", "shared/staging", *BACKEND[2:]], 2, "use letters a-z, digits and -"),
    "a region that is none": ([*BACKEND, "--region", "Frankfurt"], 2, "--region: "),
    "an account that is none": ([*BACKEND, "--account-id", "1"], 2, "--account-id: "),
    "a factor that is none": (
        [*BACKEND, "--factors", "FAX"],
        2,
        "--factors: FAX: no such",
    ),
    "e-mail without SES": (
        [*BACKEND, "--factors", "EMAIL"],
        2,
        "give --ses-identity-arn",
    ),
    "a page without a way back": ([*SPA], 2, "give --callback-url"),
    "a way back without a page": (["new", "a", "--kind", "M2M", *GIVEN, *CALLBACK], 2, "kind M2M has no sign-in page"),
    "no kind": (["new", "a", *GIVEN], 2, "give --kind"),
    "http": (
        [*SPA, "--callback-url", "http://example.com"],
        1,
        "environments/a.toml was not",
    ),
    "a domain that is taken": (
        [*SPA, *CALLBACK, "--pool-name", "example"],
        1,
        "is that of a too, and AWS gives it once",
    ),
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_what_the_check_would_refuse_is_not_written(mistake: str, cognito: Run, project: Path) -> None:
    arguments, code, words = REFUSED[mistake]
    result = cognito("-C", project, *arguments)
    assert result.exit_code == code
    assert words in " ".join(result.stderr.split())  # wherever its lines break
    assert sorted(path.name for path in (project / "environments").iterdir()) == ["dev.toml", "prod.toml"]


def test_on_a_terminal_it_asks_until_the_answer_is_right(
    cognito: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(
        ["mobil", "MOBILE", "Frankfurt", "eu-central-1", "1", "111122223333", "totp, email", "myapp://callback", SES]
    )
    asked: list[str] = []

    def prompt(text: str, **_: object) -> str:
        asked.append(text)
        return next(answers)

    monkeypatch.setattr("typer.prompt", prompt)
    monkeypatch.setattr("cognito_as_code.cli.new._is_interactive", lambda: True)
    result = cognito("-C", project, "new", "staging")
    assert result.exit_code == 0, result.output
    assert [text.partition(",")[0].partition(":")[0] for text in asked] == [
        "Kind of application",
        "Kind of application",
        "AWS Region",
        "AWS Region",
        "AWS account",
        "AWS account",
        "Second factors",
        "Where users return to after sign-in",
        "ARN of the Amazon SES identity that sends e-mail",
    ]
    assert 'factors = ["TOTP", "EMAIL"]' in (project / "environments/staging.toml").read_text()
