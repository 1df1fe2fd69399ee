"""Who may take a role: what a trust policy lets in after a change and did not before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .findings import Severity
from .iam import is_cognito
from .policies import Condition, Statement, covers_text, meet

_ACCOUNT = re.compile(r"(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?")
_ARN_ACCOUNT = re.compile(r"arn:[\w-]+:(?:iam|sts)::(\d{12}):")
_LIMITS = (
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:sourceaccount",
)
_ASSUME = ("sts:assumerole", "sts:assumerolewithwebidentity", "sts:assumerolewithsaml")


class Trust(NamedTuple):
    """That one principal may take a role under conditions."""

    kind: str
    name: str
    conditions: tuple[Condition, ...]

    @property
    def is_cognitos(self) -> bool:
        """Whether it is Cognito."""
        return is_cognito(self.name)

    @property
    def is_everybody(self) -> bool:
        """Whether it is everybody."""
        return "*" in self.name and self.kind in ("AWS", "*")

    def covers(self, other: Trust) -> bool:
        """Whether whoever the other lets in, this does."""
        return self.same(other) and all(any(own.implies(mine) for own in other.conditions) for mine in self.conditions)

    def same(self, other: Trust) -> bool:
        """Whether it is the same principal, or has it in it."""
        if self.is_everybody and self.kind in ("*", other.kind):
            return True
        if self.kind != other.kind:
            return False
        account = _ACCOUNT.fullmatch(self.name)
        inner = _ACCOUNT.fullmatch(other.name) or _ARN_ACCOUNT.match(other.name)
        return covers_text(self.name, other.name) or bool(account and inner and account[1] == inner[1])

    def __str__(self) -> str:
        conditions = f" if {' and '.join(map(str, self.conditions))}" if self.conditions else " without a condition"
        return f"{self.kind} {self.name}{conditions}"


class Weakness(NamedTuple):
    """What a trust policy lets in, what to do, and how bad that is."""

    what: str
    instead: str
    severity: Severity


def trusted(found: Iterable[Statement]) -> list[Trust]:
    """Whom statements let take a role; those that a statement denies outright are out."""
    said = [each for each in found if _is_to_assume(each)]
    denied = [
        Trust(kind, name, ())
        for each in said
        if not each.allows and not each.conditions and not each.but_principals
        for kind, name in each.principals
    ]
    allowed = [Trust(kind, name, each.conditions) for each in said if each.allows for kind, name in each.principals]
    return [each for each in allowed if not any(no.covers(each) for no in denied)]


def _is_to_assume(statement: Statement) -> bool:
    return any(meet(action.lower(), each) for action in statement.actions for each in _ASSUME)


def weaknesses(
    before: Sequence[Statement], after: Sequence[Statement], *, account: str, kinds: set[str], has_tags: bool
) -> Iterator[Weakness]:
    """Whom a trust policy lets in that it did not."""
    old, new = trusted(before), trusted(after)
    for each in dict.fromkeys(new):
        if any(other.covers(each) for other in old):
            continue
        same = [other for other in old if other.same(each) and not other.is_everybody]
        if not same:
            yield _added(each, account)
        elif each.is_cognitos and each.kind == "Federated":
            yield from _loosened_for_cognito(each, same)
        else:
            gone = [own for own in same[0].conditions if not any(mine.implies(own) for mine in each.conditions)]
            listed = ", ".join(map(str, gone))
            what = f"lets {each.name} take it with less: it no longer asks for {listed}"
            yield Weakness(what, f"Keep the condition on {gone[0].key}" if gone else "Keep the conditions", "blocking")
    yield from _lost(old, new, kinds)
    yield from _more(before, after, has_tags)


def first_weaknesses(after: Sequence[Statement], *, account: str, kinds: set[str]) -> Iterator[Weakness]:
    """What is wrong with the trust policy of a role that is made now."""
    for each in dict.fromkeys(trusted(after)):
        if each.is_everybody:
            yield _added(each, account)
        elif each.is_cognitos and each.kind == "Federated":
            if not _aud(each):
                yield _any_pool(each)
            elif kinds == {"authenticated"} and not _amr(each, "authenticated"):
                yield _any_guest(each, "blocking" if amr_values(each) else "warning")
        elif _account_of(each, account):
            yield _added(each, account)


def _added(trust: Trust, account: str) -> Weakness:
    under = f" if {' and '.join(map(str, trust.conditions))}" if trust.conditions else ""
    keys = {each.key.lower() for each in trust.conditions if not each.passes_when_absent}
    if trust.is_everybody:
        severity: Severity = "warning" if keys & {*_LIMITS} else "blocking"
        who = "anybody in any AWS account" if not trust.conditions else "anybody"
        return Weakness(f"lets {who} take it{under}: principal {trust.name}", "Name who may, in principals", severity)
    if trust.kind == "AWS":
        other = _account_of(trust, account)
        if not other:
            what = f"lets {trust.name} of this account take it{under}"
            return Weakness(what, "Keep it to Cognito, and give others a role of their own", "warning")
        has_id = "sts:externalid" in keys
        what = f"lets {trust.name}, of another AWS account ({other}), take it{under}"
        what += "" if has_id else ", without an external id"
        instead = "Remove the principal, or give that account a role of its own with a condition on sts:ExternalId"
        return Weakness(what, instead, "warning" if has_id else "blocking")
    if trust.kind == "Federated":
        if trust.is_cognitos:
            loose = [*_loosened_for_cognito(trust, [])]
            where = ", ".join(sorted(aud_values(trust))) or "any identity pool"
            what = f"now trusts Cognito, for users of {where}{under}"
            return loose[0] if loose else Weakness(what, "Check that this role is for them", "warning")
        what = f"lets whoever {trust.name} signs in take it{under}"
        return Weakness(what, "Give users of another provider a role of their own", "blocking")
    if trust.kind == "Service":
        if trust.is_cognitos:
            return Weakness(f"lets {trust.name} take it{under}", "Check that Cognito is to act with it", "warning")
        what = f"lets the service {trust.name} take it{under}"
        return Weakness(what, "Give the service a role of its own", "warning")
    return Weakness(f"lets {trust.kind} {trust.name} take it{under}", "Check who that is", "blocking")


def _account_of(trust: Trust, account: str) -> str:
    """The other AWS account that a principal is in; "" for this one, and where that is not known."""
    if trust.kind != "AWS":
        return ""
    found = _ACCOUNT.fullmatch(trust.name) or _ARN_ACCOUNT.match(trust.name)
    return found[1] if found and found[1] != account else ""


def _loosened_for_cognito(trust: Trust, old: Sequence[Trust]) -> Iterator[Weakness]:
    """Which condition no longer keeps other identity pools, or guests, out."""
    pools = {value for each in old for value in aud_values(each)}
    if not _aud(trust):
        yield _any_pool(trust)
    elif pools and (others := {each for each in aud_values(trust) if not any(covers_text(own, each) for own in pools)}):
        now, was = ", ".join(sorted(others)), ", ".join(sorted(pools))
        what = (
            f"trusts the identity pool {now} instead of {was}"
            if not pools & aud_values(trust)
            else f"trusts the identity pool {now}, too"
        )
        yield Weakness(f"{what}: its users may take the role", f"Keep {_aud_key(trust)} = {was}", "blocking")
    if not _amr(trust, "authenticated") and (not old or any(_amr(each, "authenticated") for each in old)):
        if not amr_values(trust) or old or "unauthenticated" not in amr_values(trust):
            yield _any_guest(trust, "blocking")
    elif not _amr(trust, "unauthenticated") and any(_amr(each, "unauthenticated") for each in old):
        yield Weakness("is for signed-in users and no longer for guests alone", "Check who is to have it", "warning")
    elif old and _aud(trust) and not pools - aud_values(trust) and not aud_values(trust) - pools:
        gone = [
            own
            for own in old[0].conditions
            if not any(mine.implies(own) for mine in trust.conditions) and not _is_amr(own)
        ]
        if gone:
            what = f"no longer asks for {', '.join(map(str, gone))}"
            yield Weakness(f"{what}: more users may take the role", "Keep the condition", "blocking")


def _any_pool(trust: Trust) -> Weakness:
    loose = [each for each in trust.conditions if each.key.lower().endswith(":aud")]
    why = f"{loose[0]} holds nobody off" if loose else "no condition on aud"
    what = f"lets users of any identity pool, of any AWS account, take it: {why}"
    pool = "aws_cognito_identity_pool.NAME.id"
    instead = f'Keep condition {{ test = "StringEquals", variable = "{_aud_key(trust)}", values = [{pool}] }}'
    return Weakness(what, instead, "blocking")


def _any_guest(trust: Trust, severity: Severity) -> Weakness:
    loose = [each for each in trust.conditions if _is_amr(each)]
    why = "no condition on amr"
    if loose:
        why = f"{loose[0]}"
        if loose[0].passes_when_absent:
            why += " passes when amr is not there at all"
    what = f"lets guests of the identity pool take it, without signing in: {why}"
    key = f"{trust.name}:amr"
    instead = f'Keep condition {{ test = "ForAnyValue:StringLike", variable = "{key}", values = ["authenticated"] }}'
    return Weakness(what, instead, severity)


def _lost(old: Sequence[Trust], new: Sequence[Trust], kinds: set[str]) -> Iterator[Weakness]:
    """That Cognito itself is let in no more."""
    for each in dict.fromkeys(old):
        if each.is_cognitos and not any(
            other.is_everybody or (other.kind == each.kind and other.is_cognitos) for other in new
        ):
            who = "users get no credentials" if each.kind == "Federated" else "Cognito cannot act with it"
            severity: Severity = "blocking" if kinds - {"trust", "service"} else "warning"
            yield Weakness(f"no longer trusts {each.name}: {who}", "Keep Cognito among the principals", severity)
            return


def _more(before: Sequence[Statement], after: Sequence[Statement], has_tags: bool) -> Iterator[Weakness]:
    """Session tags that whoever takes the role may set, and what is denied no more."""

    def tags(found: Sequence[Statement]) -> bool:
        return any(
            each.allows and any(meet(action.lower(), "sts:tagsession") for action in each.actions) for each in found
        )

    if tags(after) and not tags(before) and not has_tags:
        what = "lets sessions carry tags (sts:TagSession), though no principal tags are mapped here"
        yield Weakness(
            what, "Leave it out, or map them with aws_cognito_identity_pool_provider_principal_tag", "warning"
        )
    denies = [each for each in before if not each.allows]
    gone = [each for each in denies if each not in after and not _is_denied(each, after)]
    if gone:
        listed = ", ".join(f"{kind} {name}" for each in gone for kind, name in each.principals)
        conditions = " and ".join(str(each) for statement in gone for each in statement.conditions)
        what = f"no longer denies {listed}{f' if {conditions}' if conditions else ''} to take it"
        yield Weakness(what, 'Keep the statement with effect = "Deny"', "blocking")


def _is_denied(deny: Statement, after: Sequence[Statement]) -> bool:
    """Whether others deny it all the same, or it denies nobody who is let in."""
    return any(
        not each.allows
        and {*deny.principals} <= {*each.principals}
        and all(any(own.implies(mine) for own in deny.conditions) for mine in each.conditions)
        and all(any(covers_text(wide.lower(), action.lower()) for wide in each.actions) for action in deny.actions)
        for each in after
    )


def _aud(trust: Trust) -> bool:
    """Whether a condition holds off other identity pools."""
    return any(
        each.key.lower().endswith(":aud")
        and each.plain_operator in ("stringequals", "stringlike", "stringequalsignorecase")
        and not each.passes_when_absent
        and not (each.plain_operator == "stringlike" and any("*" in value or "?" in value for value in each.values))
        for each in trust.conditions
    )


def aud_values(trust: Trust) -> set[str]:
    """The identity pools whose users a condition asks for; none where no condition does."""
    return {
        v
        for each in trust.conditions
        if each.key.lower().endswith(":aud") and not each.is_negative
        for v in each.values
    }


def _is_amr(condition: Condition) -> bool:
    return condition.key.lower().endswith(":amr")


def amr_values(trust: Trust) -> set[str]:
    """How a condition asks users to have signed in; none where no condition does."""
    return {value for each in trust.conditions if _is_amr(each) and not each.is_negative for value in each.values}


def _amr(trust: Trust, kind: str) -> bool:
    """Whether a condition lets this kind of users in alone."""
    other = "unauthenticated" if kind == "authenticated" else "authenticated"
    return any(
        _is_amr(each)
        and not each.passes_when_absent
        and not each.is_negative
        and not any(covers_text(value, other) for value in each.values)
        for each in trust.conditions
    )


def _aud_key(trust: Trust) -> str:
    return f"{trust.name}:aud"
