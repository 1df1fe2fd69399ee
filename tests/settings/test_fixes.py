"""What a message says to do makes the file better: no fix is refused by another rule, and no chain of fixes circles."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.checks import check
from cognito_as_code.settings.core.findings import Finding, KeyPath
from tests.settings.test_rules import examples

Tables = dict[str, Any]
SES = "arn:aws:ses:eu-central-1:111122223333:identity/example.com"


def findings(data: Tables) -> list[Finding]:
    return check(copy.deepcopy(data))[1]


def errors(data: Tables) -> list[str]:
    return [str(each) for each in findings(data) if each.severity == "error"]


def around(data: Any, key: KeyPath) -> Any:
    """The table or list that holds a key, made where it is not there; None where a value is in the way."""
    for part in key[:-1]:
        if isinstance(data, dict):
            data = data.setdefault(part, {})
        elif isinstance(data, list) and isinstance(part, int):
            data = data[part]
        else:
            return None
    return data


def removed(data: Tables, key: KeyPath) -> Tables:
    """The tables without a key, and without the tables of an override that say nothing then."""
    data = copy.deepcopy(data)
    del around(data, key)[key[-1]]
    while key[0] == "overrides" and len(key) > 1 and not around(data, key):
        key = key[:-1]
        del around(data, key)[key[-1]]
    return data


def with_value(data: Tables, key: KeyPath, value: Any) -> Tables:
    data = copy.deepcopy(data)
    around(data, key)[key[-1]] = value
    return data


def value_of(data: Any, key: KeyPath) -> Any:
    for part in key:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def alternatives(message: str) -> list[str]:
    """The ways to mend that a message names: what follows its first semicolon, split at its "or"."""
    _, _, fix = message.partition("; ")
    return re.split(r", or (?=\w)|; ", fix)


def applied(data: Tables, finding: Finding) -> Iterator[tuple[str, Tables]]:
    """Each way that a machine can go, with the file as it is then."""
    here, value = finding.key, value_of(data, finding.key)
    is_list = isinstance(value, list)
    for way in alternatives(finding.message):
        if re.fullmatch(r"remove (it|the table|the key|that)|leave it out|leave this out", way) and value is not None:
            yield way, removed(data, here)
        elif (found := re.fullmatch(r'remove "([^"]+)"', way)) and is_list and found[1] in value:
            yield way, with_value(data, here, [each for each in value if each != found[1]])
        elif (found := re.fullmatch(r'(?:use|set it to) "([^"]+)"( instead)?', way)) and found[1] != "DEVELOPER":
            changed = [found[1]] if found[2] else found[1]
            if is_list and not found[2]:
                old = re.match(r'"([^"]+)"', finding.message)
                changed = [found[1] if old and each == old[1] else each for each in value]
            yield way, with_value(data, here, changed)
        elif found := re.fullmatch(r"use (true|false)", way):
            yield way, with_value(data, here, found[1] == "true")
        elif (found := re.fullmatch(r'(?:add|list) "([^"]+)"', way)) and (is_list or value is None):
            yield way, with_value(data, here, [*(value or []), found[1]])
        elif found := re.fullmatch(r'(?:add|list) "([^"]+)" (?:to|in) ([a-z_.]+)', way):
            key = _named(found[2], here)
            yield way, with_value(data, key, [*(value_of(data, key) or []), found[1]])
        elif found := re.fullmatch(r"(?:accept .* and )?set ([a-z_.]+) = (\"[^\"]+\"|true|false)", way):
            key = _named(found[1], here)
            yield way, with_value(data, key, tomllib.loads(f"x = {found[2]}")["x"])


def _named(name: str, here: KeyPath) -> KeyPath:
    """The key that a message means: beside the finding's own, or of the pool, as in mfa.factors."""
    parts = tuple(name.split("."))
    if parts[0] in {"identity_pool", "app_clients"}:
        return parts
    if parts[0] == "refresh_token_rotation":
        return (*here[:2], *parts)
    if parts[0] in {"mfa", "auto_verified_attributes", "sign_in_policy", "user_pool_add_ons"}:
        return ("user_pool", *parts)
    if parts[0] in {"user_pool", "terraform"} or len(here) == 1:
        return parts if parts[0] in {"user_pool", "terraform"} else (*here, *parts)
    return (*here[:-1], *parts) if isinstance(here[-1], str) else (*here[:-2], *parts)


