"""What goes with what, before a plan or after: pools, app clients, groups and roles, by id or by reference."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from ..changes import Change, Plan
from ..doors import NOT_KNOWN
from ..expressions import named_in
from ..iam import ROLES_ATTACHMENT, Model, Role, When, model_of
from ..wording import Sensitive, hides

CLIENT, GROUP = "aws_cognito_user_pool_client", "aws_cognito_user_group"
IDENTITY_POOL = "aws_cognito_identity_pool"
HIDDEN = repr(Sensitive(None))
"""What stands for a value that is not shown."""

_T = TypeVar("_T")


class Sides:
    """A plan's resources as they are before it, or after."""

    def __init__(self, plan: Plan, when: When) -> None:
        """Look at one side of a plan."""
        self.plan = plan
        self.model: Model = model_of(plan)
        self.when = when
        self._ids: dict[str, dict[str, Change]] = {}
        self._found: dict[Hashable, Any] = {}

    def once(self, key: Hashable, find: Callable[[], _T]) -> _T:
        """What is asked for again, of each group through each app client: worked out once, by what it is."""
        if key not in self._found:
            self._found[key] = find()
        found: _T = self._found[key]
        return found

    def values(self, change: Change) -> Mapping[str, Any] | None:
        """A resource's arguments; None where there is none of it."""
        return change.before if self.when == "before" else change.after

    def all(self, *types: str) -> list[Change]:
        """The resources of these types that there are."""
        return [each for each in self.model.of_type(*types) if self.values(each) is not None]

    @cached_property
    def clients(self) -> list[Change]:
        """The app clients."""
        return self.all(CLIENT)

    @cached_property
    def groups(self) -> list[Change]:
        """The groups."""
        return self.all(GROUP)

    @cached_property
    def clients_by_pool(self) -> dict[str, list[Change]]:
        """User pool -> its app clients."""
        return _by(self.clients, self.pool_of)

    @cached_property
    def groups_by_pool(self) -> dict[str, list[Change]]:
        """User pool -> its groups."""
        return _by(self.groups, self.pool_of)

    def text(self, change: Change, argument: str) -> str:
        """A text in an argument; "" where there is none, or it is not known."""
        value = (self.values(change) or {}).get(argument)
        return value if isinstance(value, str) else ""

    def texts(self, change: Change, argument: str) -> list[str]:
        """The texts of a list that are known, and no secret. Raises TypeError for what is no list."""
        value = (self.values(change) or {}).get(argument)
        return [] if isinstance(value, Sensitive) else [each for each in value or [] if isinstance(each, str)]

    def name(self, change: Change, argument: str = "name") -> str:
        """What a resource is called; its address where that is not known."""
        return self.text(change, argument) or change.address

    def is_unknown(self, change: Change, argument: str) -> bool:
        """Whether something in an argument is known after apply only."""
        return self.when == "after" and change.has_unknown(argument)

    def is_hidden(self, change: Change, argument: str) -> bool:
        """Whether something in an argument is sensitive."""
        return hides((self.values(change) or {}).get(argument))

    def pool_of(self, change: Change) -> str:
        """What tells a user pool from others: its resource's address, or its id."""
        text = self.text(change, "user_pool_id")
        owners = [each for each in self._named(change, text, "user_pool_id") if each.type == "aws_cognito_user_pool"]
        if owners:
            return owners[0].address
        pool = self._by_id("aws_cognito_user_pool").get(text)
        return pool.address if pool else text

    def _named(self, change: Change, text: str, *path: str) -> list[Change]:
        """What a text of a synthesized file, or an expression of a plan's configuration, names."""
        if names := named_in(text):
            return [each for name in names for each in self.model.at(name, change)]
        return self.model.named_by(change, *path) if not text else []

    def clients_of(self, pool: Change) -> list[Change | str]:
        """The app clients whose tokens an identity pool takes; the ids of those that are not here."""
        found: dict[str, Change | str] = {}
        for block in blocks(self.values(pool), "cognito_identity_providers"):
            text = block.get("client_id")
            if isinstance(text, str) and text:
                client = self.client_called(pool, text)
                found[client.address if client else text] = client or text
        if self.is_unknown(pool, "cognito_identity_providers"):
            named = self.model.named_by(pool, "cognito_identity_providers", "client_id")
            for each in named:
                if each.type == CLIENT and self.values(each) is not None:
                    found[each.address] = each
            if not named:
                found["?"] = NOT_KNOWN
        if self.is_hidden(pool, "cognito_identity_providers"):
            found["?"] = HIDDEN
        return [found[key] for key in sorted(found)]

    def client_called(self, near: Change, text: str) -> Change | None:
        """The app client with an id, or that a reference names."""
        named = [each for each in self._named(near, text) if each.type == CLIENT] if named_in(text) else []
        return next(iter(named), None) or self._by_id(CLIENT).get(text)

    def _by_id(self, type_: str) -> dict[str, Change]:
        """The resources of a type that have an id, by it; the first of those with one."""
        if type_ not in self._ids:
            self._ids[type_] = {id_: each for each in reversed(self.all(type_)) if (id_ := self.text(each, "id"))}
        return self._ids[type_]

    def attachments_of(self, pool: Change) -> list[Change]:
        """What gives an identity pool its roles."""
        return self._attachments.get(id(pool), [])

    @cached_property
    def _attachments(self) -> dict[int, list[Change]]:
        return _by(self.all(ROLES_ATTACHMENT), lambda each: id(self.pool_of_roles(each)))

    def pool_of_roles(self, attachment: Change) -> Change | None:
        """The identity pool to which an attachment gives roles; None where it is not here."""
        text = self.text(attachment, "identity_pool_id")
        named = self._named(attachment, text, "identity_pool_id")
        found = next((each for each in named if each.type == IDENTITY_POOL), None)
        return found or self._by_id(IDENTITY_POOL).get(text)

    def roles(self, attachment: Change, kind: str) -> list[Role]:
        """The roles that an attachment gives to one kind of users."""
        return [
            role
            for role in self.model.cognitos()
            if any(use.by == attachment.address and use.kind in (kind, "role") for use in role.uses[self.when])
        ]

    def resource_of(self, role: Role) -> Change | None:
        """The resource that a role is on this side."""
        return role.before if self.when == "before" else role.after

    def roles_of_group(self, group: Change) -> list[Role]:
        """The role of a group."""
        return self.model.roles_at(group, self.when, "role_arn")

    def role_called(self, change: Change, value: Any, expression: Any) -> list[Role]:
        """The role in one argument of one block: by its value, or by what its expression names."""
        if isinstance(value, str) and value:
            return [self.model.role_called(value, change, self.when)]
        found = [self.model.role(each, self.when) for each in self.model.named_in(change, expression)]
        return [each for each in found if each]


def _by(found: list[Change], key: Callable[[Change], _T]) -> dict[_T, list[Change]]:
    groups: dict[_T, list[Change]] = {}
    for each in found:
        groups.setdefault(key(each), []).append(each)
    return groups


def blocks(values: Mapping[str, Any] | None, name: str) -> Iterator[Mapping[str, Any]]:
    """The blocks of a name."""
    found = (values or {}).get(name)
    for each in found if isinstance(found, list) else [found]:
        if isinstance(each, Mapping):
            yield each
