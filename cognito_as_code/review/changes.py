"""What Terraform would change, however that was learned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .facts import fact

Values = Mapping[str, Any]

_LONGEST_SHOWN = 120


class NotReadableError(Exception):
    """What was given is no plan and no pair of synthesized files; its text is one sentence for a person."""


@dataclass(frozen=True)
class Sensitive:
    """A value that is compared and never shown."""

    value: Any

    def __repr__(self) -> str:
        return "(sensitive)"


def value_at(values: Any, path: str) -> Any:
    """The value at a dotted path, through blocks, which plans write as lists of one; None where there is none."""
    for part in path.split("."):
        if isinstance(values, list):
            values = values[0] if values else None
        if not isinstance(values, Mapping):
            return None
        values = values.get(part)
    return values


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
    configured: frozenset[str] | None = None
    """Arguments that the configuration has; None where that is not known."""
    references: frozenset[str] = frozenset()
    """Addresses that its configuration names."""

    @property
    def action(self) -> str:
        """One word: create, update, replace, delete, forget, move or no-op."""
        if {"create", "delete"} <= set(self.actions):
            return "replace"
        if self.actions == ("no-op",) and self.previous_address:
            return "move"
        return "no-op" if self.actions == ("read",) else self.actions[0]

    @property
    def is_lost(self) -> bool:
        """Whether what there is now is deleted, replaced or not."""
        return "delete" in self.actions

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
        return fact(self.type, path).default if value is None else value

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

    def differs(self, path: str) -> bool:
        """Whether a known value is planned that is another than now."""
        return self.stays and not self.is_unknown(path) and self.was(path) != self.becomes(path)

    def added(self, path: str) -> list[Any]:
        """What a list has after and not before, in its order."""
        before = self.was(path) or []
        return [each for each in self.becomes(path) or [] if each not in before] if self.differs(path) else []

    def removed(self, path: str) -> list[Any]:
        """What a list has before and not after, in its order."""
        after = self.becomes(path) or []
        return [each for each in self.was(path) or [] if each not in after] if self.differs(path) else []

    @property
    def changed_arguments(self) -> list[str]:
        """The names of the arguments that change, by name."""
        before, after = self.before or {}, self.after or {}
        unknown = {name for name, value in self.unknown.items() if value is True}
        return sorted(name for name in {*before, *after, *unknown} if before.get(name) != after.get(name))


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
    memory: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was worked out from it once, for more rules than one."""

    @property
    def of_cognito(self) -> tuple[Change, ...]:
        """The changes of Cognito's own resources."""
        return tuple(change for change in self.changes if change.type.startswith("aws_cognito_"))

    def by_type(self, *types: str) -> Iterable[Change]:
        """The changes of resources of these types."""
        return (change for change in self.changes if change.type in types)


def shown(value: Any) -> str:
    """A value in a sentence, as JSON has it, short."""
    text = repr(value) if isinstance(value, Sensitive) else json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."
