"""A review as a comment in a pull request: the verdict, what is dangerous, then all changes and a picture, folded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from .access.difference import differences_of
from .changes import Change, Plan
from .doors import count_doors
from .findings import Finding
from .wording import LONGEST_SENTENCE, count, fenced, inert, listed, named, plain, shortened, table_cell

LONGEST_COMMENT = 65_536
"""Characters that GitHub takes in a comment."""

_MOST_IN_PICTURE = 30
_ICONS = {"blocking": "⛔", "warning": "⚠️", "note": "ℹ️"}  # noqa: RUF001
_WORDS = {  # the worst first
    "delete": "**destroy**",
    "replace": "**replace**",
    "forget": "forget",
    "update": "update",
    "move": "move",
    "create": "create",
    "unknown": "**unknown**",
}
_COLOURS = {
    "create": "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
    "update": "fill:#ddf4ff,stroke:#0969da,color:#1f2328",
    "move": "fill:#ddf4ff,stroke:#0969da,color:#1f2328",
    "forget": "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
    "replace": "fill:#ffebe9,stroke:#cf222e,color:#1f2328",
    "delete": "fill:#ffebe9,stroke:#cf222e,color:#1f2328",
    "unknown": "fill:#ffebe9,stroke:#cf222e,color:#1f2328",
}
_MOST_OF_A_RULE = 5
_MOST_FOLDED = 50
_LONGEST_TITLE = 200


def markdown(plan: Plan, findings: Sequence[Finding], hints: Sequence[str], title: str) -> str:
    """The comment: at most LONGEST_COMMENT characters, and it says what was cut.

    By its first line, which has the title, a pipeline finds the comment to update.
    """
    told = [change for change in plan.changes if change.is_resource or change.type == "output"]
    touched = [change for change in told if change.action != "no-op"]
    title = shortened(plain(title), _LONGEST_TITLE)
    lines = [
        f"<!-- plan-review: {re.sub(r'[<>]|--+', '', title)} -->",
        f"## {verdict(findings, plan)}",
        *_lead(touched, title, plan),
        *map(inert, hints),
    ]
    head = "\n\n".join(lines) + "\n"
    blocks = list(_blocks(findings))
    access = _access(plan)
    parts = [_table(touched), _picture(touched)] if touched else []
    shown = _that_fit(blocks, LONGEST_COMMENT - len(head) - 300)
    text = head + "".join(shown)
    if len(shown) < len(blocks):
        text += f"\n*{len(blocks) - len(shown):,} more headlines did not fit; the text format has them all.*\n"
    text += access if len(text) + len(access) <= LONGEST_COMMENT - 200 else _ACCESS_LEFT_OUT
    for part in parts:
        if len(text) + len(part) > LONGEST_COMMENT - 100:
            return f"{text}\n*The table or picture of all changes did not fit.*\n"
        text += part
    return text


def verdict(findings: Iterable[Finding], plan: Plan) -> str:
    """The one line that matters; where nothing was found, what was looked at."""
    findings = list(findings)
    counts = Counter(finding.severity for finding in findings if not finding.is_accepted)
    blocking = sum(finding.blocks for finding in findings)
    if blocking:
        return f"⛔ Do not merge: {count(blocking, 'blocking finding')}"
    warnings = [count(counts["warning"], "warning")] if counts["warning"] else []
    if looked_at := [*warnings, *_accepted(findings)]:
        return f"⚠️ Look before you merge: {', '.join(looked_at)}"
    resources = [change for change in plan.changes if change.is_resource]
    cognitos = sum(change.type.startswith("aws_cognito_") for change in resources)
    doors = count_doors(plan)
    judged = [
        count(len(resources), "resource"),
        f"{cognitos:,} of Cognito",
        *([count(doors, "door")] if doors else []),
    ]
    return f"✅ Judged {', '.join(judged)}: nothing found that blocks"


def _accepted(findings: Iterable[Finding]) -> Iterator[str]:
    """What is done all the same, until the first day on which it is not."""
    accepted = [(each.severity, each.acceptance.expires) for each in findings if each.acceptance and each.is_accepted]
    for severity, one, several in (
        ("blocking", "accepted loss", "accepted losses"),
        ("warning", "accepted warning", "accepted warnings"),
    ):
        if days := [expires for of, expires in accepted if of == severity]:
            yield f"{len(days):,} {one if len(days) == 1 else several} until {min(days)}"


def _lead(touched: Sequence[Change], title: str, plan: Plan) -> list[str]:
    counts = Counter(change.action for change in touched if change.type != "output")
    done = [f"{counts[action]} to {'destroy' if action == 'delete' else action}" for action in _WORDS if counts[action]]
    lines = [f"{inert(title)}: {', '.join(done) or 'no resource changes'}."]
    if plan.origin == "files":
        lines.append(
            "*Compared without a state: what was changed by hand, what AWS fills in, and what only a plan can know "
            "does not show here.*"
        )
    return lines


def _blocks(findings: Sequence[Finding]) -> Iterator[str]:
    """A finding each; of many of one rule the first few, and the others' addresses folded."""
    for _, group in groupby(findings, key=lambda each: (each.severity, each.rule.id)):
        same = list(group)
        yield from map(_finding, same[:_MOST_OF_A_RULE])
        if rest := same[_MOST_OF_A_RULE:]:
            yield _folded(rest)


