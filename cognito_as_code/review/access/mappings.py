"""Which role users get from an identity pool, by its role mappings.

Source: https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..changes import Change
from ..expressions import named_in
from ..iam import Role
from .pools import CLIENT, HIDDEN, Sides, blocks

GROUPS = "cognito:groups"


class Given(NamedTuple):
    """The roles that somebody gets, and what is to be known of that."""

    roles: tuple[Role, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule of a mapping."""

    claim: str
    match_type: str
    value: str
    roles: tuple[Role, ...]

    def __str__(self) -> str:
        return f'{self.claim} {self.match_type} "{self.value}"'

    def takes(self, group: str) -> bool | None:
        """Whether it takes whoever is in a group; None where that hangs on something else as well.

        A user's groups are a list, of which only Contains is documented.
        """
        if self.claim != GROUPS or self.match_type == "NotEqual":
            return None
        if self.match_type == "Contains" and self.value == group:
            return True
        match self.match_type:
            case "StartsWith":
                is_near = group.startswith(self.value)
            case "Equals":
                # The list may be compared as it is written in a token: ["admins", "users"].
                is_near = bool(re.search(rf"(?<![^\[\s,\"]){re.escape(group)}(?![^\]\s,\"])", self.value))
            case _:
                is_near = self.value in group
        return None if is_near else False


@dataclass(frozen=True, eq=False)
class RoleMapping:
    """How users of one provider get a role."""

    type: str
    otherwise: str
    rules: tuple[Rule, ...] = ()
    notes: tuple[str, ...] = ()

    def without_role(self, authenticated: Given) -> Given:
        """What users get whom no rule takes, and whose token has no role."""
        if self.otherwise == "AuthenticatedRole":
            return authenticated._replace(notes=(*authenticated.notes, *self.notes))
        said = () if self.otherwise == "Deny" else (f"what ambiguous_role_resolution is: {self.otherwise}",)
        return Given((), (*said, *self.notes))

    def of_group(self, group: str, own: Sequence[Role], authenticated: Given) -> Given:
        """What users get who are in a group, and in no other."""
        if self.type == "Token":
            return Given(tuple(own), self.notes) if own else self.without_role(authenticated)
        roles: list[Role] = []
        notes: list[str] = []
        for rule in self.rules:
            takes = rule.takes(group)
            if takes:
                return Given((*roles, *rule.roles), (*notes, *self.notes))
            if takes is None and rule.claim == GROUPS and rule.match_type != "NotEqual":
                roles += rule.roles
                notes.append(f"perhaps by the rule {rule}: AWS does not say how it compares a list")
            elif takes is None:
                notes.append(f"unless the rule {rule} takes them first")
        rest = self.without_role(authenticated)
        return Given((*roles, *rest.roles), (*notes, *rest.notes))


def mapping_of(sides: Sides, attachment: Change, provider: Change | str) -> RoleMapping | None:
    """The mapping for the users of an app client, or of another provider; None where they have the default role."""
    if sides.is_hidden(attachment, "role_mapping"):
        return RoleMapping(HIDDEN, HIDDEN)
    found = [
        (block, expression)
        for block, expression, named in _each(sides, attachment)
        if _is_for(sides, attachment, block, named, provider)
    ]
    if not found:
        return None
    made = [_made(sides, attachment, block, expression) for block, expression in found]
    if len(made) == 1:
        return made[0]
    # Of mappings whose providers are known after apply only, each may be the one.
    kinds = {each.type for each in made}
    return RoleMapping(
        type=kinds.pop() if len(kinds) == 1 else "Rules",
        otherwise="Deny" if all(each.otherwise == "Deny" for each in made) else "AuthenticatedRole",
        rules=tuple(rule for each in made for rule in each.rules),
        notes=("which of several role mappings is theirs",),
    )


_Block = Mapping[str, Any]


def _each(sides: Sides, attachment: Change) -> Iterator[tuple[_Block, _Block, list[Change]]]:
    """The mappings, each with its expressions where one block of the configuration is surely its own."""
    written = sides.model.blocks(attachment, "role_mapping")
    for block in blocks(sides.values(attachment), "role_mapping"):
        same = [each for each in written if _could_be(each, block)] if sides.when == "after" else []
        expression = same[0] if len(same) == 1 else {}
        named = [
            client
            for each in same
            for client in sides.model.named_in(attachment, each.get("identity_provider"))
            if client.type == CLIENT
        ]
        yield block, expression, named


def _could_be(expressions: _Block, block: _Block) -> bool:
    """Whether a block of the configuration has nothing that this one has otherwise."""
    return all(
        (constant := (expressions.get(name) or {}).get("constant_value")) is None or constant == block.get(name)
        for name in ("identity_provider", "type", "ambiguous_role_resolution")
    ) and len([*blocks(expressions, "mapping_rule")]) == len([*blocks(block, "mapping_rule")])


def _is_for(sides: Sides, attachment: Change, block: _Block, named: list[Change], provider: Change | str) -> bool:
    text = block.get("identity_provider")
    if not isinstance(text, str) or not text:
        return isinstance(provider, Change) and (provider in named or not named)
    if isinstance(provider, str):
        return text in (provider, provider.rpartition(":")[2]) or text.endswith(f":{provider}")
    if references := named_in(text):
        return provider in [each for name in references for each in sides.model.at(name, attachment)]
    id_ = sides.text(provider, "id")
    return bool(id_) and text.endswith(f":{id_}")


def _made(sides: Sides, attachment: Change, block: _Block, expression: _Block) -> RoleMapping:
    written = [*blocks(expression, "mapping_rule")]
    rules = []
    for number, rule in enumerate(blocks(block, "mapping_rule")):
        role = (written[number] if number < len(written) else {}).get("role_arn")
        roles = sides.role_called(attachment, rule.get("role_arn"), role)
        claim, match_type, value = (str(rule.get(name)) for name in ("claim", "match_type", "value"))
        rules.append(Rule(claim, match_type, value, tuple(roles)))
    return RoleMapping(
        str(block.get("type")), str(block.get("ambiguous_role_resolution") or "known after apply"), tuple(rules)
    )
