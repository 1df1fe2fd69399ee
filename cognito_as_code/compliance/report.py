"""How environments stand to the profiles they must meet."""

from __future__ import annotations

from collections import Counter

from cognito_as_code.compliance import Assessment, Status, assess, profiles_of
from cognito_as_code.settings import EnvironmentSettings

_MARKS: dict[Status, str] = {"passed": "✅", "failed": "❌", "waived": "☑️", "not applicable": "–"}  # noqa: RUF001


def as_data(settings: EnvironmentSettings) -> list[dict[str, str]]:
    """The assessments as JSON has them."""
    return [
        {
            "profile": each.profile,
            "control": each.control.id,
            "title": each.control.title,
            "status": each.status,
            "instead": instead(each),
            "note": each.control.note,
            "source": each.control.source,
        }
        for each in assess(settings)
    ]


def as_markdown(name: str, settings: EnvironmentSettings) -> str:
    """The assessments of one environment as a Markdown section."""
    rows = [
        f"| {_MARKS[each.status]} {each.status} | [{each.control.id}]({each.control.source}) | {each.profile} | "
        f"{each.control.title} | {instead(each)} |"
        for each in assess(settings)
    ]
    listed = [f"- {note}" for note in notes(settings)]
    table = ["| | Control | Profile | What must hold | Instead |", "| --- | --- | --- | --- | --- |", *rows, ""]
    return "\n".join(
        [f"## {name}: {summary(settings)}", "", *(table if rows else []), *listed, *([""] if listed else [])]
    )


def summary(settings: EnvironmentSettings) -> str:
    """The profiles, and how many controls passed, failed, are waived or have nothing to be met by."""
    counts = Counter(each.status for each in assess(settings))
    if not counts:
        return 'asks for no profile; name some in compliance = ["baseline"]'
    said = ", ".join(f"{counts[status]} {status}" for status in _MARKS if counts[status])
    return f"{', '.join(profiles_of(settings))}: {said}"


def notes(settings: EnvironmentSettings) -> list[str]:
    """Where controls contradict each other or AWS's advice, each once."""
    found = {each.control.note: each.control.id for each in assess(settings) if each.control.note}
    return [f"{control}: {note}" for note, control in found.items()]


def instead(each: Assessment) -> str:
    """What is there instead of what must hold, with the fix, or why that is waived; empty when nothing is."""
    asked = "; ".join(f"{'.'.join(map(str, unmet.key))} is {unmet.said}: {unmet.fix}" for unmet in each.unmet)
    if each.status == "waived" and each.waiver:
        return f"waived until {each.waiver.expires}: {each.waiver.reason}"
    return f"{asked} (the waiver expired on {each.waiver.expires})" if asked and each.waiver else asked
