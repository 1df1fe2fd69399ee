"""`cognito explain`"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cognito_as_code.cli.project import cannot_run

if TYPE_CHECKING:
    from cognito_as_code.compliance.profiles import Control
    from cognito_as_code.review.findings import Rule as ReviewRule
    from cognito_as_code.settings.core.rule import Rule

_WIDEST = 100


def explain(
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help="Its id, which findings end with; capitals do not matter.")
    ],
) -> None:
    """Explain a rule of the check, of the review, or a profile's control: why it is, its source, and an example."""
    pages = _pages()
    by_capitals = {each.upper(): each for each in pages}
    if rule.upper() not in by_capitals:
        near = _near(rule, list(pages))
        cannot_run(f'no rule is called "{rule}"; {near}`cognito docs` writes pages that list all')
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    for paragraph in pages[by_capitals[rule.upper()]]:
        if "\n" in paragraph:  # an example stays as it is
            print(paragraph)
        else:
            print(textwrap.fill(paragraph, width, break_long_words=False, break_on_hyphens=False))
        print()


def _pages() -> dict[str, Iterator[str]]:
    """The page of every rule and control, by id, as paragraphs that are not made before they are read."""
    import cognito_as_code.checks  # (every rule registers itself)
    from cognito_as_code.compliance.profiles import PROFILES
    from cognito_as_code.review import rules
    from cognito_as_code.review.adopt import RULES_OF_ADOPTION
    from cognito_as_code.review.findings import DRIFT, NOT_JUDGED
    from cognito_as_code.review.findings import RULES as REVIEW_RULES
    from cognito_as_code.settings.core.rule import every_rule

    assert cognito_as_code.checks
    assert rules
    pages: dict[str, Iterator[str]] = {}
    pages |= {name: _rule(each) for name, each in every_rule().items()}
    for reviewed in (NOT_JUDGED, *REVIEW_RULES.values(), DRIFT, *RULES_OF_ADOPTION):
        pages[reviewed.id] = _review_rule(reviewed)
    for profile, controls in PROFILES.items():
        for control in controls:
            pages.setdefault(control.id, _control(profile, control))
    return pages


def _near(rule: str, ids: list[str]) -> str:
    import difflib

    by_capitals = {each.upper(): each for each in ids}
    near = [by_capitals[each] for each in difflib.get_close_matches(rule.upper(), by_capitals)]
    return f"did you mean {' or '.join(near)}? " if near else ""


def _rule(rule: Rule[Any]) -> Iterator[str]:
    yield f"{rule.id}: {rule.title}"
    stops = "nothing is synthesized with it" if rule.severity == "error" else "it may be meant, and stops nothing"
    yield f"{rule.severity.capitalize()} of `cognito check`: {stops}."
    yield f"Why: {rule.why}"
    yield f"Source: {rule.source}"
    for kind, heading in (("fail", "Refused" if rule.severity == "error" else "Warned of"), ("pass", "Accepted")):
        for file in examples(rule.id, kind):
            yield f"{heading} ({file.name}):\n\n{textwrap.indent(file.read_text(encoding='utf-8').strip(), '    ')}"


def examples(rule: str, kind: str) -> list[Path]:
    """The plainest example that breaks a rule ("fail") or keeps it ("pass"): several files if it takes several."""
    from cognito_as_code import reference

    folder = Path(reference.__file__).parent / "examples"
    name = rule.lower()
    across = sorted((folder / "across" / kind / name).glob("**/*.toml"))
    found = [*(folder / kind).glob(f"{name}.toml"), *sorted((folder / kind).glob(f"{name}-*.toml"))]
    return across or found[:1]


def _review_rule(rule: ReviewRule) -> Iterator[str]:
    yield f"{rule.id}: {rule.title}"
    yield f"{rule.severity.capitalize()} of `cognito review`."
    yield f"For users: {rule.means}"
    yield f"Source: {rule.source}"
    if rule.types:
        yield f"Looks at: {', '.join(rule.types)}"
    if rule.id.startswith("adopt-"):
        return
    example = f'[[accepted]]\nrule    = "{rule.id}"\naddress = "{(rule.types or ("aws_cognito_user_pool",))[0]}.main"\n'
    example += 'reason  = "why this may be"\nexpires = 2026-12-31'
    yield f"Where it is meant, accept it until a day, in accepted.toml:\n\n{textwrap.indent(example, '    ')}"


def _control(profile: str, control: Control) -> Iterator[str]:
    yield f"{control.id}: {control.title}"
    yield f'Control of the profile {profile}: an error of `cognito check` where compliance = ["{profile}"] asks for it.'
    for requirement in control.requirements:
        yield f"Asks for {'.'.join(map(str, requirement.key))}: {requirement.fix}."
    if control.note:
        yield f"To know: {control.note}"
    yield f"Source: {control.source}"
    example = f'[waivers]\n"{control.id}" = {{ reason = "why it need not be", expires = 2026-12-31 }}'
    yield f"It need not be met for a while with\n\n{textwrap.indent(example, '    ')}"
