"""Everything that is checked: the limits of each key, the rules across keys, and the controls of profiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

import cognito_as_code.compliance.rules
import cognito_as_code.settings.rules  # noqa: F401  (rules register themselves)
from cognito_as_code.settings.core.files import Tables, error_in, read_tables
from cognito_as_code.settings.core.findings import Finding, KeyPath, SettingsError, describe
from cognito_as_code.settings.core.rule import RULES, RULES_ACROSS
from cognito_as_code.settings.environment import EnvironmentSettings


def broken_rules(settings: EnvironmentSettings) -> list[Finding]:
    """What the rules find in an environment."""
    return [
        Finding(key, message, rule.id, rule.severity)
        for rule in RULES.values()
        for key, message in rule.check(settings)
    ]


def broken_rules_across(environments: Mapping[str, EnvironmentSettings]) -> dict[str, list[Finding]]:
    """What the rules find in several environments together, by environment."""
    findings: dict[str, list[Finding]] = {}
    for rule in RULES_ACROSS.values():
        for name, key, message in rule.check(environments):
            findings.setdefault(name, []).append(Finding(key, message, rule.id, rule.severity))
    return findings


@dataclass
class CheckedEnvironments:
    """Environments by name, those without an error, and all findings, warnings too."""

    environments: dict[str, EnvironmentSettings] = field(default_factory=dict)
    assessed: dict[str, EnvironmentSettings] = field(default_factory=dict)
    """Those, and those whose only errors are controls that are not met."""
    findings: list[Finding] = field(default_factory=list)

    def require_sound(self) -> dict[str, EnvironmentSettings]:
        """The environments. Raises SettingsError with every error in any of them."""
        _raise_errors(self.findings)
        return self.environments


def check_environments(files: Iterable[Path]) -> CheckedEnvironments:
    """Read and check environment files, each by itself and then all together."""
    checked = CheckedEnvironments()
    tables: dict[str, tuple[Path, Tables]] = {}
    findings: list[Finding] = []
    names: set[str] = set()
    for file in files:
        if file.stem in names:
            findings += error_in(file, "another file has that name, which is the environment's; rename one").findings
            continue
        names.add(file.stem)
        try:
            tables[file.stem] = file, read_tables(file)
            settings, found = check(tables[file.stem][1].data)
        except SettingsError as error:
            findings += error.findings
        except RecursionError:
            findings += error_in(file, "is nested too deeply; no settings file is").findings
        else:
            findings += [_placed(each, *tables[file.stem]) for each in found]
            errors = {each.rule for each in found if each.severity == "error"}
            if settings and not errors:
                settings.remember_as_sound()
                checked.environments[file.stem] = settings
            if settings and errors <= {"CMP-1"}:
                checked.assessed[file.stem] = settings
    for name, found in broken_rules_across(checked.environments).items():
        findings += [_placed(each, *tables[name]) for each in found]
    checked.findings = sorted(set(findings), key=str)
    return checked


def load_environments(files: Iterable[Path]) -> dict[str, EnvironmentSettings]:
    """Read and check environment files: file name -> settings. Raises SettingsError with every error in every file."""
    return check_environments(files).require_sound()


def load_environment(file: Path) -> EnvironmentSettings:
    """Read and check one environment file. Raises SettingsError with every error in it."""
    return load_environments([file])[file.stem]


def _raise_errors(findings: Iterable[Finding]) -> None:
    if errors := [finding for finding in findings if finding.severity == "error"]:
        raise SettingsError(errors)


def _placed(finding: Finding, file: Path, tables: Tables) -> Finding:
    return replace(finding, file=str(tables.origin(finding.key) or file))


def check(data: dict[str, Any]) -> tuple[EnvironmentSettings | None, list[Finding]]:
    """Check an environment's tables: the settings, unless a field is wrong, and all that is wrong with them.

    Where fields are wrong, the rules judge what is left without them, so that one run reports every error; only when
    a required key is missing do they wait. Warnings and controls of profiles wait until no field is wrong.
    """
    try:
        settings = EnvironmentSettings.model_validate(data)
    except ValidationError as error:
        findings = describe(error, EnvironmentSettings)
        try:
            rest = EnvironmentSettings.model_validate(_without(data, [finding.key for finding in findings]))
        except ValidationError:
            return None, findings
        errors = [found for found in broken_rules(rest) if found.severity == "error" and found.rule != "CMP-1"]
        return None, findings + [found for found in errors if not _is_doubtful(found, findings)]
    return settings, broken_rules(settings)


# Keys that decide whether other tables make sense -> those tables.
_DECISIVE: dict[KeyPath, tuple[KeyPath, ...]] = {
    ("app_clients",): (("identity_pool",), ("user_pool", "sign_in_policy"), ("domains",)),
    ("domains",): (("user_pool",), ("app_clients",), ("ui_customization",)),
    ("groups",): (("groups",), ("users",), ("identity_pool",)),
    ("identity_pool",): (("groups",), ("identity_pool",)),
    ("identity_providers",): (("app_clients",),),
    ("resource_servers",): (("app_clients",),),
    ("user_pool", "auto_verified_attributes"): (("user_pool",), ("alarms",)),
    ("user_pool", "lambda_config"): (("app_clients",),),
    ("user_pool", "mfa"): (("user_pool",), ("alarms",)),
    ("user_pool", "schema"): (("app_clients",), ("identity_providers",), ("users",)),
    ("user_pool", "sign_in_policy"): (("user_pool",), ("alarms",)),
    ("user_pool", "user_pool_add_ons"): (("app_clients",), ("log_delivery",), ("risk_configuration",)),
}


def _is_doubtful(found: Finding, wrong: list[Finding]) -> bool:
    """Whether a rule judged a value that stood in for a wrong one, or a value beside it, or the table around it."""
    judged = _field(found.key)
    fields = [_field(each.key) for each in wrong]
    return any(
        judged[: len(field)] == field
        or field[: len(judged)] == judged
        or judged[:-1] == field[:-1]
        or any(
            field[: len(key)] == key and judged[: len(table)] == table
            for key, tables in _DECISIVE.items()
            for table in tables
        )
        for field in fields
    )


def _field(key: KeyPath) -> KeyPath:
    """The key whose value a key path leads into: without the places in lists."""
    while key and isinstance(key[-1], int):
        key = key[:-1]
    return key


def require_sound(settings: EnvironmentSettings) -> None:
    """Raise SettingsError when settings break a rule, other than one that only warns; judged once and remembered."""
    if not settings.is_known_to_be_sound:
        _raise_errors(broken_rules(settings))
        settings.remember_as_sound()


def _without(data: Any, keys: list[KeyPath], here: KeyPath = ()) -> Any:
    if isinstance(data, dict):
        return {name: _without(value, keys, (*here, name)) for name, value in data.items() if (*here, name) not in keys}
    if isinstance(data, list):
        return [_without(value, keys, (*here, index)) for index, value in enumerate(data) if (*here, index) not in keys]
    return data
