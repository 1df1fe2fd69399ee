"""Whom Cognito hands which role, what the role may do, and who is trusted to take it: before a plan and after."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

from .addresses import without_indexes
from .changes import Change, Plan
from .documents import Documents, closest
from .expressions import Expressions, named_in
from .managed_policies import name_of, statements_of
from .policies import Statement, statements
from .wording import Sensitive, bare, opened

When = Literal["before", "after"]

ROLES_ATTACHMENT = "aws_cognito_identity_pool_roles_attachment"
COGNITO = re.compile(r"cognito-(?:identity|idp)(?:-us-gov)?(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?")
"""Cognito as a principal, in every partition.

Source: https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cog.html
"""
_ROLE_ARN = re.compile(r"arn:[\w-]+:iam::(\d{12})?:role/(?:.*/)?([^/]+)")
JUDGED = ("aws_iam_", "aws_cognito_")
"""How the types begin of what says who gets which role."""
_ATTACHMENTS = (
    "aws_iam_role_policy_attachment",
    "aws_iam_policy_attachment",
    "aws_iam_role_policy_attachments_exclusive",
)


class Use(NamedTuple):
    """That a resource of Cognito's gives a role to somebody."""

    by: str
    """The resource's address."""
    whose: str
    """Who gets it, as in "lets authenticated users ..."."""
    kind: str
    """authenticated, unauthenticated, rule, group, sms, analytics or trust."""


class Document(NamedTuple):
    """What a policy says, as far as that is known."""

    statements: tuple[Statement, ...] = ()
    is_known: bool = True
    name: str = ""
    """What to call it: a managed policy's name or ARN; "" for an inline one."""


class Permission(NamedTuple):
    """A policy of a role's that one resource gives it, before and after; None where it does not."""

    by: Change
    """The resource that gives it: the role itself, an inline policy or an attachment."""
    policy: Change | None
    """The managed policy's own resource, if the plan has it."""
    before: Document | None
    after: Document | None

    @property
    def changed(self) -> Change:
        """The resource to blame for a difference: the policy's own, if it was given before and is after."""
        return self.policy if self.policy is not None and self.before and self.after else self.by


@dataclass(eq=False)
class Role:
    """A role, by its name."""

    name: str
    before: Change | None = None
    """The resource that is the role now; None where Terraform does not have it, or makes it."""
    after: Change | None = None
    uses: dict[When, list[Use]] = field(default_factory=lambda: {"before": [], "after": []})
    permissions: list[Permission] = field(default_factory=list)

    @property
    def change(self) -> Change | None:
        """Its resource."""
        return self.after or self.before

    @property
    def is_new(self) -> bool:
        """Whether this plan makes it."""
        return self.before is None and self.after is not None

    @property
    def is_elsewhere(self) -> bool:
        """Whether the plan does not have it at all."""
        return self.before is None and self.after is None

    @property
    def title(self) -> str:
        """Its address, or its name where it has none here."""
        return self.change.address if self.change else self.name

    def whose(self, when: When = "after") -> str:
        """Who gets it, in words."""
        uses = self.uses[when] or self.uses["after"] or self.uses["before"]
        real = [each for each in uses if each.kind != "trust"] or uses
        return _joined(dict.fromkeys(each.whose for each in real)) or "whoever takes it"

    def is_for(self, kind: str) -> bool:
        """Whether Cognito gives it for this after the plan."""
        return any(each.kind == kind for each in self.uses["after"])

    @property
    def is_for_users(self) -> bool:
        """Whether users, and not Cognito alone, get its credentials."""
        kinds = {each.kind for when in self.uses.values() for each in when}
        return bool(kinds - {"sms", "analytics", "service"})

    def allowed(self, when: When) -> list[Statement]:
        """All statements of its policies that are known."""
        found = (getattr(each, when) for each in self.permissions)
        return [said for each in found if each for said in each.statements]

    def unknown(self, when: When) -> list[str]:
        """Its policies of which nobody here knows the text."""
        found = (getattr(each, when) for each in self.permissions)
        return sorted({each.name or "an inline policy" for each in found if each and not each.is_known})


def is_cognito(principal: str) -> bool:
    """Whether a principal is Cognito's own."""
    return bool(COGNITO.fullmatch(principal))


