"""One wrong key hides no other mistake, and invents none."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from cognito_as_code.checks import check
from cognito_as_code.settings.core.doubt import Rest, depending, viewed
from cognito_as_code.settings.core.findings import Finding, KeyPath
from cognito_as_code.settings.core.rule import RULES
from cognito_as_code.settings.environment import EnvironmentSettings
from tests.conftest import PROJECT
from tests.settings.strategies import MISTAKES, Tables, environments

WRONG = {"a table where": "a value belongs"}  # right for no value; and a date, for no table
JUDGED = sorted(each for each in MISTAKES if RULES[each].severity == "error")
FAILING = sorted((PROJECT / "cognito_as_code/reference/examples/fail").glob("*.toml"))


def values(data: Any, here: KeyPath = ()) -> Iterator[KeyPath]:
    """The key path of every value that is no table."""
    for key, value in data.items():
        if isinstance(value, dict) and value:
            yield from values(value, (*here, key))
        else:
            yield (*here, key)


def without_tables_of_values(places: Iterator[KeyPath]) -> list[KeyPath]:
    """Those whose value a model knows, so that another type there is a mistake."""
    return [place for place in places if place[0] not in ("terraform", "overrides", "waivers", "compliance")]


def broken(data: Tables, place: KeyPath) -> Tables:
    """The tables with a value of the wrong type at a key path."""
    data = copy.deepcopy(data)
    table: Any = data
    for part in place[:-1]:
        table = table[part]
    table[place[-1]] = 1.5 if isinstance(table[place[-1]], dict) else WRONG
    return data


def of_rules(data: Tables) -> set[Finding]:
    return {each for each in check(data)[1] if each.rule and each.severity == "error"}


@budget(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(environments(), st.sampled_from(JUDGED), st.data())
def test_a_wrong_key_invents_no_mistake(data: Tables, rule: str, draw: st.DataObject) -> None:
    """Whatever a rule says beside a wrong key, it says when that key is right again."""
    MISTAKES[rule](data)
    place = draw.draw(st.sampled_from(without_tables_of_values(values(data))))
    assert of_rules(broken(data, place)) <= of_rules(data)


@budget(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(environments(), st.sampled_from(JUDGED), st.data())
def test_a_wrong_key_hides_no_mistake_that_does_not_depend_on_it(data: Tables, rule: str, draw: st.DataObject) -> None:
    """What a rule read before it spoke decides: each finding whose rule read nothing of the key is still reported."""
    MISTAKES[rule](data)
    settings, _ = check(data)
    assert settings
    place = draw.draw(st.sampled_from(without_tables_of_values(values(data))))
    expected = set()
    view, doubt = viewed(Rest(settings, frozenset(depending(EnvironmentSettings, data, place))))
    for key, message in RULES[rule].check(view):
        if not doubt.is_met:
            expected.add((key, message))
    assume(expected)
    findings = check(broken(data, place))[1]
    assert any(each.key[: len(place)] == place and not each.rule for each in findings)
    assert expected <= {(each.key, each.message) for each in findings if each.rule == rule}


# Rule -> keys that it needs, so that a wrong one there may hide it: any other must not.
NEEDED: dict[str, set[KeyPath]] = {
    "MFA-1": {("user_pool", "mfa")},
    "MFA-3": {("user_pool", "mfa")},
    "EML-1": {("user_pool", "email_configuration")},
    "REC-1": {("user_pool", "account_recovery_setting")},
    "ATT-1": {("user_pool", "username_attributes"), ("user_pool", "alias_attributes")},
    "CLI-1": {("app_clients", "broken")},
    "CLI-2": {("app_clients", "broken")},
    "CLI-4": {("app_clients", "broken")},
    "CLI-5": {("app_clients", "broken")},
    "CLI-12": {("app_clients", "broken")},
    "CLI-14": {("app_clients", "broken")},
    "CLI-30": {("app_clients", "broken")},
    "CLI-7": {("app_clients", "broken"), ("resource_servers",)},
    "CLI-22": {("app_clients", "broken"), ("identity_providers",)},
    "DOM-5": {("domains",), ("region",)},
    "USR-1": {("users",), ("groups",)},
}


@pytest.mark.parametrize("rule", NEEDED)
@budget(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=environments(), draw=st.data())
def test_a_mistake_is_reported_beside_a_wrong_key_that_is_none_of_its_own(
    rule: str, data: Tables, draw: st.DataObject
) -> None:
    """Required keys too, and those of other clients, whatever order a file has them in."""
    MISTAKES[rule](data)
    places = [
        place
        for place in without_tables_of_values(values(data))
        if not any(place[: len(needed)] == needed[: len(place)] for needed in NEEDED[rule])
    ]
    place = draw.draw(st.sampled_from(places))
    findings = check(broken(data, place))[1]
    assert rule in {each.rule for each in findings}
    assert any(not each.rule for each in findings)


@pytest.mark.parametrize("file", FAILING, ids=lambda file: file.stem)
def test_a_view_without_doubt_is_judged_like_the_settings(file: Path) -> None:
    """Every rule can read a view: properties, methods, loops and all."""
    settings, findings = check(tomllib.loads(file.read_text()))
    assert settings
    view, doubt = viewed(Rest(settings, frozenset()))
    found = [Finding(*problem, rule.id, rule.severity) for rule in RULES.values() for problem in rule.check(view)]
    assert found == findings
    assert not doubt.is_met


@pytest.mark.parametrize("file", FAILING, ids=lambda file: file.stem)
def test_no_wrong_key_in_a_failing_example_invents_a_mistake(file: Path) -> None:
    data = tomllib.loads(file.read_text())
    right = of_rules(data)
    for place in without_tables_of_values(values(data)):
        assert of_rules(broken(data, place)) <= right, place


REQUIRED = 'account_id = "111122223333"\nuser_pool.name = "test"\n'


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ('region = 5\nuser_pool.mfa = {configuration = "OFF", factors = ["TOTP"]}', {"MFA-3"}),
        ('regoin = "eu-central-1"\nuser_pool.mfa = {configuration = "OFF", factors = ["TOTP"]}', {"MFA-3"}),
        ('region = "eu-central-1"\nuser_pool.mfa = {configuraton = "OFF", factors = []}', set()),
        ('region = "eu-central-1"\nuser_pool.mfa = {configuration = 5, factors = []}', set()),
        ('region = "eu-central-1"\nuser_pool.mfa = {quorum = 2, factors = []}', set()),
        (
            'region = "eu-central-1"\napp_clients.web = {application_type = 5, callback_urls = ["https://a.example"]}',
            set(),
        ),
        (
            'region = "eu-central-1"\napp_clients.web = {aplication_type = "WEB", callback_urls = ["https://a.example"]}',
            set(),
        ),
        ('region = "eu-central-1"\napp_clients = {a = 5, b = {secretsmanager_secret_name = "s"}}', {"CLI-30"}),
        ('region = "eu-central-1"\ngroups = {5 = {}}\nusers.ana.groups = ["admins"]', set()),
        ('region = "eu-central-1"\ncompliance = [5]\nrisk_configuration = {}', set()),
    ],
)
def test_what_is_judged_beside_a_wrong_key_is_what_its_value_has_no_say_in(text: str, rules: set[str]) -> None:
    settings, findings = check(tomllib.loads(REQUIRED + text))
    assert settings is None
    assert {each.rule for each in findings} - {""} == rules


def test_a_wrong_key_in_a_list_of_tables_hides_no_mistake_of_the_others() -> None:
    statements = """
        region = "eu-central-1"
        account_id = "111122223333"
        user_pool.name = "example"
        app_clients.web = {}
        [[identity_pool.roles.authenticated.statement]]
        actions = ["s3:GetObject"]
        resources = ["*"]
        effekt = "Deny"
        [[identity_pool.roles.authenticated.statement]]
        actions = ["s3:Get*"]
        resources = ["arn:aws:s3:::example-bucket/readme"]
    """
    findings = [(each.rule, each.key[-1]) for each in check(tomllib.loads(statements))[1]]
    assert findings == [("", "effekt"), ("IAM-1", 1)]


def test_a_file_of_a_thousand_wrong_keys_is_answered() -> None:
    wrong = {f"key_{number}": number for number in range(1000)}
    findings = check({"region": "eu-central-1", "account_id": "111122223333", "user_pool": {"name": "x"}, **wrong})[1]
    assert len(findings) == 1000
