"""The way from what was taken over to what this project would have made: a step each, worst first."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cognito_as_code.checks import check, check_environments, takes_text
from cognito_as_code.review import rules
from cognito_as_code.review.changes import Change, Plan
from cognito_as_code.review.facts import rows
from cognito_as_code.review.findings import NOT_JUDGED, SEVERITIES, Finding, review
from cognito_as_code.settings.adoption.model import WHOLE, Adoption
from cognito_as_code.settings.core.facts import Strength
from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.files import Tables, read_tables
from cognito_as_code.settings.core.findings import Finding as Mistake
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.report import line_of
from cognito_as_code.settings.core.walk import facts_of
from cognito_as_code.settings.environment import EnvironmentSettings

assert rules  # imported to register themselves


@dataclass(frozen=True)
class Step:
    """One thing to make better."""

    place: str
    """file:line"""
    what: str
    change: str
    """What to write there instead."""
    review: str
    """What `cognito review` will say of the plan."""
    rank: int
    """0 is the worst."""


def steps(file: Path) -> list[Step]:
    """What an environment leaves unmanaged, and where it is weaker than the defaults, worst first.

    Raises SettingsError for an environment that has mistakes.
    """
    checked = check_environments([file])
    settings = checked.require_sound()[file.stem]
    found = [*_weaker(read_tables(file, takes_text), file, settings)]
    if file.stem in checked.adoptions:
        found += _unmanaged(checked.adoptions[file.stem])
    return sorted(found, key=lambda step: (step.rank, step.place, step.what))


def _unmanaged(adoption: Adoption) -> Iterator[Step]:
    for address, paths in adoption.settings.unmanaged.items():
        for index, path in enumerate(paths):
            known = [
                each
                for argument, each in rows(address.partition(".")[0]).items()
                if argument == path or argument.startswith(f"{path}.")
            ]
            replaces, protects = any(each.replaces for each in known), any(each.protects for each in known)
            if path == WHOLE:
                what, says = "is outside of Terraform", "It blocks or shows what is made beside the one that is there."
            elif replaces:
                what, says = f"{path} stays as it is in AWS", "It blocks where the values differ: that replaces it."
            else:
                what, says = f"{path} stays as it is in AWS", "It judges the change from what is there to the settings."
            yield Step(
                _line(adoption.file, ("unmanaged", address, index)),
                f"{address}: {what}",
                "give its id at [import], and remove the line" if path == WHOLE else f"remove {shown(path)}",
                says,
                0 if protects and not replaces else len(SEVERITIES) + replaces,
            )


def _weaker(tables: Tables, file: Path, settings: EnvironmentSettings) -> Iterator[Step]:
    for key, strength, value in facts_of(settings, Strength):
        if not _is_said(tables.data, key):
            continue
        better = _without(tables.data, key)
        default = next((said for at, _, said in facts_of(better, Strength) if at == key), None) if better else None
        if default is None or strength.of(default) <= strength.of(value):
            continue
        now, then = strength.said(value), strength.said(default)
        harms = _review(key, default, value)
        rank = min((SEVERITIES.index(each.severity) for each in harms), default=len(SEVERITIES))
        yield Step(
            _line(tables.origin(key) or file, key),
            f"{Mistake(key, '').dotted_key} = {shown(now)} protects less than the default, {shown(then)}",
            f"{key[-1]} = {shown(then)}",
            _said(_review(key, value, default)),
            rank,
        )


def _is_said(data: Any, key: KeyPath) -> bool:
    for part in key:
        if not isinstance(data, dict) or part not in data:
            return False
        data = data[part]
    return True


def _without(data: dict[str, Any], key: KeyPath) -> EnvironmentSettings | None:
    """The settings without a key, so that its default holds; None where they need it."""
    data = copy.deepcopy(data)
    table = data
    for part in key[:-1]:
        table = table[part]  # type: ignore[index]
    del table[key[-1]]  # type: ignore[arg-type]
    return check(data)[0]


def _review(key: KeyPath, before: Any, after: Any) -> list[Finding]:
    """What the review says of a change of this key alone, where it is one argument."""
    match key:
        case ("user_pool", *rest):
            address, path = "aws_cognito_user_pool.main", ".".join(map(str, rest))
        case ("app_clients", str(name), str(path)):
            address = f"aws_cognito_user_pool_client.{name}"
        case ("identity_pool", str(path)):
            address = "aws_cognito_identity_pool.main"
        case _:
            return []
    path = {"mfa.configuration": "mfa_configuration"}.get(path, path)
    old, new = before, after
    for part in reversed(path.split(".")):
        old, new = {part: old}, {part: new}
    change = Change(address, address.partition(".")[0], ("update",), old, new)
    return [each for each in review(Plan((change,))) if each.rule is not NOT_JUDGED]


def _said(findings: list[Finding]) -> str:
    said = [f"{each.severity}: {each.rule.title}" for each in findings]
    return f"It says {'; '.join(said)}." if said else "It shows the change, and finds nothing wrong."


def _line(file: Path, key: KeyPath) -> str:
    return f"{file}:{line_of(Mistake(key, '', file=str(file)))}"
