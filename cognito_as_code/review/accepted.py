"""Findings that somebody accepted: this change and no other, for a reason, and for at most 90 days."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from .changes import Change, NotReadableError, Plan
from .findings import DRIFT, NOT_JUDGED, RULES, Acceptance, Finding
from .wording import named

LONGEST_DAYS = 90
"""How far away an acceptance may expire."""

_TEXTS = ("rule", "address", "fingerprint", "reason")
_KEYS = {*_TEXTS, "expires"}
_EXAMPLE = 'write [[accepted]] with rule, address, fingerprint, reason = "..." and expires = 2026-12-31'
_NO_FINGERPRINT = (
    "fingerprint is missing: a rule and an address alone would accept the next change too; "
    "copy it from the review, which prints one with each finding"
)
_IDENTITY = ("id", "arn", "name")
# 128 bits: of a shorter one, somebody could find a harmless and a harmful change, and have the harmless one accepted.
_FINGERPRINT_DIGITS = 32

Accepted = dict[tuple[str, str, str], Acceptance]
"""Rule id, address and fingerprint -> why, and until when."""


def with_fingerprints(findings: Iterable[Finding], plan: Plan, title: str) -> list[Finding]:
    """The findings, each with its fingerprint: the same in every plan of the same change, and of no other change.

    What is hashed: the title (an acceptance for dev is none for prod), the rule, the address, what was found, and the
    resource's arguments that change, before and after. Of what is secret, only that it changes.
    """
    planned, drifted = _by_address(plan.changes), _by_address(plan.drift)
    return [
        replace(each, fingerprint=_fingerprint(each, (drifted if each.rule is DRIFT else planned)[each.address], title))
        for each in findings
    ]


def _by_address(changes: Iterable[Change]) -> Mapping[str, list[Change]]:
    found = defaultdict(list)
    for change in changes:
        found[change.address].append(change)
    return found


def _fingerprint(finding: Finding, changes: Iterable[Change], title: str) -> str:
    facts = [_facts(change) for change in changes]
    hashed = [title, finding.rule.id, finding.address, finding.what, facts]
    text = json.dumps(hashed, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_FINGERPRINT_DIGITS]


def _facts(change: Change) -> dict[str, Any]:
    """What stays the same when the same change is planned again: nothing that AWS counts or dates."""
    before, after = change.before or {}, change.after or {}
    identity = {name: before[name] for name in _IDENTITY if name in before}
    facts = {"actions": change.actions, "because": change.because, "was": change.previous_address, "of": identity}
    if change.after is None:
        return facts if identity else {**facts, "before": before}
    unknown = {name for name, value in change.unknown.items() if value is True}
    known = [name for name in change.changed_arguments if name not in unknown]
    return {
        **facts,
        "before": {name: before.get(name) for name in known},
        "after": {name: after.get(name) for name in known},
        "unknown": {name: change.unknown[name] for name in sorted(change.unknown)},
    }


def read_accepted(path: Path, today: date) -> Accepted:
    """The accepted findings in a TOML file. Raises NotReadableError with one sentence a mistake."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotReadableError(f"{path} cannot be read ({error.strerror}); check the name") from None
    return accepted_in(content, str(path), today)


def accepted_in(content: bytes, name: str, today: date) -> Accepted:
    """The accepted findings in what a file of this name holds. Raises NotReadableError with one sentence a mistake."""
    try:
        document = tomllib.loads(content.decode("utf-8-sig"))
    except ValueError as error:
        raise NotReadableError(f"{name} is not TOML: {error}; {_EXAMPLE}") from None
    entries = document.get("accepted", [])
    if not isinstance(entries, list):
        raise NotReadableError(f"{name}: accepted is no list of tables; {_EXAMPLE}")
    mistakes = [f"{name}: {key} is unknown; {_EXAMPLE}" for key in sorted({*document} - {"accepted"})]
    mistakes += [
        f"{name}: accepted[{number}]: {problem}"
        for number, entry in enumerate(entries)
        for problem in _problems(entry, today)
    ]
    if mistakes:
        raise NotReadableError("\n".join(mistakes))
    accepted = {
        (entry["rule"], entry["address"], entry["fingerprint"]): Acceptance(
            entry["reason"], entry["expires"], entry["expires"] < today
        )
        for entry in entries
    }
    if len(accepted) < len(entries):
        twice = Counter(entry["fingerprint"] for entry in entries).most_common(1)[0][0]
        raise NotReadableError(f"{name}: the fingerprint {twice} is accepted twice; keep one of the entries")
    return accepted


def _problems(entry: Any, today: date) -> Iterable[str]:
    if not isinstance(entry, dict):
        yield f"is no table; {_EXAMPLE}"
        return
    for key in sorted(_KEYS - {*entry}):
        yield _NO_FINGERPRINT if key == "fingerprint" else f"{key} is missing; {_EXAMPLE}"
    for key in sorted({*entry} - _KEYS):
        yield f"{key} is unknown; {_EXAMPLE}"
    for key in _TEXTS:
        value = entry.get(key, "-")
        if not isinstance(value, str) or not value.strip():
            yield f"{key} is no text; {_EXAMPLE}"
    expires = entry.get("expires", today)
    last = today + timedelta(days=LONGEST_DAYS)
    if not isinstance(expires, date) or isinstance(expires, datetime):
        yield f"expires is no date; {_EXAMPLE}"
    elif expires > last:
        yield f"expires on {expires}, more than {LONGEST_DAYS} days away; until {last} at most, then look again"
    rule = entry.get("rule")
    known = {*RULES, DRIFT.id, NOT_JUDGED.id}
    if isinstance(rule, str) and rule.strip() and rule not in known:
        yield f"{rule} is no rule; use one of {', '.join(sorted(known))}"


def with_accepted(findings: Iterable[Finding], accepted: Mapping[tuple[str, str, str], Acceptance]) -> list[Finding]:
    """The findings, each with its acceptance if it has one."""
    return [replace(each, acceptance=accepted.get((each.rule.id, each.address, each.fingerprint))) for each in findings]


def hints_about(findings: Sequence[Finding], accepted: Accepted) -> list[str]:
    """What to do about acceptances that do not hold here: they are for another change, or have expired."""
    found = {(each.rule.id, each.address): each for each in findings if each.acceptance is None}
    used = {(each.rule.id, each.address, each.fingerprint) for each in findings}
    hints = []
    for (rule, address, fingerprint), acceptance in sorted(accepted.items()):
        if (rule, address, fingerprint) in used:
            continue
        if acceptance.has_expired:
            hints.append(f"Accepted until {acceptance.expires}, which has passed: {rule} {named(address)}. Remove it.")
        elif (rule, address) in found:
            hints.append(
                f"{rule} {named(address)} was accepted for another change or another environment, "
                f"fingerprint {named(fingerprint)}: "
                "not for this one."
            )
    return hints
