"""A review as one page that needs nothing else: no script, no file beside it, no network. Light, dark, and on paper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from .access.difference import Difference, differences_of
from .changes import Change, Plan
from .findings import Finding
from .markdown import verdict
from .wording import plain

_ORDER = ("delete", "replace", "unknown", "forget", "update", "move", "create")  # the worst first
_SAID = {"delete": "destroy"}

# Colours have a contrast of at least 4.5 to 1 on their ground, in both schemes.
_STYLE = """\
:root { color-scheme: light dark; --ground: #fff; --card: #f6f8fa; --line: #d1d9e0; --text: #1f2328; --dim: #59636e;
  --bad: #c1121f; --look: #8a5a00; --good: #116329; --note: #0550ae }
@media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --card: #161b22; --line: #3d444d; --text: #f0f6fc;
  --dim: #9198a1; --bad: #ff7b72; --look: #e3b341; --good: #56d364; --note: #79c0ff } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
header { border-left: .6rem solid var(--of); background: var(--card); padding: 1rem 1.25rem; margin-bottom: 1.5rem }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.25; color: var(--of) }
header p { margin: .4rem 0 0 }
header ol { margin: .75rem 0 0; padding-left: 1.4rem }
article { border: 1px solid var(--line); border-left: .35rem solid var(--of); border-radius: .3rem;
  padding: .75rem 1.25rem; margin: 0 0 1rem; break-inside: avoid }
h2 { margin: 0 0 .25rem; font-size: 1.15rem; line-height: 1.35 }
h2 span { color: var(--of); font-size: .8rem; text-transform: uppercase; letter-spacing: .05em; display: block }
article p { margin: .35rem 0 }
dl { margin: .75rem 0 .5rem; display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem }
dt { font-weight: 600 } dd { margin: 0 } dd ol { margin: .25rem 0 0; padding-left: 1.25rem }
code { font: .875em ui-monospace, monospace; background: var(--card); padding: .1em .3em; border-radius: .2em;
  unicode-bidi: isolate }
pre { font: .875em/1.4 ui-monospace, monospace; background: var(--card); padding: .5rem; overflow-x: auto;
  white-space: pre-wrap }
header code { background: none; padding: 0 }
footer, .meta { color: var(--dim); font-size: .85rem }
details { border: 1px solid var(--line); border-radius: .3rem; margin: 1.5rem 0; padding: .5rem 1.25rem }
summary { cursor: pointer; font-weight: 600 }
table { width: 100%; border-collapse: collapse; margin: .75rem 0; font-size: .9rem }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-top: 1px solid var(--line) }
a { color: var(--note) }
.bad { --of: var(--bad) } .look { --of: var(--look) } .good { --of: var(--good) } .note { --of: var(--note) }
td:first-child, th { white-space: nowrap }
td.bad, td.look { color: var(--of); font-weight: 600 }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .5rem } }
@media print { body { max-width: none; padding: 0; font-size: 10pt }
  details::details-content { content-visibility: visible; block-size: auto } a { color: inherit } }