def _folded(rest: Sequence[Finding]) -> str:
    rows = [f"- {named(finding.address)}\n" for finding in rest[:_MOST_FOLDED]]
    left = len(rest) - _MOST_FOLDED
    more = f"- and {left:,} more; the text format has them all\n" if left > 0 else ""
    title = f"{rest[0].rule.title}: {len(rest):,} more"
    return f"\n<details><summary>{title}</summary>\n\n{''.join(rows)}{more}\n</details>\n"


def _finding(finding: Finding) -> str:
    icon = "☑️" if finding.is_accepted else _ICONS[finding.severity]
    lines = [
        f"\n### {icon} {finding.rule.title}",
        f"{named(finding.address)}: Terraform {inert(finding.what)}.",
        f"- **For users:** {finding.rule.means}",
        f"- **Instead:** {inert(finding.instead)}{':' if finding.block else '.'}",
    ]
    if finding.block:
        block = shortened(finding.block, _LONGEST_BLOCK)
        lines += ["", *(f"  {line}" for line in fenced(block, "hcl").split("\n")), ""]
    lines += [f"  {number}. {inert(step)}" for number, step in enumerate(finding.steps, start=1)]
    if finding.acceptance:
        until = f"until {finding.acceptance.expires}"
        state = f"accepted {until}, which has passed" if finding.acceptance.has_expired else f"accepted {until}"
        lines.append(f"- **{state}:** {inert(finding.acceptance.reason)}")
    fingerprint = f", fingerprint `{finding.fingerprint}`" if finding.fingerprint else ""
    lines.append(
        f"- <sub>{finding.severity}, rule `{finding.rule.id}`{fingerprint}, [why]({finding.rule.source})</sub>"
    )
    return "\n".join([*lines[:2], "", *lines[2:], ""])


_LONGEST_BLOCK = 2_000


def _that_fit(blocks: Sequence[str], room: int) -> list[str]:
    fitting: list[str] = []
    for block in blocks:
        room -= len(block)
        if room < 0:
            break
        fitting.append(block)
    return fitting


_ACCESS_LEFT_OUT = "\n*Who may do more or less did not fit; the text format has it.*\n"
_MOST_OF_ACCESS = 10_000
_MOST_OPEN = 8


def _access(plan: Plan) -> str:
    """Who may do more or less, as a file's differences are shown; folded where that is long."""
    found = differences_of(plan)
    if not found:
        return ""
    lines = [plain(shortened(line, LONGEST_SENTENCE)) for each in found for line in (each.who, *each.lines)]
    shown = _that_fit(lines, _MOST_OF_ACCESS)
    more = f"\n*{len(lines) - len(shown):,} more lines; the text format has them all.*\n" if shown != lines else ""
    block = f"{fenced(chr(10).join(shown), 'diff')}\n{more}"
    if len(lines) <= _MOST_OPEN:
        return f"\n### Access\n\n{block}"
    title = f"Access: changes for {count(len(found), 'principal')}"
    return f"\n<details><summary>{title}</summary>\n\n{block}\n</details>\n"


def _table(touched: Sequence[Change]) -> str:
    rows = [
        f"| {_WORDS[change.action]} | {table_cell(named(change.address))} | {table_cell(_cell(change))} |\n"
        for change in sorted(touched, key=lambda change: (list(_WORDS).index(change.action), change.address))
    ]
    shown = _that_fit(rows, LONGEST_COMMENT // 3)
    more = f"\n*{len(rows) - len(shown)} more did not fit.*\n" if len(shown) < len(rows) else ""
    return (
        f"\n<details><summary>All changes ({len(rows)})</summary>\n\n| | What | Which arguments |\n| --- | --- "
        f"| --- |\n{''.join(shown)}{more}\n</details>\n"
    )


_MOST_ARGUMENTS = 8


def _cell(change: Change) -> str:
    if change.action in ("create", "delete", "forget"):
        return ""
    if change.action == "move":
        return f"from {named(change.previous_address)}"
    if change.action == "replace" and change.because:
        return f"forced by {_names(change.because)}"
    return _names(change.changed_arguments)


def _names(names: Sequence[str]) -> str:
    return listed(names, _MOST_ARGUMENTS)


def _picture(touched: Sequence[Change]) -> str:
    """A Mermaid graph of what is touched, Cognito's and the most dangerous first, and how it hangs together."""
    order = list(_WORDS)
    resources = [change for change in touched if change.is_resource]
    resources.sort(key=lambda change: (not change.type.startswith("aws_cognito_"), order.index(change.action)))
    drawn = resources[:_MOST_IN_PICTURE]
    numbers = {change.address: f"r{number}" for number, change in enumerate(drawn)}
    lines = ["```mermaid", "flowchart LR"]
    for change in drawn:
        label = _label(change.address)
        lines.append(f'  {numbers[change.address]}["{label}<br/>{_WORDS[change.action].strip("*")}"]:::{change.action}')
    lines += [
        f"  {numbers[named]} --> {numbers[change.address]}"
        for change in drawn
        for named in sorted(change.references & numbers.keys() - {change.address})
    ]
    lines += [f"  classDef {action} {_COLOURS[action]}" for action in sorted({change.action for change in drawn})]
    more = f"\n*{len(resources) - len(drawn)} more are not drawn.*\n" if len(resources) > len(drawn) else ""
    return f"\n<details><summary>Picture</summary>\n\n{chr(10).join(lines)}\n```\n{more}\n</details>\n" if drawn else ""


_LONGEST_LABEL = 80


def _label(address: str) -> str:
    """An address of which Mermaid takes nothing for its own."""
    text = shortened(address.replace("aws_", "", 1), _LONGEST_LABEL)
    return re.sub(r"[^\w. :()/-]", "", text.replace("[", "(").replace("]", ")"), flags=re.ASCII)
