"""Rules about the profiles an environment must meet."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.compliance import assess
from cognito_as_code.compliance.requirements import Unmet
from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import did_you_mean
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.environment import EnvironmentSettings

SOURCE = "https://docs.aws.amazon.com/cognito/latest/developerguide/compliance-validation.html"


@rule(
    "CMP-1",
    "Controls of the profiles asked for are met, or waived",
    why="Whoever audits the environment would find it; better here than there.",
    source=SOURCE,
    promise="whoever asks for a profile has its controls met",
)
def controls_are_met(settings: EnvironmentSettings) -> Iterator[Problem]:
    failed: dict[Unmet, list[str]] = {}
    for each in assess(settings):
        for unmet in each.unmet if each.status == "failed" else ():
            expired = f", waived until {each.waiver.expires}" if each.waiver else ""
            failed.setdefault(unmet, []).append(f"{each.control.id} ({each.profile}{expired})")
    for unmet, controls in failed.items():
        yield unmet.key, f"{unmet.said} fails {', '.join(controls)}; {unmet.fix}, or add [waivers.CONTROL]"


@rule(
    "CMP-2",
    "A waiver waives something",
    why="A waiver of what is met, or not asked for, would hide it the day it fails.",
    source=SOURCE,
    severity="warning",
)
def waivers_waive_something(settings: EnvironmentSettings) -> Iterator[Problem]:
    needed = {each.control.id for each in assess(settings) if each.unmet}
    known = {each.control.id for each in assess(settings)}
    for control, waiver in settings.waivers.items():
        if control not in known:
            hint = did_you_mean(control, known) or "remove it, or ask for its profile in compliance"
            yield ("waivers", control), f"is no control that is asked for; {hint.rstrip()}"
        elif control not in needed:
            yield ("waivers", control), f"is met without it, until {shown(str(waiver.expires))}; remove it"
