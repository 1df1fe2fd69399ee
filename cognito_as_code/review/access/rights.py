"""What a role lets whoever has it do: what its policies allow, within its boundary, but what is denied.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from ..iam import Document, Model, Role, When
from ..managed_policies import name_of
from ..policies import Grant, Statement, covers_text, grants, meet, narrowness

_T = TypeVar("_T")

GUESTS_LACK = (Statement("Deny", ("bedrock:*", "bedrock-agentcore:*"), (), ("*",), (), (), (), ()),)
"""What Cognito's own policy for the sessions of guests leaves out, whatever their role allows.

Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonCognitoUnAuthedIdentitiesSessionPolicy.html
"""


class Right(NamedTuple):
    """One action on one resource, or patterns of them, that is allowed; exactly so, with `within` and `unless`."""

    grant: Grant
    within: tuple[Grant, ...] = ()
    """Each of these must be so as well, where a boundary's pattern and the grant's overlap only."""
    unless: tuple[Grant, ...] = ()
    """Where one of these is so, it is denied."""
    is_rough: bool = False
    """Whether it is an AWS managed policy's, of which this knows the weight and not the text."""

    def covers(self, other: Right) -> bool:
        """Whether this lets do all that the other does."""
        return (
            self.grant.covers(other.grant)
            and {*self.within} <= {*other.within}
            and all(
                any(own.covers(mine) for own in other.unless) for mine in self.unless if _may_deny(mine, other.grant)
            )
        )


class Allowed(NamedTuple):
    """What a role lets do, and what nobody here can know of it."""

    rights: tuple[Right, ...] = ()
    unknown: tuple[str, ...] = ()
    """A sentence's end each: "what ... allows does not show here"."""


def allowed_by(model: Model, role: Role, when: When, session: Sequence[Statement] = ()) -> Allowed:
    """What a role lets do, before a plan or after; `session`: statements that hold for its sessions as well."""
    unknown = [f"what {_called(name)} allows or denies" for name in _unknown(model, role, when)]
    if (role.before if when == "before" else role.after) is None:
        unknown.append(f"what the role {role.name} allows, which is not made here")
    found = [
        Right(grant, is_rough=name_of(document.name) is not None)
        for permission in role.permissions
        if (document := permission.before if when == "before" else permission.after)
        for grant in grants(document.statements, one_by_one=False)
    ]
    denied = grants((*role.allowed(when), *session), "Deny", one_by_one=False)
    boundary = model.boundary(role, when)
    if boundary and boundary.is_known and name_of(boundary.name) in (None, "AdministratorAccess"):
        found = [inner for right in found for inner in _bounded(right, boundary)]
        denied += grants(boundary.statements, "Deny", one_by_one=False)
    elif boundary and (found or unknown):
        unknown.append(f"what the permissions boundary {_called(boundary.name)} leaves of it")
    rights = (_but(right, denied) for right in _widest(found))
    return Allowed(tuple(sorted({each for each in rights if each}, key=str)), tuple(sorted(unknown)))


def _unknown(model: Model, role: Role, when: When) -> set[str]:
    """The policies of which nobody knows the text, but what AWS lists of a new role that has none of its own."""
    return {
        document.name or "an inline policy"
        for each in role.permissions
        if (document := each.before if when == "before" else each.after)
        and not document.is_known
        and (
            document.name
            or each.by.type != "aws_iam_role"
            or any(model.has(each.by, name) is not False for name in ("inline_policy", "managed_policy_arns"))
        )
    }


def _called(name: str) -> str:
    return name_of(name) or name or "a policy that is known after apply"


def _bounded(right: Right, boundary: Document) -> Iterable[Right]:
    """What is left of a right by each of a boundary's grants."""
    for each in grants(boundary.statements, one_by_one=False):
        if not each.meets(right.grant):
            continue
        grant = right.grant
        action = _narrower(grant.action, each.action, fold=True)
        resource = _narrower(grant.resource, each.resource)
        if action is None or resource is None:
            yield right._replace(within=(*right.within, each))
            continue
        yield right._replace(
            grant=Grant(
                action,
                resource,
                tuple(sorted({*grant.conditions, *each.conditions}, key=str)),
                _that_matter((*grant.but_actions, *each.but_actions), action, fold=True),
                _that_matter((*grant.but_resources, *each.but_resources), resource),
            )
        )


def _narrower(one: str, other: str, *, fold: bool = False) -> str | None:
    """Of two patterns that meet the one that is in the other; None where neither is."""
    folded = (one.lower(), other.lower()) if fold else (one, other)
    return one if covers_text(folded[1], folded[0]) else other if covers_text(*folded) else None


def _that_matter(excluded: Iterable[str], pattern: str, *, fold: bool = False) -> tuple[str, ...]:
    found = {each for each in excluded if (meet(each.lower(), pattern.lower()) if fold else meet(each, pattern))}
    return tuple(sorted(found))


def _widest(found: Iterable[Right]) -> list[Right]:
    """The rights that no other one has in it, those that are known exactly before those that are not."""
    ordered = sorted({*found}, key=lambda right: (right.is_rough, *narrowness(right.grant), str(right)))
    return _maximal(ordered, Right.covers, lambda right: right.grant)


def _maximal(ordered: Iterable[_T], covers: Callable[[_T, _T], bool], grant_of: Callable[[_T], Grant]) -> list[_T]:
    """Those that none before them has in it."""
    kept: list[_T] = []
    patterns: list[_T] = []
    others: dict[tuple[str, str], list[_T]] = {}  # by what they are of: of thousands, each is compared with few
    for each in ordered:
        grant = grant_of(each)
        alike = others.setdefault((grant.action.lower(), grant.resource), [])
        if not any(covers(other, each) for among in (patterns, alike) for other in among):
            kept.append(each)
            (alike if grant.is_one else patterns).append(each)
    return kept


def _but(right: Right, denied: Sequence[Grant]) -> Right | None:
    """A right with what is denied of it; None where that is all of it."""
    if _is_left_out(right.grant, right.grant) or any(each.covers(right.grant) for each in denied):
        return None
    unless = {each for each in denied if _may_deny(each, right.grant) and all(each.meets(own) for own in right.within)}
    widest = _maximal(sorted(unless, key=lambda each: (*narrowness(each), str(each))), Grant.covers, lambda each: each)
    return right._replace(unless=tuple(sorted(widest, key=str)))


def _may_deny(deny: Grant, grant: Grant) -> bool:
    """Whether a statement that denies takes anything of what another allows."""
    return deny.meets(grant) and not _is_left_out(deny, grant) and not _is_left_out(grant, deny)


def _is_left_out(of: Grant, grant: Grant) -> bool:
    """Whether what one grant excludes is all of the other."""
    return any(covers_text(each.lower(), grant.action.lower()) for each in of.but_actions) or any(
        covers_text(each, grant.resource) for each in of.but_resources
    )
