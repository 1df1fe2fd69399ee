"""Who there is: groups, users through each app client, guests and machines, each with all that they may do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypedDict

from ..changes import Change, Plan
from ..findings import stacks_of
from ..iam import Role, When
from ..policies import Statement, covers_text
from ..trust import Trust, amr_values, aud_values, trusted
from ..wording import Sensitive
from .entries import Entry, doors, doors_of_group, has_flows, is_machine, scopes
from .mappings import GROUPS, Given, RoleMapping, mapping_of
from .pools import HIDDEN, IDENTITY_POOL, Sides
from .rights import GUESTS_LACK, Allowed, Right, allowed_by

Kind = Literal["group", "users", "rule", "login", "guests", "classic", "role", "machine"]
ORDER: tuple[Kind, ...] = ("group", "rule", "users", "login", "guests", "classic", "role", "machine")

_SIGNED_IN, _GUEST = "authenticated", "unauthenticated"


@dataclass(frozen=True)
class Holder:
    """Somebody, or a program, that gets in with Cognito's help, and what that lets them do."""

    kind: Kind
    name: str
    """The group's, app client's, rule's or provider's."""
    client: str = ""
    """The app client that they come through; "" where that is no matter."""
    pool: str = ""
    """The address of the identity pool that gives them credentials."""
    roles: tuple[str, ...] = ()
    rights: tuple[Right, ...] = ()
    entries: tuple[Entry, ...] = ()
    unknown: tuple[str, ...] = ()
    """What nobody can know from the plan."""
    notes: tuple[str, ...] = ()
    """What else is to be known."""
    stack: str = ""
    address: str = ""
    """The resource that they are, or come through: what tells them from others of the same name."""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes them the same before and after."""
        return self.stack, self.kind, self.name, self.address, self.client, self.pool


def holders_of(plan: Plan, when: When = "after") -> list[Holder]:
    """Everybody in a plan who may do something, as it is before or will be after, in one order."""
    return sorted((each for stack in stacks_of(plan) for each in _holders(Sides(stack, when))), key=place_of)


def place_of(holder: Holder) -> tuple[str, int, tuple[str, ...]]:
    """Where somebody stands in a list."""
    return holder.stack, ORDER.index(holder.kind), (holder.name, *holder.key)


def _holders(sides: Sides) -> Iterator[Holder]:
    reached: set[str] = set()
    for each in _given_to(sides):
        reached |= {*each.roles}
        yield each
    yield from _by_trust(sides, reached)


def _given_to(sides: Sides) -> Iterator[Holder]:
    taken: set[str] = set()
    attached = set()
    for pool in sides.all(IDENTITY_POOL):
        attachments = sides.attachments_of(pool)
        attached |= {each.address for each in attachments}
        for each in attachments or (None,):
            here = _Pool(sides, pool, each)
            yield from here.holders()
            taken |= here.taken
    for attachment in sides.all("aws_cognito_identity_pool_roles_attachment"):
        if attachment.address not in attached:
            yield from _Pool(sides, None, attachment).holders()
    for client in sides.clients:
        if client.address not in taken:
            yield _through(sides, client)
    yield from _groups_without_pool(sides)


def _through(sides: Sides, client: Change) -> Holder:
    """Whoever comes through an app client, without AWS credentials."""
    kind: Kind = "machine" if is_machine(sides, client) else "users"
    name = sides.name(client)
    notes = () if has_flows(sides, client) else ("signs in by the API, without OAuth scopes",)
    return Holder(
        kind,
        name,
        client=name,
        entries=(*scopes(sides, client), *doors(sides, client)),
        notes=notes,
        stack=client.stack,
        address=client.address,
    )


def _groups_without_pool(sides: Sides) -> Iterator[Holder]:
    """Groups of which no identity pool here takes the users."""
    pools = {
        sides.pool_of(each)
        for pool in sides.all(IDENTITY_POOL)
        for each in sides.clients_of(pool)
        if isinstance(each, Change)
    }
    for pool, groups in sides.groups_by_pool.items():
        for group in groups if pool not in pools else ():
            name = sides.name(group)
            found = {
                entry for each in sides.clients_by_pool.get(pool, ()) for entry in doors_of_group(sides, each, name)
            }
            notes = tuple(f"nothing gives them their role {each.title}" for each in sides.roles_of_group(group))
            yield Holder(
                "group", name, entries=tuple(sorted(found)), notes=notes, stack=group.stack, address=group.address
            )


def _by_trust(sides: Sides, reached: set[str]) -> Iterator[Holder]:
    """Roles that trust Cognito's users, and that nothing here gives to anybody: those of other pools take them."""
    for role in sides.model.cognitos():
        uses = role.uses[sides.when]
        is_left = bool(uses) and all(each.kind == "trust" for each in uses)
        if is_left or (role.title not in reached and _is_for_another_pool(sides, role)):
            change = role.change
            stack = change.stack if change else ""
            given = _given(sides, Given((role,)), ())
            title = f"{role.whose(sides.when)} by {role.title}" if is_left else f"users of another pool by {role.title}"
            yield Holder("role", title, stack=stack, address=role.title, **given)


