"""What filters requests to a pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..addresses import without_indexes
from ..changes import Change, Plan, value_at
from ..findings import Problem, Severity, rule
from ..ties import is_cognitos, texts
from ..wording import joined, listed, named, shown

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
_ASSOCIATION = "aws_wafv2_web_acl_association"


def guards_a_pool(change: Change) -> bool:
    """Whether a web ACL's association is with a pool."""
    named_ = change.named.get("resource_arn", frozenset())
    values = (value_at(each, "resource_arn") for each in (change.before, change.after))
    return any(is_cognitos(text) for text in (*texts(list(values)), *named_))


@rule(
    "web-acl-detached",
    "Nothing filters requests any more",
    severity="blocking",
    types=[_ASSOCIATION],
    means="Bots may try passwords and codes as fast as Cognito answers.",
    source=f"{GUIDE}/user-pool-waf.html",
)
def web_acl_is_detached(change: Change, plan: Plan) -> Iterator[Problem]:
    if not guards_a_pool(change) or not change.is_lost or plan.loses_its_owner(change):
        return
    was, becomes = (value_at(values, "resource_arn") for values in (change.before, change.after))
    others = [each for each in plan.by_type(_ASSOCIATION) if each is not change and each.action == "create"]
    if any(value_at(each.after, "resource_arn") == was for each in others):
        return
    if change.action != "replace":
        yield Problem("deletes it", "Keep the web ACL before the pool")
    elif change.differs("resource_arn") and isinstance(becomes, str) and is_cognitos(str(was)):
        yield Problem(f"puts it before {shown(becomes)} instead", "Make a second association for that")
    elif not {*change.because} <= {"resource_arn"}:
        yield Problem("replaces it: in between nothing is filtered", "Apply when few sign in", "warning")


def _guarded(change: Change, plan: Plan) -> str:
    """The association that puts a web ACL before a pool, "" where there is none."""
    for each in plan.by_type(_ASSOCIATION):
        is_its = without_indexes(change.address) in each.named.get("web_acl_arn", ())
        arn = value_at(change.before, "arn")
        has_arn = arn is not None and arn in (value_at(each.before, "web_acl_arn"), value_at(each.after, "web_acl_arn"))
        if (is_its or has_arn) and guards_a_pool(each):
            return each.address
    return ""


@rule(
    "web-acl-weakened",
    "Requests are filtered less",
    severity="blocking",
    types=["aws_wafv2_web_acl"],
    means="What was kept from the pool gets through: bots may try passwords and codes.",
    source="https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-testing-activities.html",
)
def web_acl_is_weakened(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or change.action == "no-op" or not _guarded(change, plan):
        return
    was, becomes = (_rules(values) for values in (change.before, change.after))
    if not change.is_unknown("rule"):
        gone = sorted(was.keys() - becomes.keys())
        blocking = [name for name in gone if _stops(was[name])]
        if was and not becomes:
            yield Problem(f"removes every rule: {listed(gone)}", "Keep the rules")
        elif blocking:
            yield Problem(f"removes the rules {listed(blocking)}", "Keep them", "warning")
        for name in sorted(was.keys() & becomes.keys()):
            yield from _weaker(name, was[name], becomes[name])
        for name in sorted(becomes.keys() - was.keys()):
            if "allow" in _action(becomes[name], "action"):
                yield Problem(f"adds the rule {named(name)}, which lets through what it matches", "Check it", "warning")
    if "block" in _action(change.before or {}, "default_action") and "allow" in _action(
        change.after or {}, "default_action"
    ):
        yield Problem("lets through by default what no rule matches", "Keep `default_action` as it is")


def _rules(values: Mapping[str, Any] | None) -> dict[str, Mapping[str, Any]]:
    return {str(each.get("name")): each for each in (values or {}).get("rule") or []}


def _action(values: Mapping[str, Any], name: str) -> set[str]:
    """The words in an action's block."""
    block = value_at(values, name)
    block = block[0] if isinstance(block, list) and block else block
    return {word for word, inner in block.items() if inner} if isinstance(block, Mapping) else set()


def _stops(rule_: Mapping[str, Any]) -> bool:
    """Whether it keeps anything out, or lets nobody through without a proof."""
    return bool(
        _action(rule_, "action") & {"block", "captcha", "challenge"} or "none" in _action(rule_, "override_action")
    )


def _said(value: Any) -> Any:
    """A block without what says nothing: the provider has null before and "" after, for the same."""
    if isinstance(value, Mapping):
        return {name: said for name, each in value.items() if (said := _said(each)) not in (None, "", [])}
    return [_said(each) for each in value] if isinstance(value, list) else value


def _weaker(name: str, was: Mapping[str, Any], becomes: Mapping[str, Any]) -> Iterator[Problem]:
    if _stops(was) and not _stops(becomes):
        words = sorted(_action(becomes, "action") | _action(becomes, "override_action"))
        yield Problem(
            f"has the rule {named(name)} {joined(words) or 'do nothing'} where it stopped requests", "Let it stop them"
        )
        return
    if counted := sorted(_counted(becomes) - _counted(was)):
        what = f"has the rule {named(name)} only count what {listed(counted)} of its group match"
        yield Problem(what, "Let them stop requests")
    old, new = (value_at(each, "statement.rate_based_statement.limit") for each in (was, becomes))
    severity: Severity = "warning"
    if isinstance(old, int) and isinstance(new, int) and new > old:
        what = f"lets the rule {named(name)} take {new:,} requests of one sender where it took {old:,}"
        yield Problem(what, "Keep the limit", severity)
    elif old is None and _stops(was) and _said(was.get("statement")) != _said(becomes.get("statement")) and not counted:
        yield Problem(f"changes what the rule {named(name)} matches", "Check what is no longer matched", severity)


def _counted(rule_: Mapping[str, Any]) -> set[str]:
    """Those of a managed group's rules that only count."""
    group = value_at(rule_, "statement.managed_rule_group_statement")
    group = group[0] if isinstance(group, list) and group else group
    if not isinstance(group, Mapping):
        return set()
    overrides = group.get("rule_action_override") or []
    counted = {str(each.get("name")) for each in overrides if "count" in _action(each, "action_to_use")}
    return counted | {str(each.get("name")) for each in group.get("excluded_rule") or []}
