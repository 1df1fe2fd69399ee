"""A review as a comment in a pull request: the verdict, what is dangerous, then all changes and a picture, folded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from .changes import Change, Plan
from .findings import Finding

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
}
_COLOURS = {
    "create": "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
    "update": "fill:#ddf4ff,stroke:#0969da,color:#1f2328",
    "move": "fill:#ddf4ff,stroke:#0969da,color:#1f2328",
    "forget": "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
    "replace": "fill:#ffebe9,stroke:#cf222e,color:#1f2328",
    "delete": "fill:#ffebe9,stroke:#cf222e,color:#1f2328",
}


def markdown(plan: Plan, findings: Sequence[Finding], hints: Sequence[str], title: str) -> str:
    """The comment: at most LONGEST_COMMENT characters, and it says what was cut.

    By its first line, which has the title, a pipeline finds the comment to update.
    """
    touched = [change for change in plan.changes if change.action != "no-op"]
    head = (
        "\n\n".join(
            [
                f"<!-- plan-review: {title} -->",
                f"## {verdict(findings)}",
                *_lead(touched, title, plan),
                *map(_text, hints),
            ]
        )
        + "\n"
    )
    blocks = [_finding(finding) for finding in findings]
    parts = [_table(touched), _picture(touched)] if touched else []
    shown = _that_fit(blocks, LONGEST_COMMENT - len(head) - 300)
    text = head + "".join(shown)
    if len(shown) < len(blocks):
        text += f"\n*{len(blocks) - len(shown)} more findings did not fit; the text format has them all.*\n"
    for part in parts:
        if len(text) + len(part) > LONGEST_COMMENT - 100:
            return f"{text}\n*The table or picture of all changes did not fit.*\n"
        text += part
    return text


def verdict(findings: Iterable[Finding]) -> str:
    """The one line that matters."""
    findings = list(findings)
    counts = Counter(finding.severity for finding in findings if not finding.is_accepted)
    blocking = sum(finding.blocks for finding in findings)
    if blocking:
        return f"⛔ Do not merge: {_count(blocking, 'blocking finding')}"
    warnings = [_count(counts["warning"], "warning")] if counts["warning"] else []
    if looked_at := [*warnings, *_accepted(findings)]:
        return f"⚠️ Look before you merge: {', '.join(looked_at)}"
    return "✅ Nothing here is dangerous to users or to MFA"


def _accepted(findings: Iterable[Finding]) -> Iterable[str]:
    """What is done all the same, until the first day on which it is not."""
    accepted = [(each.severity, each.acceptance.expires) for each in findings if each.acceptance and each.is_accepted]
    for severity, noun in (("blocking", "accepted loss"), ("warning", "accepted warning")):
        if days := [expires for of, expires in accepted if of == severity]:
            yield f"{_count(len(days), noun)} until {min(days)}"


def _count(number: int, noun: str) -> str:
    plural = "es" if noun.endswith("s") else "s"
    return f"{number} {noun}{plural if number > 1 else ''}"


def _lead(touched: Sequence[Change], title: str, plan: Plan) -> list[str]:
    counts = Counter(change.action for change in touched if change.type != "output")
    done = [f"{counts[action]} to {'destroy' if action == 'delete' else action}" for action in _WORDS if counts[action]]
    lines = [f"{title}: {', '.join(done) or 'no resource changes'}."]
    if plan.origin == "files":
        lines.append(
            "*Compared without a state: what was changed by hand, what AWS fills in, and what only a plan can know "
            "does not show here.*"
        )
    return lines


def _finding(finding: Finding) -> str:
    icon = "☑️" if finding.is_accepted else _ICONS[finding.severity]
    lines = [
        f"\n### {icon} {finding.rule.title}",
        f"{_code(finding.address)}: Terraform {_text(finding.what)}.",
        f"- **For users:** {finding.rule.means}",
        f"- **Instead:** {_text(finding.instead)}.",
    ]
    lines += [f"  {number}. {_text(step)}" for number, step in enumerate(finding.steps, start=1)]
    if finding.acceptance:
        until = f"until {finding.acceptance.expires}"
        state = f"accepted {until}, which has passed" if finding.acceptance.has_expired else f"accepted {until}"
        lines.append(f"- **{state}:** {_text(finding.acceptance.reason)}")
    named = f"rule `{finding.rule.id}`, fingerprint `{finding.fingerprint}`"
    lines.append(f"- <sub>{finding.severity}, {named}, [why]({finding.rule.source})</sub>")
    return "\n".join([*lines[:2], "", *lines[2:], ""])


def _that_fit(blocks: Sequence[str], room: int) -> list[str]:
    fitting: list[str] = []
    for block in blocks:
        room -= len(block)
        if room < 0:
            break
        fitting.append(block)
    return fitting


def _table(touched: Sequence[Change]) -> str:
    rows = [
        f"| {_WORDS[change.action]} | {_code(change.address)} | {_cell(change)} |\n"
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
        return f"from {_code(change.previous_address)}"
    if change.action == "replace" and change.because:
        return f"forced by {', '.join(f'`{path}`' for path in change.because)}"
    names = change.changed_arguments
    listed = ", ".join(f"`{name}`" for name in names[:_MOST_ARGUMENTS])
    return f"{listed} and {len(names) - _MOST_ARGUMENTS} more" if len(names) > _MOST_ARGUMENTS else listed


def _picture(touched: Sequence[Change]) -> str:
    """A Mermaid graph of what is touched, Cognito's and the most dangerous first, and how it hangs together."""
    order = list(_WORDS)
    resources = [change for change in touched if change.type != "output"]
    resources.sort(key=lambda change: (not change.type.startswith("aws_cognito_"), order.index(change.action)))
    drawn = resources[:_MOST_IN_PICTURE]
    numbers = {change.address: f"r{number}" for number, change in enumerate(drawn)}
    lines = ["```mermaid", "flowchart LR"]
    for change in drawn:
        label = re.sub(r'["\\\[\]<>`]', "", change.address.replace("aws_", "", 1))
        lines.append(f'  {numbers[change.address]}["{label}<br/>{_WORDS[change.action].strip("*")}"]:::{change.action}')
    lines += [
        f"  {numbers[named]} --> {numbers[change.address]}"
        for change in drawn
        for named in sorted(change.references & numbers.keys() - {change.address})
    ]
    lines += [f"  classDef {action} {_COLOURS[action]}" for action in sorted({change.action for change in drawn})]
    more = f"\n*{len(resources) - len(drawn)} more are not drawn.*\n" if len(resources) > len(drawn) else ""
    return f"\n<details><summary>Picture</summary>\n\n{chr(10).join(lines)}\n```\n{more}\n</details>\n" if drawn else ""


def _code(text: str) -> str:
    return f"`{text.replace('`', '').replace('|', '')}`"


def _text(text: str) -> str:
    """Text that a plan may have brought, with nothing that Markdown or a mention would take for its own."""
    plain = re.sub(r"(?<![\w`])@(?=\w)", "@\u200b", text.replace("<", "&lt;").replace("\n", " "))
    return plain.replace("|", "\\|")