def _is_for_another_pool(sides: Sides, role: Role) -> bool:
    """Whether a role that is given to users here trusts a pool by its id, which is not the one."""
    trust = sides.model.trust(role, sides.when)
    if not (role.is_for_users and role.uses[sides.when] and trust.is_known):
        return False
    pools = {pool for each in trusted(trust.statements) if _is_cognitos(each) for pool in aud_values(each)}
    return any(":" in each and "$" not in each for each in pools)


class _Pool:
    """One identity pool, and what gives it roles; one of the two may be elsewhere."""

    def __init__(self, sides: Sides, pool: Change | None, attachment: Change | None) -> None:
        self.sides, self.pool, self.attachment = sides, pool, attachment
        there = pool or attachment
        assert there
        self.address, self.stack = there.address, there.stack
        self.clients = sides.clients_of(pool) if pool else []
        self.taken = {each.address for each in self.clients if isinstance(each, Change)}
        self.signed_in = self._roles(_SIGNED_IN)

    def _roles(self, kind: str) -> list[Role]:
        return self.sides.roles(self.attachment, kind) if self.attachment else []

    def holders(self) -> Iterator[Holder]:
        for client in self.clients:
            yield from self._of_client(client)
        values = (self.sides.values(self.pool) if self.pool else None) or {}
        logins = _logins(self.sides, self.pool) if self.pool else []
        for provider in logins:
            yield from self._of_login(provider)
        if self.pool is None:
            yield self._holder("users", "an identity pool that is not here", "", self._default(), _SIGNED_IN)
        elif self.signed_in and not self.clients and not logins:
            given = self._default()._replace(notes=("it takes the tokens of no provider yet",))
            yield self._holder("users", self.sides.name(self.pool, "identity_pool_name"), "", given, _SIGNED_IN)
        lets_guests_in = values.get("allow_unauthenticated_identities") is True
        if lets_guests_in or (self.pool is None and self._roles(_GUEST)):
            given = Given(tuple(self._roles(_GUEST)), ("Cognito limits guests to some services",))
            yield self._holder("guests", "", "", given, _GUEST)
        if values.get("allow_classic_flow") is True:
            yield from self._classic(_SIGNED_IN)
            yield from self._classic(_GUEST) if lets_guests_in else ()

    def _default(self) -> Given:
        return Given(tuple(self.signed_in))

    def _mapping(self, provider: Change | str) -> RoleMapping | None:
        return mapping_of(self.sides, self.attachment, provider) if self.attachment else None

    def _of_client(self, client: Change | str) -> Iterator[Holder]:
        mapping = self._mapping(client)
        name = self.sides.name(client) if isinstance(client, Change) else client
        given = mapping.without_role(self._default()) if mapping else self._default()
        users = self._holder("users", name, name, given, _SIGNED_IN)
        if isinstance(client, Change):
            through = _through(self.sides, client)
            users = replace(
                users, kind=through.kind, entries=through.entries, address=client.address, stack=client.stack
            )
            yield from self._of_groups(client, name, mapping)
        yield users
        yield from self._of_rules(client, name, mapping)

    def _of_groups(self, client: Change, name: str, mapping: RoleMapping | None) -> Iterator[Holder]:
        for group in self.sides.groups_by_pool.get(self.sides.pool_of(client), ()):
            own, called = self.sides.roles_of_group(group), self.sides.name(group)
            given = mapping.of_group(called, own, self._default()) if mapping else self._default()
            said = [f"nothing gives them their role {each.title}" for each in own if each not in given.roles]
            given = given._replace(notes=(*given.notes, *said))
            holder = self._holder("group", called, name, given, _SIGNED_IN)
            yield replace(holder, address=group.address, entries=tuple(doors_of_group(self.sides, client, called)))

    def _of_rules(self, client: Change | str, name: str, mapping: RoleMapping | None) -> Iterator[Holder]:
        if mapping is None or mapping.type != "Rules":
            return
        groups = {self.sides.name(each) for each in self.sides.groups}
        for number, rule in enumerate(mapping.rules):
            if rule.claim == GROUPS and any(rule.takes(each) for each in groups):
                continue  # told of the group
            notes = ("unless a rule before it takes them",) if number else ()
            given = Given(rule.roles, (*notes, *mapping.notes))
            holder = self._holder("rule", str(rule), name, given, _SIGNED_IN)
            yield replace(holder, address=client.address) if isinstance(client, Change) else holder

    def _of_login(self, provider: str) -> Iterator[Holder]:
        mapping = self._mapping(provider)
        given = mapping.without_role(self._default()) if mapping else self._default()
        yield self._holder("login", provider, "", given, _SIGNED_IN)
        for rule in mapping.rules if mapping and mapping.type == "Rules" else ():
            yield self._holder("rule", f"{rule} of {provider}", "", Given(rule.roles), _SIGNED_IN)

    def _classic(self, kind: str) -> Iterator[Holder]:
        """Whoever asks STS for a role itself: any that trusts the pool, and no policy for guests' sessions."""
        roles = [
            role
            for role in self.sides.model.cognitos()
            if role.is_for_users and self._is_there(role) and not self._refuses(role, kind)
        ]
        given = Given(tuple(roles), ("by the classic flow, which lets them choose any role that trusts the pool",))
        name = "everybody who signs in" if kind == _SIGNED_IN else "guests"
        yield self._holder("classic", name, "", given, kind, is_classic=True)

    def _is_there(self, role: Role) -> bool:
        return bool(role.uses[self.sides.when]) and (role.is_elsewhere or self.sides.resource_of(role) is not None)

    def _holder(
        self, kind: Kind, name: str, client: str, given: Given, who: str, *, is_classic: bool = False
    ) -> Holder:
        refused = {id(role): why for role in given.roles if (why := self._refuses(role, who))}
        roles = [role for role in given.roles if id(role) not in refused]
        session = GUESTS_LACK if who == _GUEST and not is_classic else ()
        fields = _given(self.sides, Given(tuple(roles), (*given.notes, *refused.values())), session)
        return Holder(kind, name, client=client, pool=self.address, stack=self.stack, **fields)

    def _refuses(self, role: Role, who: str) -> str:
        """Why a role's trust policy keeps the pool's users out; "" where it does not, or does not show."""
        return self.sides.once(("refuses", self, role, who), lambda: self._refusal(role, who))

    def _refusal(self, role: Role, who: str) -> str:
        trust = self.sides.model.trust(role, self.sides.when)
        if not trust.is_known:
            return ""
        ways = [each for each in trusted(trust.statements) if each.is_everybody or _is_cognitos(each)]
        id_ = self.sides.text(self.pool, "id") if self.pool else ""
        if any(_lets_in(each, id_, who) for each in ways):
            return ""
        return f"the trust policy of {role.title} does not let them take it"