def machine_fixes() -> list[Any]:
    found = []
    for file in examples("fail"):
        data = tomllib.loads(file.read_text())
        for finding in findings(data):
            if finding.rule == "CMP-1":  # a profile's controls are met together: test_profiles.py
                continue
            found += [
                pytest.param(data, finding, mended, id=f"{file.stem}: {way}") for way, mended in applied(data, finding)
            ]
    return found


FIXES = machine_fixes()


@pytest.mark.parametrize(("data", "finding", "mended"), FIXES)
def test_doing_what_a_message_says_mends_it_and_breaks_nothing(data: Tables, finding: Finding, mended: Tables) -> None:
    before, after = findings(data), findings(mended)
    assert not any((each.rule, each.key) == (finding.rule, finding.key) for each in after), after
    new = [each for each in after if each.severity == "error" and str(each) not in {str(old) for old in before}]
    assert new == []


def test_many_fixes_are_such_that_a_machine_can_follow_them() -> None:
    assert len(FIXES) >= 60


CHAINS: dict[str, tuple[Tables, list[tuple[str, Tables]]]] = {
    "e-mail as factor and only recovery": (
        {"mfa.factors": ["EMAIL"]},
        [
            ('use "admin_only" instead', {"account_recovery_setting.recovery_mechanisms": ["admin_only"]}),
            (
                'add "verified_phone_number", with "SMS" in mfa.factors to reach phones',
                {
                    "account_recovery_setting.recovery_mechanisms": ["verified_email", "verified_phone_number"],
                    "mfa.factors": ["EMAIL", "SMS"],
                },
            ),
        ],
    ),
    "recovery by phone beside e-mail as factor": (
        {
            "mfa.factors": ["EMAIL"],
            "account_recovery_setting.recovery_mechanisms": ["verified_email", "verified_phone_number"],
        },
        [
            ('use "admin_only" instead', {"account_recovery_setting.recovery_mechanisms": ["admin_only"]}),
            ('add "SMS" to mfa.factors', {"mfa.factors": ["EMAIL", "SMS"]}),
        ],
    ),
    "recovery by phone alone": (
        {"account_recovery_setting.recovery_mechanisms": ["verified_phone_number"]},
        [
            ('use "admin_only" instead', {"account_recovery_setting.recovery_mechanisms": ["admin_only"]}),
            (
                'add "SMS" to mfa.factors and put "verified_email" first',
                {
                    "mfa.factors": ["TOTP", "SMS"],
                    "account_recovery_setting.recovery_mechanisms": ["verified_email", "verified_phone_number"],
                },
            ),
        ],
    ),
    "recovery by phone while MFA is off": (
        {
            "mfa": {"configuration": "OFF"},
            "account_recovery_setting.recovery_mechanisms": ["verified_email", "verified_phone_number"],
        },
        [
            (
                'remove "verified_phone_number"',
                {"account_recovery_setting.recovery_mechanisms": ["verified_email"]},
            ),
            (
                'add "phone_number" to auto_verified_attributes',
                {"auto_verified_attributes": ["email", "phone_number"]},
            ),
        ],
    ),
    "SMS that is sent and not listed, and recovers": (
        {
            "auto_verified_attributes": ["email", "phone_number"],
            "account_recovery_setting.recovery_mechanisms": ["verified_phone_number"],
        },
        [
            (
                'put "verified_email" first in recovery_mechanisms, and add "SMS"',
                {
                    "account_recovery_setting.recovery_mechanisms": ["verified_email", "verified_phone_number"],
                    "mfa.factors": ["TOTP", "SMS"],
                },
            ),
        ],
    ),
    "SMS that is sent and not listed, and recovers too": (
        {
            "auto_verified_attributes": ["email", "phone_number"],
            "account_recovery_setting.recovery_mechanisms": ["verified_email", "verified_phone_number"],
        },
        [
            ('add "SMS"', {"mfa.factors": ["TOTP", "SMS"]}),
            (
                'remove "phone_number" there, and "verified_phone_number" from recovery_mechanisms',
                {
                    "auto_verified_attributes": ["email"],
                    "account_recovery_setting.recovery_mechanisms": ["verified_email"],
                },
            ),
        ],
    ),
    "passkeys while MFA is required": (
        {
            "sign_in_policy.allowed_first_auth_factors": ["PASSWORD", "WEB_AUTHN"],
            "web_authn_configuration.relying_party_id": "auth.example.com",
        },
        [
            (
                'remove "WEB_AUTHN" and web_authn_configuration',
                {"sign_in_policy.allowed_first_auth_factors": ["PASSWORD"], "web_authn_configuration": None},
            ),
            (
                'accept that MFA becomes optional and set mfa.configuration = "OPTIONAL"',
                {"mfa.configuration": "OPTIONAL"},
            ),
        ],
    ),
    "passkeys while MFA is optional": (
        {
            "mfa.configuration": "OPTIONAL",
            "sign_in_policy.allowed_first_auth_factors": ["PASSWORD", "WEB_AUTHN"],
            "web_authn_configuration.relying_party_id": "auth.example.com",
        },
        [
            (
                'set mfa.configuration = "ON" and keep "PASSWORD" as the only first factor',
                {
                    "mfa.configuration": "ON",
                    "sign_in_policy.allowed_first_auth_factors": ["PASSWORD"],
                    "web_authn_configuration": None,
                },
            ),
        ],
    ),
}


