"""What hangs together in a plan though it has no id of a pool: by reference, by ARN or by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .addresses import split_index, without_indexes
from .changes import Change, Plan, value_at
from .wording import Sensitive

_POOL_ID = re.compile(r"\b[a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z0-9]+")
_COGNITOS = ("cognito-idp", "aws_cognito_user_pool")


def pool_id(text: str) -> str:
    """The pool's id in an ARN, issuer or URL; the text itself where there is none in it."""
    found = _POOL_ID.search(text)
    return found[0] if found else text


def is_cognitos(text: str) -> bool:
    """Whether an ARN, issuer, URL or address is that of a user pool."""
    return bool(_POOL_ID.search(text)) or any(each in text for each in _COGNITOS)


def texts(value: Any) -> Iterator[str]:
    """All texts in a value, however deep, the hidden ones too."""
    inner = value.value if isinstance(value, Sensitive) else value
    if isinstance(inner, str):
        yield inner
    elif isinstance(inner, Mapping):
        for each in inner.values():
            yield from texts(each)
    elif isinstance(inner, list):
        for each in inner:
            yield from texts(each)


def type_of(address: str) -> str:
    """The type in an address without keys."""
    parts = address.split(".")
    return parts[-2] if len(parts) > 1 else ""


def instances(plan: Plan, address: str, key: str = "") -> list[Change]:
    """What an address without keys stands for; of several the one with this key, where there is one."""
    if "bare" not in plan.indexes:
        index: dict[str, list[Change]] = {}
        for change in plan.changes:
            index.setdefault(without_indexes(change.address), []).append(change)
        plan.indexes["bare"] = index
    found: list[Change] = plan.indexes["bare"].get(address, [])
    same = [each for each in found if key and split_index(each.address)[1] == key]
    return same if len(same) == 1 else found


def named_by(change: Change, argument: str, plan: Plan, *types: str) -> list[Change]:
    """The resources of these types that an argument's configuration names."""
    key = split_index(change.address)[1]
    addresses = sorted(change.named.get(argument, ()))
    return [each for one in addresses if type_of(one) in types for each in instances(plan, one, key)]


def by_id(plan: Plan, text: str) -> list[Change]:
    """What has this id or ARN, before or after."""
    if "ids" not in plan.indexes:
        index: dict[str, list[Change]] = {}
        for change in plan.changes:
            ids = {
                id_
                for values in (change.before, change.after)
                for path in ("id", "arn")
                if isinstance(id_ := value_at(values, path), str) and id_
            }
            for id_ in ids:
                index.setdefault(id_, []).append(change)
        plan.indexes["ids"] = index
    found: list[Change] = plan.indexes["ids"].get(text, [])
    return found


class Uses:
    """What pools, or domains, have in an argument once the plan is applied: texts, and addresses where unknown."""

    def __init__(self, plan: Plan, types: Iterable[str], argument: str, path: str = "") -> None:
        self.texts: dict[str, Change] = {}
        self.addresses: dict[str, Change] = {}
        path = path or argument
        for user in plan.by_type(*types):
            if user.after is None or (user.is_lost and user.action != "replace"):
                continue
            for address in user.named.get(argument, ()):
                self.addresses.setdefault(address, user)
            now = user.before if user.has_unknown(path) else None
            for text in (*texts(value_at(user.after, path)), *texts(value_at(now, path))):
                self.texts.setdefault(text, user)

    def of(self, change: Change, *paths: str) -> Change | None:
        """Who uses a resource: by what it is called at these paths now, or by its address."""
        for path in paths:
            for text in texts(value_at(change.before, path)):
                if text in self.texts:
                    return self.texts[text]
        return self.addresses.get(without_indexes(change.address))


def uses(plan: Plan, types: tuple[str, ...], argument: str, path: str = "") -> Uses:
    """The uses of an argument, looked up once a plan."""
    key = f"uses {types} {argument} {path}"
    if key not in plan.indexes:
        plan.indexes[key] = Uses(plan, types, argument, path)
    found: Uses = plan.indexes[key]
    return found
