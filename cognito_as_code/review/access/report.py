"""Who may do what as Markdown, and as JSON: all of it, with the patterns and conditions that IAM compares."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..policies import Condition, Grant, as_iam_gets
from ..wording import inert, table_cell
from .entries import Entry
from .holders import Holder
from .names import thing_of, words_for
from .rights import Right
from .rows import Row, names_in, rows_of, titles_of

HEADINGS = ("who", "what", "may", "provided")
BEYOND = "What resources say of themselves, as a bucket policy does, and what an organization forbids, is not in it."
"""What a table of access cannot show."""


def table_of(holders: Sequence[Holder]) -> list[Row]:
    """The rows of a table, each person or program named once."""
    found: list[Row] = []
    before = ""
    for row in rows_of(holders, names_in(holders)):
        found.append(row._replace(who="") if row.who == before else row)
        before = row.who
    return found


def as_markdown(holders: Sequence[Holder], title: str) -> str:
    """A table under a heading."""
    lines = [f"# Access: {inert(title)}", "", f"| {' | '.join(HEADINGS)} |", "| --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(table_cell(inert(each)) for each in row)} |" for row in table_of(holders)]
    return "\n".join([*lines, "", BEYOND, ""])


def as_json(holders: Sequence[Holder]) -> str:
    """An object for each: a request is allowed if one of the rights takes it, and nothing in that one's unless does."""
    titles = titles_of(holders)
    return json.dumps([_holder(each, titles[each.key]) for each in holders], indent=2, ensure_ascii=False) + "\n"


def _holder(holder: Holder, title: str) -> dict[str, Any]:
    return {
        "who": title,
        "kind": holder.kind,
        "name": holder.name,
        "client": holder.client,
        "identity_pool": holder.pool,
        "address": holder.address,
        "roles": list(holder.roles),
        "rights": [_right(each) for each in holder.rights],
        "scopes": [_entry(each) for each in holder.entries if each.kind == "scope"],
        "doors": [_entry(each) for each in holder.entries if each.kind == "door"],
        "unknown": list(holder.unknown),
        "notes": list(holder.notes),
    }


def _right(right: Right) -> dict[str, Any]:
    thing = thing_of(right.grant.resource, right.grant.action)
    return {
        "kind": thing.kind,
        "thing": thing.name,
        "region": thing.region,
        "may": words_for(right.grant.action, thing.kind),
        **_grant(right.grant),
        "within": [_grant(each) for each in right.within],
        "unless": [_grant(each) for each in right.unless],
        "in_rough": right.is_rough,
    }


def _grant(grant: Grant) -> dict[str, Any]:
    return {
        "action": grant.action,
        "resource": as_iam_gets(grant.resource),
        "not_actions": list(grant.but_actions),
        "not_resources": [as_iam_gets(each) for each in grant.but_resources],
        "conditions": [_condition(each) for each in grant.conditions],
    }


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "test": condition.operator,
        "variable": condition.key,
        "values": [as_iam_gets(each) for each in sorted(condition.values)],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {"name": entry.name, "asks": list(entry.asks), "groups": list(entry.groups), "is_known": entry.is_known}