"""

_CLASSES = {"blocking": "bad", "warning": "look", "note": "note"}
_OF_ACTIONS = {"delete": "bad", "replace": "bad", "unknown": "bad", "forget": "look"}


def as_html(plan: Plan, findings: Sequence[Finding], hints: Sequence[str], title: str) -> str:
    """The page: the verdict and the worst of it, each finding in full, then all changes, folded."""
    told = [change for change in plan.changes if change.is_resource or change.type == "output"]
    touched = [change for change in told if change.action != "no-op"]
    said = verdict(findings, plan)
    class_ = {"⛔": "bad", "✅": "good"}.get(said[0], "look")
    body = [
        f'<header class="{class_}">',
        f"<h1>{_text(said.partition(' ')[2])}</h1>",  # without its emoji, which not every machine can draw
        f"<p>{_text(title)}: {_text(_counts(touched))}.</p>",
        *_worst(findings),
        "</header>",
        *(f'<p class="meta">{_text(hint)}</p>' for hint in hints),
    ]
    if plan.origin == "files":
        body.append(
            '<p class="meta">Compared without a state: what was changed by hand, what AWS fills in, and what only a '
            "plan can know does not show here.</p>"
        )
    body += [_finding(number, finding) for number, finding in enumerate(findings, start=1)]
    if changed := differences_of(plan):
        body.append(_access(changed))
    if touched:
        body.append(_table(touched))
    return _PAGE.format(title=_text(f"{title}: {said}"), style=_STYLE, body="\n".join(body))


_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def _counts(touched: Sequence[Change]) -> str:
    counts = Counter(change.action for change in touched if change.type != "output")
    done = [f"{counts[action]} to {_SAID.get(action, action)}" for action in _ORDER if counts[action]]
    return ", ".join(done) or "no resource changes"


_MOST_WORST = 3


def _worst(findings: Sequence[Finding]) -> Iterable[str]:
    """What decides, in the first lines: up to three of the findings that stop the merge."""
    blocking = [(number, each) for number, each in enumerate(findings, start=1) if each.blocks]
    if not blocking:
        return
    yield "<ol>"
    for number, each in blocking[:_MOST_WORST]:
        yield f'<li><a href="#finding-{number}">{_text(each.rule.title)}</a>: <code>{_text(each.address)}</code></li>'
    if len(blocking) > _MOST_WORST:
        yield f"<li>and {len(blocking) - _MOST_WORST} more</li>"
    yield "</ol>"


def _finding(number: int, finding: Finding) -> str:
    class_, severity = _CLASSES[finding.severity], str(finding.severity)
    if finding.is_accepted:
        class_, severity = "look", f"{severity}, accepted"
    steps = "".join(f"<li>{_prose(step)}</li>" for step in finding.steps)
    block = f":<pre>{_lines(finding.block)}</pre>" if finding.block else "."
    instead = f"{_prose(finding.instead)}{block}{f'<ol>{steps}</ol>' if steps else ''}"
    rows = [("For users", _prose(finding.rule.means)), ("Instead", instead)]
    if finding.acceptance:
        passed = ", which has passed" if finding.acceptance.has_expired else ""
        until = f"Until {finding.acceptance.expires}{passed}"
        rows.append(("Accepted", f"{_text(until)}: {_text(finding.acceptance.reason)}"))
    listed = "".join(f"<dt>{name}</dt><dd>{said}</dd>" for name, said in rows)
    return (
        f'<article class="{class_}" id="finding-{number}">\n'
        f"<h2><span>{severity}</span> {_text(finding.rule.title)}</h2>\n"
        f"<p><code>{_text(finding.address)}</code>: Terraform {_prose(finding.what)}.</p>\n"
        f"<dl>{listed}</dl>\n"
        f'<p class="meta">Rule <code>{_text(finding.rule.id)}</code>, '
        f"fingerprint <code>{_text(finding.fingerprint)}</code>, "
        f'<a href="{_text(finding.rule.source)}" rel="noreferrer">why</a></p>\n'
        f"</article>"
    )


def _access(changed: Sequence[Difference]) -> str:
    rows = [
        f'<tr><td class="{class_}">{sign}</td><td>{_text(each.who)}</td><td>{_text(said)}</td></tr>'
        for each in changed
        for class_, sign, lines in (("look", "more", each.added), ("", "less", each.removed))
        for said in lines
    ]
    return (
        f"<details><summary>Access ({len(rows)})</summary>\n<table>\n<thead><tr><th>What</th><th>Who</th>"
        f"<th>May do what</th></tr></thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody>\n</table>\n</details>"
    )


def _table(touched: Sequence[Change]) -> str:
    rows = [
        f'<tr><td class="{_OF_ACTIONS.get(change.action, "")}">{_SAID.get(change.action, change.action)}</td>'
        f"<td><code>{_text(change.address)}</code></td><td>{_arguments(change)}</td></tr>"
        for change in sorted(touched, key=lambda change: (_ORDER.index(change.action), change.address))
    ]
    return (
        f"<details><summary>All changes ({len(rows)})</summary>\n<table>\n<thead><tr><th>What</th><th>Where</th>"
        f"<th>Which arguments</th></tr></thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody>\n</table>\n</details>"
    )


_MOST_ARGUMENTS = 8


def _arguments(change: Change) -> str:
    if change.action in ("create", "delete", "forget"):
        return ""
    if change.action == "move":
        return f"from <code>{_text(change.previous_address)}</code>"
    forced = change.action == "replace" and bool(change.because)
    names = list(change.because) if forced else change.changed_arguments
    listed = ", ".join(f"<code>{_text(name)}</code>" for name in names[:_MOST_ARGUMENTS])
    more = f" and {len(names) - _MOST_ARGUMENTS} more" if len(names) > _MOST_ARGUMENTS else ""
    return f"{'forced by ' if forced else ''}{listed}{more}"


def _prose(text: str) -> str:
    """A rule's sentence, its code spans as such."""
    return re.sub(r"(`+)(.+?)\1(?!`)", lambda span: f"<code>{span[2].strip()}</code>", _text(text))


def _text(text: str) -> str:
    """Text that a plan may have brought: no markup, and nothing that turns, hides or breaks what is beside it."""
    return escape(plain(text.replace("\n", " ").replace("\t", " ")))


def _lines(block: str) -> str:
    return "\n".join(map(_text, block.split("\n")))
