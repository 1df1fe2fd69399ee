"""Holders as rows of a table, a thing a row: who, what, what they may do with it, and if what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from ..policies import Grant, as_iam_gets
from ..wording import joined
from .entries import Entry
from .holders import Holder
from .names import Thing, condition_in_words, order_of, short_names, thing_of, words_for
from .rights import Right

_MOST_WORDS = 5
_MOST_NAMES = 4


class Row(NamedTuple):
    """A line of a table."""

    who: str
    what: str
    may: str = ""
    provided: str = ""
    """What must be so, or what is to be known."""

    def __str__(self) -> str:
        may = f": {self.may}" if self.may else ""
        provided = f" ({self.provided})" if self.provided else ""
        return f"{self.what}{may}{provided}"


Names = Mapping[str, str]
"""Ids of models -> what to call them."""


def names_in(holders: Iterable[Holder]) -> Names:
    """What to call the models that holders may use."""
    every = {thing_of(right.grant.resource, right.grant.action) for each in holders for right in each.rights}
    return short_names(each.name for each in every if each.kind in ("model", "inference profile"))


def rows_of(holders: Sequence[Holder], names: Names) -> list[Row]:
    """All rows: of those who have the same through several app clients once."""
    titles = titles_of(holders)
    users = {(each.client, each.pool, each.rights) for each in holders if each.kind == "users"}
    told: dict[tuple[str, tuple[Row, ...]], list[Holder]] = {}
    for holder in holders:
        rows = _like_users(holder, users) or (*rows_of_rights(holder.rights, names), *rows_of_entries(holder.entries))
        rest = [Row("", "?", "", f"not known: {each}") for each in holder.unknown]
        rows = (*rows, *rest) or (Row("", "nothing"),)
        rows = (*rows, *(Row("", "note", "", each) for each in holder.notes))
        told.setdefault((titles[holder.key], rows), []).append(holder)
    return [row._replace(who=f"{title}{through(same)}") for (title, rows), same in told.items() for row in rows]


def through(holders: Sequence[Holder]) -> str:
    """The app clients that several come through, as the end of their title."""
    clients = list(dict.fromkeys(each.client for each in holders if each.client))
    return f" through {joined(clients)}" if clients and holders[0].kind in ("group", "rule") else ""


def titles_of(holders: Sequence[Holder]) -> dict[tuple[str, ...], str]:
    """What to call each, by its key: with an address where several have one name."""
    plain = {each.key: (_title(each), each) for each in holders}
    places = Counter(title for title, _ in {(title, (each.address, each.pool)) for title, each in plain.values()})
    return {
        key: f"{title} of {each.address or each.pool}" if places[title] > 1 else title
        for key, (title, each) in plain.items()
    }


def _title(holder: Holder) -> str:
    stack = f"{holder.stack}: " if holder.stack else ""
    match holder.kind:
        case "users" | "login":
            name = holder.name.partition("-provider/")[2] or holder.name  # of an IAM provider's ARN
            return f"{stack}users of {name}"
        case "rule":
            return f"{stack}users whose {holder.name}"
        case "guests":
            return f"{stack}guests"
        case "classic":
            return f"{stack}{holder.name}, by the classic flow"
        case "role":
            return f"{stack}{holder.name}"
        case _:
            return f"{stack}{holder.kind} {holder.name}"


def _like_users(holder: Holder, users: Set[tuple[str, str, tuple[Right, ...]]]) -> tuple[Row, ...]:
    """That a group gets what everybody else gets."""
    if holder.kind != "group" or not holder.rights:
        return ()
    is_like_users = (holder.client, holder.pool, holder.rights) in users
    return (Row("", "what users of the app client may"),) if is_like_users else ()


def rows_of_rights(rights: Iterable[Right], names: Names) -> list[Row]:
    """Rights, a thing and a condition a row; things with which the same may be done in one."""
    found: dict[tuple[Thing, str], dict[str, None]] = {}
    for right in rights:
        thing = thing_of(right.grant.resource, right.grant.action)
        words = found.setdefault((thing, _provided(right)), {})
        words |= dict.fromkeys(words_for(right.grant.action, thing.kind))
    regions: dict[tuple[str, str, str, str], list[str]] = {}
    for (thing, provided), words in found.items():
        regions.setdefault(
            (thing.kind, thing.name, _listed(sorted(words, key=_by_letters), _MOST_WORDS, "actions"), provided), []
        ).append(thing.region)
    several = len({tuple(sorted(each)) for each in regions.values() if any(each)}) > 1
    alike: dict[tuple[str, str, str, str], list[str]] = {}
    for (kind, name, words_, provided), places in sorted(regions.items(), key=_by_kind):
        where = f"in {', '.join(each or 'no Region' for each in sorted(places))}" if several and any(places) else ""
        alike.setdefault((kind, words_, provided, where), []).append(name)
    return [
        Row("", _what(kind, each, names), words_, "; ".join(filter(None, (provided, where))))
        for (kind, words_, provided, where), each in alike.items()
    ]


def _by_letters(word: str) -> tuple[bool, str]:
    """People's words before actions."""
    return ":" in word, word


def _by_kind(item: tuple[tuple[str, str, str, str], object]) -> tuple[object, ...]:
    (kind, *rest), _ = item
    return order_of(kind), *rest


def _what(kind: str, found: Sequence[str], names: Names) -> str:
    if any(Thing(kind, each).is_every for each in found):
        return f"every {kind}"
    return f"{kind} {_listed([names.get(each, each) for each in found], _MOST_NAMES, 'of them')}"


def _listed(words: Sequence[str], most: int, noun: str) -> str:
    """Words with "and 3 more actions" for those that are too many."""
    if len(words) <= most + 1:
        return ", ".join(words)
    return f"{', '.join(words[:most])} and {len(words) - most:,} more {noun}"


def _provided(right: Right) -> str:
    grant = right.grant
    parts = [_if(grant)] if grant.conditions else []
    excluded = [*grant.but_actions, *grant.but_resources]
    parts += [f"but not {', '.join(excluded)}"] if excluded else []
    parts += [f"within {each}" for each in right.within]
    parts += [f"unless denied: {as_iam_gets(str(each))}" for each in right.unless]
    parts += ["in rough: AWS's own policy"] if right.is_rough else []
    return "; ".join(parts)


def _if(grant: Grant) -> str:
    words = [condition_in_words(each) for each in grant.conditions]
    plain = [each for each in words if each.startswith(("through ", "with "))]
    others = [each for each in words if each not in plain]
    return " and ".join([*plain, *([f"if {' and '.join(others)}"] if others else [])])


def rows_of_entries(entries: Iterable[Entry]) -> Iterator[Row]:
    """Scopes in one row, doors in one each."""
    every = list(entries)
    if scopes := [each.name for each in every if each.kind == "scope"]:
        yield Row("", f"scopes {', '.join(scopes)}", "ask for")
    for each in every:
        if each.kind == "door":
            groups = [f"in group {' or '.join(each.groups)}"] if each.groups else []
            said = [
                *groups,
                *each.asks,
                *([] if each.is_known else ["not known until apply whether its tokens are meant"]),
            ]
            yield Row("", each.name, "enter", "; ".join(said))