def model_of(plan: Plan) -> Model:
    """The model of a plan, made once."""
    if "iam" not in plan.memory:
        plan.memory["iam"] = Model(plan)
    found: Model = plan.memory["iam"]
    return found


class Model:
    """Cognito's roles in a plan."""

    def __init__(self, plan: Plan) -> None:
        """Read all roles, who gets them, and what their policies say."""
        self._expressions = Expressions((plan.source.get("configuration") or {}).get("root_module") or {})
        self._documents = Documents(plan.source, self._expressions)
        self._changes = [each for each in plan.in_aws if each.type.startswith(JUDGED)]
        self._by_type: dict[str, list[Change]] = {}
        self._changes += _not_in(plan, {each.address for each in self._changes})
        self._at: dict[str, list[Change]] = {}
        for each in self._changes:
            self._at.setdefault(without_indexes(each.address), []).append(each)
        self._roles: dict[str, Role] = {}
        self._known: dict[str, str] = {}
        self._of_change: dict[str, dict[When, Role]] = {}
        self._policies: dict[str, Change] = {}
        self._read_roles()
        self._read_uses()
        self._read_permissions()
        self._by_blame: dict[str, list[tuple[Role, Permission]]] = {}
        for role in self.cognitos():
            for permission in role.permissions:
                self._by_blame.setdefault(permission.changed.address, []).append((role, permission))

    # What rules ask.

    def cognitos(self) -> list[Role]:
        """The roles that Cognito uses or gives to users, before or after."""
        return [each for each in _unique(self._roles.values()) if each.uses["before"] or each.uses["after"]]

    def role(self, change: Change, when: When = "after") -> Role | None:
        """The role that a resource is."""
        found = self._of_change.get(change.address, {})
        return found.get(when) or found.get("before") or found.get("after")

    def given_by(self, change: Change) -> list[tuple[Role, Permission]]:
        """What a resource's change gives to, or takes from, Cognito's roles."""
        return self._by_blame.get(change.address, [])

    def trust(self, role: Role, when: When) -> Document:
        """Who may take a role."""
        change = role.before if when == "before" else role.after
        return self.document(change, "assume_role_policy", when) if change else Document(is_known=False)

    def boundary(self, role: Role, when: When) -> Document | None:
        """What a role's permissions boundary says; None where it has none."""
        change = role.before if when == "before" else role.after
        found = self._managed(change, "permissions_boundary", when) if change else {}
        return next((document for _, document in found.values()), None)

    def roles_at(self, change: Change, when: When, *path: str) -> list[Role]:
        """The roles that an argument of a resource names."""
        values = change.before if when == "before" else change.after
        found = [
            self.role_called(each, change, when)
            for each in _leaves(values, path)
            if isinstance(bare(each), str) and bare(each)
        ]
        if when == "after" and not found and values is not None and _is_unknown(change.unknown, path):
            found = [
                self._of_change[each.address]["after"]
                for each in self.named_by(change, *path)
                if "after" in self._of_change.get(each.address, {})
            ]
        return list({id(each): each for each in found}.values())

    def named_by(self, change: Change, *path: str) -> list[Change]:
        """The resources that the expression of an argument names."""
        return [
            each
            for name in self._expressions.named(change.address, *path)
            for each in self._instances(name, change.address)
        ]

    def blocks(self, change: Change, argument: str) -> list[Mapping[str, Any]]:
        """The expressions of an argument's blocks, in the order of the text; none where they do not show."""
        found = self._expressions.expressions(change.address).get(argument)
        return [each for each in _flat(found) if isinstance(each, Mapping)]

    def at(self, name: str, near: Change) -> list[Change]:
        """The resources of Cognito's and IAM's with an address that has no keys, as another of their stack names it."""
        return self._instances(f"{near.stack}: {name}" if near.stack else name, near.address)

    def named_in(self, change: Change, expression: Any) -> list[Change]:
        """The resources that one expression in a resource's blocks names."""
        names = self._expressions.named_in(change.address, expression)
        return [each for name in names for each in self._instances(name, change.address)]

    def has(self, change: Change, argument: str) -> bool | None:
        """Whether a resource's configuration has an argument; None where that is not known."""
        return self._expressions.has(change.address, argument)

    def of_type(self, *types: str) -> list[Change]:
        """The resources of these types, those that the plan leaves alone too."""
        if len(types) > 1:
            return [each for each in self._changes if each.type in types]
        if types[0] not in self._by_type:
            self._by_type[types[0]] = [each for each in self._changes if each.type == types[0]]
        return self._by_type[types[0]]

    @cached_property
    def lost_users(self) -> set[Any]:
        """The usernames of the users that this plan deletes."""
        return {each.was("username") for each in self.of_type("aws_cognito_user") if each.is_lost}

    @cached_property
    def groups(self) -> dict[Any, list[Change]]:
        """The groups by name, now or then."""
        found: dict[Any, list[Change]] = {}
        for each in self.of_type("aws_cognito_user_group"):
            values = each.before if each.before is not None else each.after
            found.setdefault((values or {}).get("name"), []).append(each)
        return found

    def document(self, change: Change, argument: str, when: When) -> Document:
        """What a policy in an argument says."""
        values = change.before if when == "before" else change.after
        said = (values or {}).get(argument)
        if isinstance(said, str) and said and not said.startswith("${"):
            return _parsed(said)
        if when == "before" or not change.is_unknown(argument):
            return Document() if said in (None, "") else Document(is_known=False)
        found = self._documents.of(change.address, argument)
        return Document(is_known=False) if found is None else Document(tuple(statements(found)))

    # How it is read.

    def _instances(self, name: str, near: str) -> list[Change]:
        found = {each.address: each for each in self._at.get(name, [])}
        return [found[each] for each in closest(list(found), near)]

    def _read_roles(self) -> None:
        for change in self.of_type("aws_iam_role"):
            found: dict[When, Role] = {}
            for when, values in (("before", change.before), ("after", change.after)):
                if values is None:
                    continue
                name = values.get("name") or values.get("id") or (change.before or {}).get("name")
                key = name if isinstance(name, str) and name else change.address
                # One that is replaced, perhaps under another name, is judged against what it was.
                role = found.get("before") or self._roles.get(f"{change.stack}|{key}") or Role(str(key))
                role = self._roles.setdefault(f"{change.stack}|{key}", role)
                if when == "before":
                    role.before, found["before"] = change, role
                else:
                    role.after, found["after"] = change, role
            self._of_change[change.address] = found
        for change in self.of_type("aws_iam_policy"):
            for values in (change.after, change.before):
                arn = (values or {}).get("arn")
                if isinstance(arn, str) and arn:
                    self._policies.setdefault(arn, change)

    def role_called(self, value: str | Sensitive, change: Change, when: When) -> Role:
        """The role with a name or an ARN; one that is not in the plan is made up, nameless where that is hidden."""
        stack, text = change.stack, str(bare(value))
        if named := named_in(text):
            for each in self.at(named[0], change):
                found = self._of_change.get(each.address, {})
                if role := found.get(when) or found.get("after") or found.get("before"):
                    return role
        matched = _ROLE_ARN.fullmatch(text)
        name = matched[2] if matched else text
        return self._roles.setdefault(f"{stack}|{name}", Role(str(value) if isinstance(value, Sensitive) else name))

    def _read_uses(self) -> None:
        for change in self._changes:
            for when in _whens(change):
                for path, use in _uses(change, when):
                    for role in self.roles_at(change, when, *path):
                        role.uses[when].append(self._told(use, role, when))
                for value, use in _uses_by_value(change, when):
                    role = self.role_called(value, change, when)
                    role.uses[when].append(use)
        for role in _unique(self._roles.values()):
            for when in ("before", "after"):
                if not role.uses[when]:
                    role.uses[when] += _trusted(role, self.trust(role, when))

    def _told(self, use: Use, role: Role, when: When) -> Use:
        """A use whose kind the plan does not know, by whom the role itself trusts."""
        if use.kind != "role":
            return use
        kinds = _kinds(self.trust(role, when)) or _kinds_by_name(f"{role.title} {role.name}")
        return Use(use.by, _joined(WHOSE[each] for each in kinds), kinds[0]) if len(kinds) == 1 else use

    def _read_permissions(self) -> None:
        named: dict[int, set[str]] = {}  # by a resource of its own
        moved: dict[int, set[str]] = {}  # out of the role, into a resource of its own that this plan makes
        for change in self.of_type("aws_iam_role_policy"):
            before, after = (self.roles_at(change, when, "role") for when in _WHENS)
            for role in _unique([*before, *after]):
                for values in (change.before, change.after):
                    if isinstance(name := (values or {}).get("name"), str):
                        (moved if change.before is None else named).setdefault(id(role), set()).add(name)
                was = (
                    self.document(change, "policy", "before") if role in before and change.before is not None else None
                )
                becomes = (
                    self.document(change, "policy", "after") if role in after and change.after is not None else None
                )
                role.permissions.append(Permission(change, None, was, becomes))
        attached: dict[int, set[str]] = {}
        for change in self.of_type(*_ATTACHMENTS):
            for permission, role in self._attached(change):
                role.permissions.append(permission)
                attached.setdefault(id(role), set()).update(
                    each.name for each in (permission.before, permission.after) if each
                )
        for role in _unique(self._roles.values()):
            of_role = (each.get(id(role), set()) for each in (named, moved, attached))
            self._read_own(role, *of_role)
        self._apply_exclusive()

    def _attached(self, change: Change) -> Iterator[tuple[Permission, Role]]:
        """What an attachment gives to whom. One of role to policies, or of policy to roles, gives several."""
        argument = {
            "aws_iam_role_policy_attachment": "role",
            "aws_iam_policy_attachment": "roles",
            "aws_iam_role_policy_attachments_exclusive": "role_name",
        }[change.type]
        policies = "policy_arns" if change.type.endswith("exclusive") else "policy_arn"
        before = self.roles_at(change, "before", argument) if change.before is not None else []
        after = self.roles_at(change, "after", argument) if change.after is not None else []
        had = self._managed(change, policies, "before") if change.before is not None else {}
        has = self._managed(change, policies, "after") if change.after is not None else {}
        for role in _unique([*before, *after]):
            was, becomes = had if role in before else {}, has if role in after else {}
            for key in dict.fromkeys([*was, *becomes]):
                policy, old = was.get(key, (None, None))
                newer, new = becomes.get(key, (None, None))
                yield Permission(change, newer or policy, old, new), role

    def _managed(self, change: Change, argument: str, when: When) -> dict[str, tuple[Change | None, Document]]:
        """The managed policies that an argument names: by ARN, or address where that is not known yet."""
        values = change.before if when == "before" else change.after
        found: dict[str, tuple[Change | None, Document]] = {}
        for each in _leaves(values, (argument,)):
            arn, is_hidden = bare(each), isinstance(each, Sensitive)
            if not isinstance(arn, str) or not arn:
                continue
            policy = self._policy(arn, change)
            if policy:
                name = policy.address if is_hidden else arn
                found[policy.address] = (policy, self._text_of(name, policy, when))
            elif is_hidden:
                found["?"] = (None, Document(is_known=False, name="a policy that is sensitive"))
            else:
                found[arn] = (None, self._text_of(arn, None, when))
        if when == "after" and change.has_unknown(argument):
            named = [each for each in self.named_by(change, argument) if each.type == "aws_iam_policy"]
            for policy in named:
                document = self.document(policy, "policy", "after")._replace(name=policy.address)
                found.setdefault(policy.address, (policy, document))
            if not named:
                found["?"] = (None, Document(is_known=False, name="a policy that is known after apply"))
        return found

    def _policy(self, arn: str, change: Change) -> Change | None:
        if named := named_in(arn):
            found = self.at(named[0], change)
            return found[0] if found else None
        return self._policies.get(arn)

    def _text_of(self, arn: str, policy: Change | None, when: When) -> Document:
        if policy:
            return self.document(policy, "policy", when)._replace(name=arn)
        for values in self._documents.read.values():
            if values.get("arn") == arn and isinstance(values.get("policy"), str):
                return _parsed(values["policy"])._replace(name=arn)
        name = name_of(arn)
        found = statements_of(name) if name else None
        return Document(tuple(found or ()), found is not None, arn)

    def _read_own(self, role: Role, named: set[str], moved: set[str], attached: set[str]) -> None:
        """The policies in a role itself. It lists those of other resources too, which are told there."""
        before, after = (
            _inline(change.before if when == "before" else change.after) if change else {}
            for when, change in (("before", role.before), ("after", role.after))
        )
        own = role.after or role.before
        for name in dict.fromkeys([*before, *after]):
            if name not in named and own:
                becomes = None if name in moved else after.get(name)
                role.permissions.append(Permission(own, None, before.get(name), becomes))
        if role.after and role.after.has_unknown("inline_policy"):
            role.permissions.append(Permission(role.after, None, None, self._own_unknown(role.after)))
        had = self._managed(role.before, "managed_policy_arns", "before") if role.before else {}
        has = self._managed(role.after, "managed_policy_arns", "after") if role.after and self._says_arns(role) else {}
        for key in dict.fromkeys([*had, *has]):
            (policy, was), (newer, becomes) = had.get(key, (None, None)), has.get(key, (None, None))
            names = {each.name for each in (was, becomes) if each}
            if own and key.startswith("?"):
                if key in has and key not in had:  # an ARN that is known after apply only
                    role.permissions.append(Permission(own, None, None, Document(is_known=False)))
            elif own and not names & attached:
                role.permissions.append(Permission(own, newer or policy, was, becomes))

    def _says_arns(self, role: Role) -> bool:
        """Whether a role has managed policies of its own after: those in its values, or in its configuration."""
        change = role.after
        known = change is not None and not change.is_unknown("managed_policy_arns")
        return known or bool(change and self.has(change, "managed_policy_arns"))

    def _own_unknown(self, change: Change) -> Document:
        found = self._documents.of(change.address, "inline_policy", "policy")
        return Document(is_known=False) if found is None else Document(tuple(statements(found)))

    def _apply_exclusive(self) -> None:
        """Take what an exclusive list does not name: Terraform detaches or deletes that, until it forgets the list."""
        for change in self.of_type("aws_iam_role_policies_exclusive"):
            names = bare(_leaves(change.after, ("policy_names",)))
            if change.after is None or change.action == "forget" or change.is_unknown("policy_names") or None in names:
                continue
            for role in self.roles_at(change, "after", "role_name"):
                role.permissions = [
                    each._replace(after=None)
                    if each.by.type == "aws_iam_role" and each.after and _is_left_out(each.after.name, names)
                    else each
                    for each in role.permissions
                ]
        for change in self.of_type("aws_iam_role_policy_attachments_exclusive"):
            arns = {*bare(_leaves(change.after, ("policy_arns",)))}
            if change.after is None or change.action == "forget" or change.is_unknown("policy_arns") or None in arns:
                continue
            for role in self.roles_at(change, "after", "role_name"):
                role.permissions = [
                    each._replace(after=None)
                    if each.by is not change and each.by.type != "aws_iam_role_policy" and _is_not_in(each.after, arns)
                    else each
                    for each in role.permissions
                ]


