"""What AWS has and the check refuses is taken out of the file and stays as it is in AWS, until the check is content.

AWS holds values that it would not take today, and values that are refused here for good reason. None of them may keep
a team from starting: the argument is left unmanaged, and a comment says what it is and why.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cognito_as_code.adopt.adopted import Adopted
from cognito_as_code.adopt.arguments import arguments_of
from cognito_as_code.adopt.live import CannotAdoptError
from cognito_as_code.checks import check
from cognito_as_code.settings.adoption.model import WHOLE
from cognito_as_code.settings.core.fields import KeyPath, shown
from cognito_as_code.settings.core.findings import Finding

_NOUNS = ("app_clients", "identity_providers", "resource_servers", "groups", "users", "domains")
_ESSENTIAL = {
    "app_clients": {"name"},
    "domains": {"domain"},
    "groups": {"name"},
    "identity_providers": {"provider_name", "provider_type"},
    "resource_servers": {"identifier", "name"},
    "users": {"username"},
    "identity_pool": {"identity_pool_name", "developer_provider_name"},
    "user_pool": {"name", "username_attributes", "alias_attributes"},
}
"""What a resource is: where it is refused, the resource is not taken over."""
_LARGE = 50
"""App clients from which on one of them is tried alone."""


_Tried = dict[tuple[str, KeyPath, str], KeyPath]


@dataclass(frozen=True)
class _Taken:
    """What was taken out of the tables, and why."""

    key: KeyPath
    value: Any
    why: str


def take_out_what_is_refused(adopted: Adopted) -> None:
    """Take out of the tables what the check refuses, the least that helps.

    Raises CannotAdoptError where nothing does.
    """
    taken: list[_Taken] = []
    tried: _Tried = {}
    while errors := _errors(adopted.settings):
        before = len(taken)
        seen: set[KeyPath] = set()
        for error in errors:  # one for each thing, and one for all else: it may bring others with it, or end them
            thing = error.key[:2] if error.key[:1] and error.key[0] in _NOUNS else ()
            if thing not in seen and (key := _key_to_take(adopted.settings, error, tried)):
                seen.add(thing)
                taken.append(_take(adopted.settings, key, f"{error.dotted_key}: {error.message}"))
        if len(taken) == before:
            raise CannotAdoptError(f"the pool cannot be said in settings: {errors[0].dotted_key} {errors[0].message}")
    for each in reversed([each for each in taken if each.key[0] not in _NOUNS]):
        if _fits_again(adopted.settings, each):
            taken.remove(each)
    gone = {each.key for each in taken}
    for each in taken:
        if not any(each.key[:length] in gone for length in range(len(each.key))):  # what it was part of went too
            _leave(adopted, each)


def _take(tables: dict[str, Any], key: KeyPath, why: str) -> _Taken:
    around = _value(tables, key[:-1])
    value = around[key[-1]]
    del around[key[-1]]
    return _Taken(key, value, why)


def _fits_again(tables: dict[str, Any], taken: _Taken) -> bool:
    """Put back what need not have been taken, now that the rest is right."""
    around = _value(tables, taken.key[:-1])
    if isinstance(around, list):
        around.insert(int(taken.key[-1]), taken.value)
    elif isinstance(around, dict):
        around[taken.key[-1]] = taken.value
    else:
        return False
    if not _errors(tables):
        return True
    del around[taken.key[-1]]
    return False


def _errors(tables: dict[str, Any]) -> list[Finding]:
    return [finding for finding in check(tables)[1] if finding.severity == "error"]


def _key_to_take(tables: dict[str, Any], error: Finding, tried: _Tried) -> KeyPath | None:
    """What to take out for an error: the least, and the nearest, without which it is gone; None where it is by now."""
    small = _around(tables, error.key)
    memory = (error.rule, error.key[2:], str(_value(tables, error.key)))
    if error.key[0] in _NOUNS and memory in tried and _value(tables, error.key) is not None:
        return (*error.key[:2], *tried[memory])  # the same in another of its kind, of which there may be a thousand
    errors = _errors(small)
    if error not in errors:
        return None
    for level in _levels(small, error.key):
        gone: KeyPath | None = None
        for key in level:
            after = _errors(_without(small, key))
            if error in after or any(each.key == error.key and each.rule in ("", error.rule) for each in after):
                continue  # it is refused still, or is missing now
            gone = gone or key
            if len(after) < len(errors):
                gone = key
                break
        if gone:
            tried[memory] = gone[2:]
            return gone
    return None


def _levels(tables: dict[str, Any], key: KeyPath) -> Iterator[list[KeyPath]]:
    """What may be taken out for an error at a key: part of it, or it; then what is around it, outwards."""
    value, around = _value(tables, key), _value(tables, key[:-1])
    if value is not None:
        if isinstance(around, list) and len(around) == 1:
            key = key[:-1]  # a list of nothing says something else than no list
        elif isinstance(value, list) and len(value) > 1 and all(isinstance(each, str) for each in value):
            yield [(*key, index) for index in range(len(value))]
        yield [_thing_of(key) or key]
    for length in range(len(key) - 1, 0, -1):
        table = key[:length]
        is_a_thing = table[0] in _NOUNS and length == 2  # noqa: PLR2004
        yield list(_candidates(tables, table))
        if (length > 1 or table[0] not in (*_NOUNS, "user_pool")) and _value(tables, table) is not None:
            yield [table]
        if is_a_thing:
            return


def _candidates(tables: dict[str, Any], table: KeyPath) -> Iterator[KeyPath]:
    """What may be taken out of a table: its values, then its tables whole."""
    inside = _value(tables, table)
    if not isinstance(inside, dict):
        return
    essential = _ESSENTIAL.get(str(table[0]), set()) if len(table) <= 2 else set()  # noqa: PLR2004
    for name in sorted(inside, key=lambda each: (isinstance(inside[each], dict), each)):
        if name not in essential:
            yield (*table, name)


def _around(tables: dict[str, Any], key: KeyPath) -> dict[str, Any]:
    """The tables with one app client where there are many: a rule about one asks nothing of the others."""
    clients: dict[Any, Any] = tables.get("app_clients", {})
    if len(clients) < _LARGE or key[0] != "app_clients" or len(key) == 1:
        return tables
    return {**tables, "app_clients": {key[1]: clients[key[1]]}}


def _value(tables: Any, key: KeyPath) -> Any:
    for part in key:
        try:
            tables = tables[part]
        except (KeyError, IndexError, TypeError):
            return None
    return tables


def _without(tables: dict[str, Any], key: KeyPath) -> dict[str, Any]:
    copied = {**tables}
    inside: Any = copied
    for part in key[:-1]:
        inside[part] = copy.copy(inside[part])
        inside = inside[part]
    del inside[key[-1]]
    return copied


def _leave(adopted: Adopted, taken: _Taken) -> None:
    """Leave what was taken out as it is in AWS, and say so."""
    key, why = taken.key, taken.why
    if key[0] in _NOUNS and len(key) == 2:  # noqa: PLR2004  (the table of one thing)
        adopted.comments = {place: said for place, said in adopted.comments.items() if place[:2] != key}
        adopted.tell(f"{'.'.join(map(str, key))} stays outside of Terraform. The check says of {why}.")
        return
    address, arguments = arguments_of(key) or ("", [])
    if WHOLE not in arguments and address:
        adopted.leave(address, *arguments)
    table = next(
        key[:length]
        for length in range(len(key) - 1, -1, -1)
        if isinstance(_value(adopted.settings, key[:length]), dict)
    )
    name = Finding(tuple(part for part in key[len(table) :] if not isinstance(part, int)), "").dotted_key
    value = "" if isinstance(taken.value, dict) else f", with {shown(taken.value)}"
    sentence = f"{name} stays as it is in AWS{value}. The check says of {why}."
    adopted.remark(table, sentence)
    adopted.tell(".".join(map(str, (*table, sentence))), None)


def _thing_of(key: KeyPath) -> KeyPath | None:
    """The thing whose being is refused, of which there are several; None where it can do without the key."""
    if key[0] in _NOUNS and len(key) > 1:
        is_essential = len(key) > 2 and key[2] in _ESSENTIAL[str(key[0])]  # noqa: PLR2004
        return key[:2] if len(key) == 2 or is_essential else None  # noqa: PLR2004
    return None
