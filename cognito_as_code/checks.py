"""Everything that is checked: the limits of each key, the rules across keys, and the controls of profiles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

import cognito_as_code.compliance.rules
import cognito_as_code.settings.rules  # noqa: F401  (rules register themselves)
from cognito_as_code.settings.adoption.files import adoption_file, without_environment
from cognito_as_code.settings.adoption.model import Adoption, AdoptionSettings
from cognito_as_code.settings.core.doubt import Rest, rest_of, viewed
from cognito_as_code.settings.core.files import Tables, error_in, read_single, read_tables
from cognito_as_code.settings.core.findings import Finding, KeyPath, SettingsError, describe, json_schema, schema_at
from cognito_as_code.settings.core.rule import RULES, RULES_ACROSS, RULES_OF_ADOPTION, Problem
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.mcp_server.expansion import as_written, in_doubt_with, made_by_mcp_servers


def broken_rules(settings: EnvironmentSettings) -> list[Finding]:
    """What the rules find in an environment."""
    made = made_by_mcp_servers(settings)
    return [
        Finding(key, message, rule.id, rule.severity)
        for rule in RULES.values()
        for key, message in as_written(made, rule.check(settings))
    ]


def broken_rules_across(environments: Mapping[str, EnvironmentSettings]) -> dict[str, list[Finding]]:
    """What the rules find in several environments together, by environment."""
    findings: dict[str, list[Finding]] = {}
    for rule in RULES_ACROSS.values():
        problems: dict[str, list[Problem]] = {}
        for name, key, message in rule.check(environments):
            problems.setdefault(name, []).append((key, message))
        for name, found in problems.items():
            made = made_by_mcp_servers(environments[name])
            written = [Finding(*problem, rule.id, rule.severity) for problem in as_written(made, found)]
            findings.setdefault(name, []).extend(written)
    return findings


@dataclass
class CheckedEnvironments:
    """Environments by name, those without an error, and all findings, warnings too."""

    environments: dict[str, EnvironmentSettings] = field(default_factory=dict)
    assessed: dict[str, EnvironmentSettings] = field(default_factory=dict)
    """Those, and those whose only errors are controls that are not met."""
    adoptions: dict[str, Adoption] = field(default_factory=dict)
    """What environments adopt, by their names; only those that adopt something."""
    findings: list[Finding] = field(default_factory=list)

    def require_sound(self) -> dict[str, EnvironmentSettings]:
        """The environments. Raises SettingsError with every error in any of them."""
        _raise_errors(self.findings)
        return self.environments


def check_environments(files: Iterable[Path]) -> CheckedEnvironments:
    """Read and check environment files, each by itself and then all together, and the adoption files beside them."""
    files = list(files)
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
            tables[file.stem] = file, read_tables(file, takes_text)
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
    for name, (file, _) in tables.items():
        adoption, found = _check_adoption(adoption_file(file), checked.assessed.get(name))
        findings += found
        if adoption and name in checked.environments:
            checked.adoptions[name] = adoption
    findings += without_environment(files)
    checked.findings = sorted(set(findings), key=str)
    return checked


def _check_adoption(file: Path, environment: EnvironmentSettings | None) -> tuple[Adoption | None, list[Finding]]:
    """What an environment adopts, None where nothing is said or an error is found, and all findings."""
    if not file.exists():
        return None, []
    try:
        adoption = AdoptionSettings.model_validate(read_single(file).data)
    except SettingsError as error:
        return None, error.findings
    except ValidationError as error:
        return None, [replace(each, file=str(file)) for each in describe(error, AdoptionSettings)]
    if environment is None:  # what is wrong with it comes first
        return None, []
    found = [
        Finding(key, message, rule.id, rule.severity, str(file))
        for rule in RULES_OF_ADOPTION.values()
        for key, message in rule.check(adoption, environment)
    ]
    return (None if any(each.severity == "error" for each in found) else Adoption(file, adoption)), found


def load_environments(files: Iterable[Path]) -> dict[str, EnvironmentSettings]:
    """Read and check environment files: file name -> settings. Raises SettingsError with every error in every file."""
    return check_environments(files).require_sound()


def load_environment(file: Path) -> EnvironmentSettings:
    """Read and check one environment file. Raises SettingsError with every error in it."""
    return load_environments([file])[file.stem]


def takes_text(key: KeyPath) -> bool:
    """Whether a text of its own may stand at a key, so that it may come from a file."""
    return isinstance(key[-1], str) and schema_at(json_schema(EnvironmentSettings), key).get("type") == "string"


def _raise_errors(findings: Iterable[Finding]) -> None:
    if errors := [finding for finding in findings if finding.severity == "error"]:
        raise SettingsError(errors)


def _placed(finding: Finding, file: Path, tables: Tables) -> Finding:
    return replace(finding, file=str(tables.origin(finding.key) or file))


def check(data: dict[str, Any]) -> tuple[EnvironmentSettings | None, list[Finding]]:
    """Check an environment's tables: the settings, unless a field is wrong, and all that is wrong with them.

    Where fields are wrong, the rules judge what they can without them, so that one run reports every error. Warnings
    and controls of profiles wait until no field is wrong.
    """
    try:
        settings = EnvironmentSettings.model_validate(data)
    except ValidationError as error:
        rest = rest_of(EnvironmentSettings, data, error)
        return None, [*describe(error, EnvironmentSettings), *(_beyond_doubt(rest) if rest else [])]
    return settings, broken_rules(settings)


def _beyond_doubt(rest: Rest[EnvironmentSettings]) -> Iterator[Finding]:
    settings, doubt = viewed(rest._replace(doubtful=in_doubt_with(rest.doubtful)))
    made = made_by_mcp_servers(rest.settings)
    for rule in RULES.values():
        if rule.severity == "error" and rule.id != "CMP-1":
            doubt.is_met = False
            for key, message in as_written(made, rule.check(settings)):
                if not doubt.is_met:
                    yield Finding(key, message, rule.id, rule.severity)


def require_sound(settings: EnvironmentSettings) -> None:
    """Raise SettingsError when settings break a rule, other than one that only warns; judged once and remembered."""
    if not settings.is_known_to_be_sound:
        _raise_errors(broken_rules(settings))
        settings.remember_as_sound()