def pool(*changes: Tables) -> Tables:
    data: Tables = {
        "region": "eu-central-1",
        "account_id": "111122223333",
        "user_pool": {
            "name": "test",
            "email_configuration": {"email_sending_account": "DEVELOPER", "source_arn": SES},
        },
        "app_clients": {"web": {"explicit_auth_flows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}},
    }
    for change in changes:
        for key, value in change.items():
            path = ("user_pool", *key.split("."))
            data = removed(data, path) if value is None else with_value(data, path, value)
    return data


@pytest.mark.parametrize(("start", "ways"), CHAINS.values(), ids=CHAINS)
def test_each_way_that_a_message_names_ends_without_an_error(start: Tables, ways: list[tuple[str, Tables]]) -> None:
    said = " ".join(each.message for each in findings(pool(start)))
    for way, change in ways:
        assert way in said
        assert errors(pool(start, change)) == []


def test_no_message_of_the_sign_in_rules_names_an_argument_that_no_provider_has() -> None:
    assert not any("factor_configuration" in Path(file).read_text().split("\n\n")[0] for file in examples("fail"))


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_the_range_named_is_the_range_taken(days: int) -> None:
    key = {"password_policy.temporary_password_validity_days": days}
    assert [each.endswith("use 1 to 365") for each in errors(pool(key))] == [True]


LEGACY = {
    "ADMIN_NO_SRP_AUTH": "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "CUSTOM_AUTH_FLOW_ONLY": "ALLOW_CUSTOM_AUTH",
    "USER_PASSWORD_AUTH": "ALLOW_USER_PASSWORD_AUTH",
    "USER_SRP_AUTH": "ALLOW_USER_SRP_AUTH",
    "REFRESH_TOKEN_AUTH": "ALLOW_REFRESH_TOKEN_AUTH",
}


@pytest.mark.parametrize("flow", LEGACY)
def test_a_flow_by_its_former_name_means_the_one_that_replaced_it(flow: str) -> None:
    data = pool()
    data["app_clients"]["web"]["explicit_auth_flows"] = [flow]
    (message,) = errors(data)
    assert f'did you mean "{LEGACY[flow]}"? ' in message


def test_a_domain_with_two_reserved_words_is_told_both() -> None:
    data = pool() | {"domains": {"main": {"domain": "my-aws-cognito"}}}
    assert errors(data) == [
        'domains.main.domain: "my-aws-cognito" has aws and cognito, which AWS keeps for itself; leave that out'
    ]
