"""Who may do more, or less, after a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..changes import Plan
from ..facts import DOORS
from ..findings import UNREADABLE
from ..iam import JUDGED
from .holders import Holder, holders_of, place_of
from .rows import Names, names_in, rows_of_entries, rows_of_rights, through, titles_of


class Difference(NamedTuple):
    """What changes for somebody."""

    who: str
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """As a file's differences are written: what is new first."""
        return [*(f"+ {each}" for each in self.added), *(f"- {each}" for each in self.removed)]


def differences_of(plan: Plan) -> list[Difference]:
    """What changes for whom, worked out once a plan; nothing where no resource changes that matters to it."""
    if "access" not in plan.memory:
        matters = any(
            each.action != "no-op" and (each.type.startswith(JUDGED) or each.type in DOORS) for each in plan.changes
        )
        plan.memory["access"] = _read(plan) if matters else []
    found: list[Difference] = plan.memory["access"]
    return found


def _read(plan: Plan) -> list[Difference]:
    try:
        return _between(holders_of(plan, "before"), holders_of(plan, "after"))
    except UNREADABLE:
        said = "could not be read: a value is not of the kind that the provider has there"
        return [Difference("who may do what", (said,), ())]


def _between(before: Sequence[Holder], after: Sequence[Holder]) -> list[Difference]:
    names = names_in([*before, *after])
    sides = {each.key: each for each in before}, {each.key: each for each in after}
    keys = {**sides[0], **sides[1]}
    titles = titles_of(list(keys.values()))
    alike: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Holder]] = {}
    for holder in sorted(keys.values(), key=place_of):
        was, becomes = (each.get(holder.key) for each in sides)
        if was == becomes:
            continue
        added, removed = _more(was, becomes, names), _more(becomes, was, names)
        if added or removed:
            alike.setdefault((titles[holder.key], added, removed), []).append(holder)
    return [Difference(f"{title}{through(same)}", added, removed) for (title, added, removed), same in alike.items()]


def _more(before: Holder | None, after: Holder | None, names: Names) -> tuple[str, ...]:
    """What one has that the other has not."""
    if after is None:
        return ()
    had = dict.fromkeys(before.rights if before else ())
    rights = [each for each in after.rights if each not in had and not any(other.covers(each) for other in had)]
    entries = [each for each in after.entries if before is None or each not in before.entries]
    unknown = [each for each in after.unknown if before is None or each not in before.unknown]
    rows = [*rows_of_rights(rights, names), *rows_of_entries(entries)]
    return (*map(str, rows), *(f"? {each}" for each in unknown))
