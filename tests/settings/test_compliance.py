"""Profiles: each value turned off fails exactly the controls that speak of it; waivers, tables."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code import compliance
from cognito_as_code.checks import check
from cognito_as_code.compliance import assess
from cognito_as_code.compliance.__main__ import main
from cognito_as_code.compliance.profiles import PROFILES
from cognito_as_code.compliance.rules import controls_are_met
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.user_pool.model import UserPoolSettings
from tests.conftest import PROJECT
from tests.settings.strategies import Tables

STRICT: Tables = {
    "region": "eu-central-1",
    "account_id": "111122223333",
    "compliance": ["strict"],
    "user_pool": {"name": "test"},
    "app_clients": {"web": {}},
    "identity_pool": {},
}

# What is turned off -> how, and the controls that speak of it.
TURNED_OFF: dict[str, tuple[Tables, set[str]]] = {
    "MFA": (
        {"user_pool": {"mfa": {"configuration": "OPTIONAL"}}},
        {"Cognito.5", "cognito_user_pool_mfa_enabled", "AwsSolutions-COG2", "baseline.1"},
    ),
    "an app or SMS": (
        {
            "user_pool": {
                "mfa": {"factors": ["EMAIL"]},
                "account_recovery_setting": {"recovery_mechanisms": ["admin_only"]},
                "email_configuration": {
                    "email_sending_account": "DEVELOPER",
                    "source_arn": "arn:aws:ses:eu-central-1:111122223333:identity/example.com",
                },
            }
        },
        {"cognito_userpool_without_mfa"},
    ),
    "length 14": (
        {"user_pool": {"password_policy": {"minimum_length": 13}}},
        {"cognito_user_pool_password_policy_minimum_length_14"},
    ),
    "length 8": (
        {"user_pool": {"password_policy": {"minimum_length": 7}}},
        {
            "Cognito.3",
            "AwsSolutions-COG1",
            "baseline.2",
            "cognito_user_pool_password_policy_minimum_length_14",
        },
    ),
    **{
        kind: (
            {"user_pool": {"password_policy": {key: False}}},
            {"Cognito.3", "AwsSolutions-COG1", "baseline.2", f"cognito_user_pool_password_policy_{check}"},
        )
        for kind, key, check in (
            ("lower case", "require_lowercase", "lowercase"),
            ("upper case", "require_uppercase", "uppercase"),
            ("digits", "require_numbers", "number"),
            ("symbols", "require_symbols", "symbol"),
        )
    },
    "short invitations": (
        {"user_pool": {"password_policy": {"temporary_password_validity_days": 8}}},
        {"Cognito.3", "baseline.2", "cognito_user_pool_temporary_password_expiration"},
    ),
    "deletion protection": (
        {"user_pool": {"deletion_protection": "INACTIVE"}},
        {"Cognito.6", "baseline.3", "cognito_user_pool_deletion_protection_enabled"},
    ),
    "prevent_destroy": ({"user_pool": {"lifecycle": {"prevent_destroy": False}}}, {"baseline.3"}),
    "administrators": (
        {"user_pool": {"admin_create_user_config": {"allow_admin_create_user_only": False}}},
        {"cognito_user_pool_self_registration_disabled"},
    ),
    "recovery by e-mail": (
        {
            "user_pool": {
                "auto_verified_attributes": ["phone_number", "email"],
                "mfa": {"factors": ["TOTP", "SMS"]},
                "account_recovery_setting": {"recovery_mechanisms": ["verified_phone_number", "verified_email"]},
            }
        },
        {"cognito_user_pool_account_recovery_sms_not_preferred", "baseline.7"},
    ),
    "threat protection": (
        {
            "user_pool": {"user_pool_add_ons": {"advanced_security_mode": "AUDIT"}, "user_pool_tier": "PLUS"},
            "risk_configuration": None,
        },
        {
            "Cognito.1",
            "cognito_user_pool_advanced_security_enabled",
            "cognito_user_pool_blocks_compromised_credentials_sign_in_attempts",
            "cognito_user_pool_blocks_potential_malicious_sign_in_attempts",
            "AwsSolutions-COG8",
        },
    ),
    "threat protection of custom authentication": (
        {"user_pool": {"user_pool_add_ons": {"advanced_security_additional_flows": {"custom_auth_mode": "AUDIT"}}}},
        {"Cognito.4"},
    ),
    "compromised passwords": (
        {"risk_configuration": {"compromised_credentials_risk_configuration": {"event_filter": ["SIGN_UP"]}}},
        {"cognito_user_pool_blocks_compromised_credentials_sign_in_attempts"},
    ),
    "risky sign-ins": (
        {
            "risk_configuration": {
                "account_takeover_risk_configuration": {"actions": {"low_action": {"event_action": "MFA_REQUIRED"}}}
            }
        },
        {"cognito_user_pool_blocks_potential_malicious_sign_in_attempts"},
    ),
    "the web ACL": ({"web_acl": None}, {"cognito_user_pool_waf_acl_attached"}),
    "no guests": (
        {"identity_pool": {"allow_unauthenticated_identities": True, "roles": {"unauthenticated": {}}}},
        {
            "Cognito.2",
            "cognito_identity_pool_guest_access_disabled",
            "AwsSolutions-COG7",
            "CKV_AWS_366",
            "baseline.4",
        },
    ),
    "no classic flow": ({"identity_pool": {"allow_classic_flow": True}}, {"baseline.4"}),
    "hidden existence": (
        {"app_clients": {"web": {"prevent_user_existence_errors": "LEGACY"}}},
        {"cognito_user_pool_client_prevent_user_existence_errors", "baseline.5"},
    ),
    "revocation": (
        {"app_clients": {"web": {"enable_token_revocation": False}}},
        {"cognito_user_pool_client_token_revocation_enabled", "baseline.6"},
    ),
}


def made(change: Tables) -> EnvironmentSettings:
    """The strict settings with a change; None takes a table away that strict would add."""

    def merged(base: Any, over: Any) -> Any:
        return (
            {
                **base,
                **{
                    key: merged(base.get(key, {}), value) if isinstance(value, dict) else value
                    for key, value in over.items()
                },
            }
            if isinstance(base, dict)
            else over
        )

    checked, findings = check(merged(copy.deepcopy(STRICT), change))
    assert checked, findings
    assert {each.rule for each in findings if each.severity == "error"} <= {"CMP-1"}, findings
    return checked


def failed(checked: EnvironmentSettings) -> set[str]:
    return {each.control.id for each in assess(checked) if each.status == "failed"}


def test_strict_meets_every_control() -> None:
    assessments = list(assess(made({})))
    assert {each.status for each in assessments} == {"passed"}
    assert {each.control.id for each in assessments} == {control.id for each in PROFILES.values() for control in each}


@pytest.mark.parametrize("what", TURNED_OFF)
def test_what_is_turned_off_fails_exactly_the_controls_that_speak_of_it(what: str) -> None:
    change, controls = TURNED_OFF[what]
    assert failed(made(change)) == controls


def test_every_control_can_fail() -> None:
    speaking = set().union(*(controls for _, controls in TURNED_OFF.values()))
    assert speaking == {control.id for controls in PROFILES.values() for control in controls}


def test_what_is_not_there_is_neither_passed_nor_failed() -> None:
    checked = made({"compliance": ["checkov"], "identity_pool": None})
    assert [each.status for each in assess(checked)] == ["not applicable"]


def test_a_waiver_holds_until_its_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    waiver = {"waivers": {"Cognito.6": {"reason": "a test", "expires": date(2026, 6, 30)}}}
    protection = {"user_pool": {"deletion_protection": "INACTIVE"}, **waiver}
    monkeypatch.setattr(compliance, "today", lambda: date(2026, 6, 30))
    assert "Cognito.6" not in failed(made(protection))
    monkeypatch.setattr(compliance, "today", lambda: date(2026, 7, 1))
    assert "Cognito.6" in failed(made(protection))


@pytest.mark.parametrize(
    "control", [control for each in PROFILES.values() for control in each], ids=lambda each: each.id
)
def test_every_control_has_a_title_a_source_and_a_key(control: Any) -> None:
    assert control.title
    assert control.source.startswith("https://")
    assert all(requirement.key and requirement.fix for requirement in control.requirements)


class TestCommand:
    """pipenv run compliance"""

    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        text = 'region = "eu-central-1"\naccount_id = "111122223333"\nuser_pool.name = "test"\n'
        (tmp_path / "met.toml").write_text(f'compliance = ["baseline"]\n{text}')
        (tmp_path / "unmet.toml").write_text(f'compliance = ["checkov", "kics", "cdk-nag"]\n{text}')
        (tmp_path / "wrong.toml").write_text(f"{text}regoin = 5\n")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    @pytest.mark.usefixtures("folder")
    def test_what_fails_is_1_and_says_what_to_write(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["met.toml"]) == 0
        assert main(["unmet.toml"]) == 1
        out = capsys.readouterr().out
        assert "unmet: cdk-nag, checkov, kics: 3 passed, 1 failed, 2 not applicable" in out
        assert 'set it to "PLUS"' in out

    @pytest.mark.usefixtures("folder")
    def test_json_has_every_control(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["met.toml", "unmet.toml", "--format", "json"])
        said = json.loads(capsys.readouterr().out)
        assert [each["control"] for each in said["unmet"] if each["status"] == "failed"] == ["AwsSolutions-COG8"]
        assert len(said["met"]) == len(PROFILES["baseline"])

    @pytest.mark.usefixtures("folder")
    def test_a_file_that_is_wrong_is_1_beside_the_tables_of_the_others(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["met.toml", "wrong.toml", "--format", "markdown"]) == 1
        out = capsys.readouterr()
        assert out.out.startswith("## met: baseline: ")
        assert out.err.startswith("wrong.toml: regoin: unknown key")

    def test_no_folder_is_1(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert main([]) == 1


def test_committed_environments_meet_what_they_ask_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    assert main([]) == 0


FROM_PYTHON: dict[str, Tables] = {
    "a pool": {"user_pool": {"name": "test"}},
    "a pool with add-ons of its own": {
        "user_pool": {"name": "test", "user_pool_add_ons": {"advanced_security_mode": "AUDIT"}}
    },
    "risks of its own": {
        "user_pool": {"name": "test"},
        "risk_configuration": {
            "compromised_credentials_risk_configuration": {"event_filter": ["SIGN_IN"]},
            "account_takeover_risk_configuration": {"actions": {"low_action": {"event_action": "MFA_REQUIRED"}}},
        },
    },
    "a web ACL, an attribute and clients": {
        "user_pool": {"name": "test", "schema": {"team": {}}},
        "web_acl": {"rate_limit": 100},
        "app_clients": {"web": {"application_type": "WEB", "callback_urls": ["https://app.example.com/"]}},
    },
    "what strict would add, taken away": {"user_pool": {"name": "test"}, "web_acl": None, "risk_configuration": None},
}


def as_models(tables: Tables) -> dict[str, Any]:
    """The tables as a program says them: instances of models."""
    parts = EnvironmentSettings.model_validate({"region": "eu-central-1", "account_id": "111122223333", **tables})
    return {key: getattr(parts, key) for key in tables}


@pytest.mark.parametrize("kind", FROM_PYTHON)
def test_strict_turns_on_the_same_for_models_as_for_tables(kind: str) -> None:
    base: dict[str, Any] = {"region": "eu-central-1", "account_id": "111122223333", "compliance": ["strict"]}
    of_tables = EnvironmentSettings.model_validate({**base, **FROM_PYTHON[kind]})
    of_models = EnvironmentSettings(**base, **as_models(FROM_PYTHON[kind]))
    assert of_models == of_tables
    assert of_models.model_dump(exclude_unset=True) == of_tables.model_dump(exclude_unset=True)
    assert {each.control.id: each.status for each in assess(of_models)} == {
        each.control.id: each.status for each in assess(of_tables)
    }


def test_strict_enforces_threat_protection_of_a_pool_that_is_a_model() -> None:
    settings = EnvironmentSettings(
        region="eu-central-1",
        account_id="111122223333",
        compliance=["strict"],
        user_pool=UserPoolSettings(name="test"),
    )
    assert settings.user_pool.threat_protection == "ENFORCED"
    assert settings.web_acl
    assert settings.risk_configuration


def unmet_of(*changes: Tables) -> list[str]:
    tables: Tables = {"region": "eu-central-1", "account_id": "111122223333", "user_pool": {"name": "test"}}
    for change in changes:
        tables |= change
    return sorted(f"{each.dotted_key}: {each.message}" for each in check(tables)[1] if each.rule == "CMP-1")


def test_each_unmet_requirement_names_its_own_controls() -> None:
    """Two of one client, two of one key."""
    assert unmet_of(
        {"compliance": ["baseline"]},
        {
            "app_clients": {
                "web": {"prevent_user_existence_errors": "LEGACY", "enable_token_revocation": False},
                "b": {},
            }
        },
    ) == [
        "app_clients.web.enable_token_revocation: false fails baseline.6 (baseline); set it to true, or add "
        "[waivers.CONTROL]",
        'app_clients.web.prevent_user_existence_errors: "LEGACY" fails baseline.5 (baseline); set it to "ENABLED", or '
        "add [waivers.CONTROL]",
    ]
    assert unmet_of(
        {"compliance": ["baseline", "prowler"]},
        {"user_pool": {"name": "test", "password_policy": {"minimum_length": 7}}},
        {"waivers": {control: {"reason": "a test", "expires": date(2999, 1, 1)} for control in prowler_but_length()}},
    ) == [
        "user_pool.password_policy.minimum_length: 7 fails baseline.2 (baseline); use 8 or more, or add "
        "[waivers.CONTROL]",
        "user_pool.password_policy.minimum_length: 7 fails cognito_user_pool_password_policy_minimum_length_14 "
        "(prowler); use 14 or more, or add [waivers.CONTROL]",
    ]


def prowler_but_length() -> list[str]:
    return [each.id for each in PROFILES["prowler"] if not each.id.endswith("length_14")]


@pytest.mark.parametrize("what", TURNED_OFF)
def test_every_failing_control_is_named_in_a_finding(what: str) -> None:
    change, controls = TURNED_OFF[what]
    said = " ".join(message for _, message in controls_are_met(made(change)))
    assert all(f"{control} (" in said for control in controls)
