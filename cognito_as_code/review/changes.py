"""What Terraform would change, however that was learned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from .addresses import split_index, without_indexes
from .facts import KINDS, fact
from .wording import Sensitive, shown

__all__ = [
    "Change",
    "NotReadableError",
    "Plan",
    "Sensitive",
    "Values",
    "any_true",
    "block_at",
    "output_change",
    "shown",
    "value_at",
]

Values = Mapping[str, Any]

_ACTIONS = {
    ("no-op",): "no-op",
    ("read",): "no-op",
    ("create",): "create",
    ("update",): "update",
    ("delete",): "delete",
    ("forget",): "forget",
    ("create", "delete"): "replace",
    ("delete", "create"): "replace",
    ("create", "forget"): "replace",
    ("forget", "create"): "replace",
}
NOT_RESOURCES = frozenset({"action", "deferred", "incomplete", "output", "place", "program", "variable"})
"""Types of what else a plan says, which rules judge as they judge resources."""
DELETED_OUTSIDE = "deleted_outside"
"""The reason for a replacement that Terraform calls a creation: somebody had deleted it."""
PARENTS = ("aws_cognito_user_pool", "aws_cognito_identity_pool", "aws_cognito_user_pool_client")
"""Types without which others cannot be."""


class NotReadableError(Exception):
    """What was given is no plan and no pair of synthesized files; its text is one sentence for a person."""


def value_at(values: Any, path: str) -> Any:
    """The value at a dotted path, through blocks, which plans write as lists of one; None where there is none."""
    hidden = False
    for part in path.split("."):
        if isinstance(values, list):
            values = values[0] if values else None
        if isinstance(values, Sensitive):
            hidden, values = True, values.value
        if isinstance(values, list):
            values = values[0] if values else None
        if not isinstance(values, Mapping):
            return None
        values = values.get(part)
    return Sensitive(values) if hidden and values is not None and not isinstance(values, Sensitive) else values


def block_at(values: Any, path: str) -> Values:
    """What the block at a dotted path says; {} where there is none, or one that says nothing."""
    block = value_at(values, path)
    if isinstance(block, list):
        block = block[0] if block else None
    said = block.items() if isinstance(block, Mapping) else ()
    return {name: value for name, value in said if value not in (None, "", [], {})}


@dataclass(frozen=True)
class Change:
    """One resource: what Terraform would do to it, and its arguments before and after."""

    address: str
    type: str
    actions: tuple[str, ...]
    before: Values | None
    after: Values | None
    unknown: Values = field(default_factory=dict)
    """Arguments whose value is known after apply only: true, in the shape of `after`."""
    because: tuple[str, ...] = ()
    """Arguments that force a replacement, as dotted paths."""
    reason: str = ""
    """Why it is replaced or deleted, in Terraform's word."""
    previous_address: str = ""
    is_import: bool = False
    """Whether it is taken into the state."""
    configured: frozenset[str] | None = None
    """Arguments that the configuration has; None where that is not known."""
    references: frozenset[str] = frozenset()
    """Addresses that its configuration names."""
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Argument -> addresses, without keys, that it names, through modules too."""
    stack: str = ""
    """The stack it belongs to, where several are reviewed at once; its address begins with it then."""

    @property
    def action(self) -> str:
        """One word: create, update, replace, delete, forget, move, no-op, or unknown."""
        action = _ACTIONS.get(self.actions, "unknown")
        return "move" if action == "no-op" and self.previous_address else action

    @property
    def is_lost(self) -> bool:
        """Whether what there is now is deleted, or let go of for a new one."""
        return "delete" in self.actions or self.action == "replace"

    @property
    def is_resource(self) -> bool:
        """Whether it is a resource, not something else that a plan says."""
        return self.type not in NOT_RESOURCES

    @property
    def identity(self) -> tuple[str | None, str | None]:
        """What it is called in AWS, before and after, whatever its address; None where that is not known."""
        names = KINDS[self.type].identity if self.type in KINDS else ()
        path = next((each for each in names if value_at(self.before or self.after, each)), "")
        was, becomes = (value_at(values, path) if path else None for values in (self.before, self.after))
        return was if isinstance(was, str) else None, becomes if isinstance(becomes, str) else None

    @property
    def stays(self) -> bool:
        """Whether it is there before and after, replaced or not."""
        return self.before is not None and self.after is not None

    def was(self, path: str) -> Any:
        """The value now, or what its absence means."""
        return self._value(self.before, path)

    def becomes(self, path: str) -> Any:
        """The value planned, or what its absence means."""
        return self._value(self.after, path)

    def _value(self, values: Values | None, path: str) -> Any:
        value = value_at(values, path)
        return fact(self.type, path).default if value is None or value == "" else value

    def is_unknown(self, path: str) -> bool:
        """Whether the value planned is known after apply only."""
        node: Any = self.unknown
        for part in path.split("."):
            if isinstance(node, list):
                node = node[0] if node else None
            if not isinstance(node, Mapping):
                break
            node = node.get(part)
        return node is True

    def has_unknown(self, path: str) -> bool:
        """Whether anything in the value planned is known after apply only."""
        return self.is_unknown(path) or any_true(self.unknown.get(path.partition(".")[0]))

    def differs(self, path: str) -> bool:
        """Whether a known value is planned that is another than now."""
        return self.stays and not self.is_unknown(path) and self.was(path) != self.becomes(path)

    def added(self, path: str) -> list[Any]:
        """What a list has after and not before, in its order."""
        return _without(self.becomes(path), self.was(path)) if self.differs(path) else []

    def removed(self, path: str) -> list[Any]:
        """What a list has before and not after, in its order."""
        return _without(self.was(path), self.becomes(path)) if self.differs(path) else []

    @property
    def changed_arguments(self) -> list[str]:
        """The names of the arguments that change, by name."""
        before, after = self.before or {}, self.after or {}
        unknown = {name for name, value in self.unknown.items() if value is True}
        return sorted(name for name in {*before, *after, *unknown} if before.get(name) != after.get(name))


def any_true(marks: Any) -> bool:
    """Whether anything is marked, as known after apply only for instance."""
    if isinstance(marks, Mapping):
        return any(map(any_true, marks.values()))
    return marks is True or (isinstance(marks, list) and any(map(any_true, marks)))


def _without(these: Any, those: Any) -> list[Any]:
    """What a list has and another has not. Raises TypeError for what is no list."""
    old = those or []
    if not isinstance(these or [], list) or not isinstance(old, list):
        raise TypeError("a list should be there")
    texts = {each for each in old if isinstance(each, str)}
    return [each for each in these or [] if (each not in texts if isinstance(each, str) else each not in old)]


def output_change(name: str, action: str, *, was_sensitive: bool, is_sensitive: bool) -> Change:
    """A change of an output, as one of a resource of type "output": of its values only whether they are sensitive."""
    return Change(
        address=name,
        type="output",
        actions=(action,),
        before=None if action == "create" else {"sensitive": was_sensitive},
        after=None if action == "delete" else {"sensitive": is_sensitive},
    )


@dataclass(frozen=True)
class Plan:
    """All that would change."""

    changes: tuple[Change, ...]
    """Of resources and outputs."""
    drift: tuple[Change, ...] = ()
    """What was changed outside of Terraform: before is the state, after is what is there."""
    origin: str = "plan"
    """"plan", or "files" where two synthesized files were compared and no state was seen."""
    source: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What a plan has beside its changes: configuration, prior_state, planned_values, and reads, of data sources."""
    memory: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was worked out from it once, for more rules than one."""

    is_ours: bool = False
    """Whether this project made it: people then change its settings, not HCL."""

    @property
    def of_cognito(self) -> tuple[Change, ...]:
        """The changes of Cognito's own resources."""
        return tuple(change for change in self.changes if change.type.startswith("aws_cognito_"))

    @cached_property
    def in_aws(self) -> tuple[Change, ...]:
        """What becomes of each in AWS, whatever Terraform knows of it: what is only forgotten stays as it is.

        What is taken in at another address by the same plan is what it becomes there.
        """
        taken = {_in_aws(each) for each in self.changes if each.is_import}
        return tuple(
            replace(each, after=each.before, unknown={}) if each.action == "forget" else each
            for each in self.changes
            if each.action != "forget" or _in_aws(each) not in taken
        )

    def by_type(self, *types: str) -> Iterator[Change]:
        """The changes of resources of these types."""
        return (change for type_ in types for change in self._types.get(type_, ()))

    @cached_property
    def _types(self) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.type, []).append(change)
        return found

    @cached_property
    def indexes(self) -> dict[str, Any]:
        """What was looked up in this plan once and is asked for again, by what it is."""
        return {}

    @cached_property
    def by_address(self) -> dict[str, Change]:
        """The changes by their addresses."""
        return {change.address: change for change in self.changes}

    @cached_property
    def instances(self) -> dict[str, list[Change]]:
        """The changes by their addresses without the last key: what one block of the configuration makes."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(split_index(change.address)[0], []).append(change)
        return found

    def owners(self, change: Change) -> tuple[Change, ...]:
        """The pools and clients that it belongs to, as far as ids or the configuration tell."""
        return self._owners.get(change.address, ())

    def belonging(self, change: Change) -> tuple[Change, ...]:
        """What belongs to a pool or client."""
        return tuple(self._belonging.get(change.address, ()))

    def loses_its_owner(self, change: Change) -> bool:
        """Whether a pool or client that it belongs to is lost, which is told of there."""
        return any(owner.is_lost for owner in self.owners(change))

    @cached_property
    def _owners(self) -> dict[str, tuple[Change, ...]]:
        ids: dict[str, Change] = {}
        bare: dict[str, list[Change]] = {}
        for parent in self.by_type(*PARENTS):
            bare.setdefault(without_indexes(parent.address), []).append(parent)
            for path in ("id", "arn"):
                for values in (parent.after, parent.before):
                    if isinstance(id_ := value_at(values, path), str) and id_:
                        ids[id_] = parent
        return {
            change.address: tuple({each.address: each for each in _owners_of(change, ids, bare)}.values())
            for change in self.changes
            if change.type in KINDS and KINDS[change.type].belongs_to
        }

    @cached_property
    def _belonging(self) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            for owner in self.owners(change):
                found.setdefault(owner.address, []).append(change)
        return found

    @cached_property
    def identities(self) -> dict[tuple[str, str], tuple[list[Change], list[Change]]]:
        """Type and identity -> what is called so before, and what is called so after."""
        found: dict[tuple[str, str], tuple[list[Change], list[Change]]] = {}
        for change in self.changes:
            for place, name in enumerate(change.identity):
                if name is not None:
                    found.setdefault((change.type, name), ([], []))[place].append(change)
        return found


def _in_aws(change: Change) -> tuple[str, str]:
    """What tells a resource from all others, whatever its address; its address where it shows no id."""
    id_ = value_at(change.before, "id")
    return change.type, id_ if isinstance(id_, str) and id_ else change.address


def _owners_of(change: Change, ids: Mapping[str, Change], bare: Mapping[str, list[Change]]) -> Iterator[Change]:
    for path in KINDS[change.type].belongs_to:
        texts = [text for values in (change.before, change.after) for text in _texts(value_at(values, path))]
        known = [ids[text] for text in texts if text in ids]
        yield from known
        if not known:
            key = split_index(change.address)[1]
            for address in sorted(change.named.get(path, ())):
                candidates = bare.get(address, [])
                same = [each for each in candidates if split_index(each.address)[1] == key]
                yield from candidates if len(candidates) == 1 else same if len(same) == 1 else []


def _texts(value: Any) -> list[str]:
    values = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]