def _is_cognitos(trust: Trust) -> bool:
    return trust.kind == "Federated" and trust.is_cognitos


def _lets_in(trust: Trust, pool: str, who: str) -> bool:
    """Whether conditions on the pool and on signing in may be met."""
    pools, methods = aud_values(trust), amr_values(trust)
    is_other = ":" in pool and pools and all(":" in each and "$" not in each for each in pools)
    if is_other and not any(covers_text(each, pool) for each in pools):
        return False
    other = _GUEST if who == _SIGNED_IN else _SIGNED_IN
    if who == _GUEST and methods:
        return any(covers_text(each, _GUEST) for each in methods)
    return not methods or any(not covers_text(other, each) for each in methods)


_LOGINS = ("developer_provider_name", "openid_connect_provider_arns", "saml_provider_arns")


def _logins(sides: Sides, pool: Change) -> list[str]:
    """The other providers whose users an identity pool takes."""
    social = (sides.values(pool) or {}).get("supported_login_providers")
    names = [*social] if isinstance(social, dict) else [str(social)] if isinstance(social, Sensitive) else []
    names += [*sides.texts(pool, "openid_connect_provider_arns"), *sides.texts(pool, "saml_provider_arns")]
    own = sides.text(pool, "developer_provider_name")
    hidden = [HIDDEN] if any(sides.is_hidden(pool, each) for each in _LOGINS) else []
    return sorted({*names, *([own] if own else []), *hidden})


class _Fields(TypedDict):
    roles: tuple[str, ...]
    rights: tuple[Right, ...]
    unknown: tuple[str, ...]
    notes: tuple[str, ...]


def _given(sides: Sides, given: Given, session: tuple[Statement, ...]) -> _Fields:
    """What roles let do, together."""
    allowed = sides.once(("allowed", given.roles, session), lambda: _allowed(sides, given.roles, session))
    return {
        "roles": tuple(dict.fromkeys(role.title for role in given.roles)),
        "rights": allowed.rights,
        "unknown": allowed.unknown,
        "notes": tuple(dict.fromkeys(given.notes)),
    }


def _allowed(sides: Sides, roles: Sequence[Role], session: tuple[Statement, ...]) -> Allowed:
    alone = [
        sides.once(("allowed", role, session), partial(allowed_by, sides.model, role, sides.when, session))
        for role in roles
    ]
    return Allowed(
        tuple(sorted({each for one in alone for each in one.rights}, key=str)),
        tuple(dict.fromkeys(each for one in alone for each in one.unknown)),
    )