_WHENS: tuple[When, When] = ("before", "after")
WHOSE = {"authenticated": "authenticated users", "unauthenticated": "guests"}


def _is_left_out(name: str, names: list[Any]) -> bool:
    kind, _, own = name.rpartition("inline policy ")
    return not kind and name.startswith("inline policy ") and own not in names


def _is_not_in(document: Document | None, arns: set[Any]) -> bool:
    return document is not None and document.name.startswith("arn:") and document.name not in arns


def _whens(change: Change) -> list[When]:
    found: list[When] = ["before"] if change.before is not None else []
    return [*found, "after"] if change.after is not None else found


def _not_in(plan: Plan, addresses: set[str]) -> Iterator[Change]:
    """Resources that the state has and the changes have not, as with -target, and roles that were looked up."""
    for part in ((plan.source.get("prior_state") or {}).get("values"), plan.source.get("planned_values")):
        for each in _resources((part or {}).get("root_module") or {}):
            type_ = str(each.get("type"))
            is_role = each.get("mode") == "data" and type_ == "aws_iam_role"
            is_left = each.get("mode") == "managed" and type_.startswith(JUDGED)
            if (is_role or is_left) and each["address"] not in addresses:
                addresses.add(each["address"])
                values = each.get("values") or {}
                yield Change(each["address"], type_, ("no-op",), values, values)


