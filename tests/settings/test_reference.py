"""The generated documentation says what the models say, all of it, and nothing else."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cognito_as_code.checks import check
from cognito_as_code.reference import settings as reference
from cognito_as_code.settings import environment_files
from tests.conftest import ENVIRONMENTS, PROJECT
from tests.examples import EXAMPLES

DOCS = PROJECT / "docs"
MARKDOWN = (DOCS / "settings.md").read_text()
SCHEMA: dict[str, Any] = json.loads((DOCS / "settings.schema.json").read_text())


def test_the_reference_is_the_models() -> None:
    """Run `pipenv run docs` after a change in settings/."""
    assert reference.markdown() == MARKDOWN


def test_the_rules_reference_is_the_rules() -> None:
    assert reference.rules_markdown() == (DOCS / "rules.md").read_text()


def test_the_controls_reference_is_the_profiles() -> None:
    assert reference.controls_markdown() == (DOCS / "controls.md").read_text()


def test_the_schema_is_the_models() -> None:
    assert reference.json_schema() == SCHEMA


def test_every_key_is_described() -> None:
    for name, table in {"the file": SCHEMA, **SCHEMA["$defs"]}.items():
        for key, described in table.get("properties", {}).items():
            model, _, child = reference._kind(SCHEMA, described)
            assert described.get("description") or (model and child and child.get("description")), (name, key)


def test_every_table_names_its_source_or_says_what_it_is() -> None:
    assert [name for name, table in SCHEMA["$defs"].items() if not table.get("description")] == []


def test_every_link_leads_to_a_section() -> None:
    anchors = {reference._anchor(heading) for heading in re.findall(r"^## (.*)", MARKDOWN, re.MULTILINE)}
    links = set(re.findall(r"\(#([^)]*)\)", MARKDOWN))
    assert links
    assert links <= anchors


FILES = [*environment_files(PROJECT / "environments"), *environment_files(ENVIRONMENTS), *EXAMPLES.values()]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_schema_accepts_right_files(file: Path) -> None:
    tables = json.loads(json.dumps(tomllib.loads(file.read_text()), default=str))  # JSON has no dates
    required = [] if "extends" in tables else SCHEMA["required"]
    jsonschema.Draft202012Validator({**SCHEMA, "required": required}).validate(tables)


BROKEN = {
    "an unknown key": "user_pool.naem = 'x'",
    "a value that is not allowed": 'user_pool.mfa.configuration = "on"',
    "a number out of range": "user_pool.password_policy.minimum_length = 5",
    "a text that does not match": 'region = "Frankfurt"',
    "a duration without a unit": 'app_clients.web.access_token_validity = "60"',
    "a name that is no address": 'app_clients."a b" = {}',
    "a secret in the file": 'identity_providers.google = {provider_type = "Google", client_secret = "hunter2"}',
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_the_schema_refuses_what_the_check_refuses(mistake: str) -> None:
    tables = {"region": "eu-central-1", "account_id": "111122223333", "user_pool": {"name": "test"}}
    changed = tomllib.loads(BROKEN[mistake])
    tables = {**tables, **changed}
    if "user_pool" in changed:
        tables["user_pool"] = {"name": "test", **changed["user_pool"]}
    assert check(tables)[1]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(tables)