def _resources(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources") or []
    for each in module.get("child_modules") or []:
        yield from _resources(each)


def _uses(change: Change, when: When) -> Iterator[tuple[tuple[str, ...], Use]]:
    """The arguments of a resource that name a role, and for whom."""
    values = (change.before if when == "before" else change.after) or {}
    match change.type:
        case "aws_cognito_identity_pool_roles_attachment":
            if when == "after" and change.is_unknown("roles"):
                yield ("roles",), Use(change.address, "users of the identity pool", "role")
            if when == "after" and _is_unknown(change.unknown, ("role_mapping", "mapping_rule", "role_arn")):
                yield ("role_mapping", "mapping_rule", "role_arn"), Use(change.address, "users by a rule", "rule")
        case "aws_cognito_user_group":
            yield ("role_arn",), Use(change.address, f"the group {values.get('name') or change.address}", "group")
        case "aws_cognito_user_pool":
            yield ("sms_configuration", "sns_caller_arn"), Use(change.address, "Cognito, to send SMS,", "sms")
        case "aws_cognito_user_pool_client":
            yield ("analytics_configuration", "role_arn"), Use(change.address, "Cognito, for analytics,", "analytics")


def _uses_by_value(change: Change, when: When) -> Iterator[tuple[str | Sensitive, Use]]:
    if change.type != ROLES_ATTACHMENT:
        return
    values = (change.before if when == "before" else change.after) or {}
    roles = opened(values.get("roles"))
    for kind, arn in (roles if isinstance(roles, Mapping) else {}).items():
        if isinstance(bare(arn), str):
            yield arn, Use(change.address, WHOSE.get(kind, f"{kind} users"), kind)
    for mapping in _flat(values.get("role_mapping")):
        for each in _flat(mapping.get("mapping_rule")):
            if isinstance(bare(each.get("role_arn")), str):
                whose = f'users whose {each.get("claim")} {each.get("match_type")} "{each.get("value")}"'
                yield each["role_arn"], Use(change.address, whose, "rule")


def _trusted(role: Role, trust: Document) -> list[Use]:
    """That a role's trust names Cognito, though nothing here gives it to anybody."""
    principals = {name for each in trust.statements for _, name in each.principals if is_cognito(name)}
    if not principals:
        return []
    if all(each.startswith("cognito-idp") for each in principals):
        return [Use(role.title, "Cognito", "service")]
    kinds = _kinds(trust)
    return [Use(role.title, WHOSE[kinds[0]] if len(kinds) == 1 else "users of an identity pool", "trust")]


def _kinds(trust: Document) -> list[str]:
    """Which users a trust policy is for, by its amr."""
    values = {
        value
        for each in trust.statements
        for condition in each.conditions
        if condition.key.lower().endswith(":amr") and not condition.is_negative
        for value in condition.values
    }
    return [each for each in ("authenticated", "unauthenticated") if each in values]


def _kinds_by_name(name: str) -> list[str]:
    return ["unauthenticated"] if re.search("unauth|guest|anonym", name.lower()) else ["authenticated"]


def _leaves(values: Any, path: Iterable[str]) -> list[Any]:
    """The values at a path, through blocks and lists, whatever their number."""
    found = [values]
    for part in path:
        found = [each.get(part) for node in found for each in _flat(node) if isinstance(each, Mapping)]
    return [each for node in found for each in _flat(node) if not isinstance(each, Mapping)]


def _flat(value: Any) -> list[Any]:
    """A list of lists as one, a hidden one as hidden values; what is no list as one with it."""
    found = opened(value)
    if isinstance(found, list):
        return [each for inner in found for each in _flat(inner)]
    return [] if found is None else [found]


def _is_unknown(unknown: Any, path: Iterable[str]) -> bool:
    """Whether something at a path, or all around it, is known after apply only."""
    nodes = [unknown]
    for part in path:
        if any(each is True for node in nodes for each in _flat(node)):
            return True
        nodes = [each.get(part) for node in nodes for each in _flat(node) if isinstance(each, Mapping)]
    return any(each is True for node in nodes for each in _flat(node))


def _inline(values: Mapping[str, Any] | None) -> dict[str, Document]:
    found = (values or {}).get("inline_policy") or []
    return {
        str(each.get("name")): (
            _parsed(each["policy"]) if isinstance(each.get("policy"), str) else Document(is_known=False)
        )._replace(name=f"inline policy {each.get('name')}")
        for each in found
        if isinstance(each, Mapping) and (each.get("policy") or each.get("name"))
    }


def _parsed(text: str) -> Document:
    try:
        document = json.loads(text)
    except ValueError:
        return Document(is_known=False)
    return Document(tuple(statements(document))) if isinstance(document, dict) else Document(is_known=False)


def _unique(roles: Iterable[Role]) -> list[Role]:
    return list({id(each): each for each in roles}.values())


def _joined(words: Iterable[str]) -> str:
    *first, last = [*words] or [""]
    return f"{', '.join(first)} and {last}" if first else last
