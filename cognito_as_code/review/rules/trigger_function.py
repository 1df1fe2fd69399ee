"""The functions that a pool calls at sign-in: their code, and whether the pool may call them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from ..addresses import without_indexes
from ..changes import Change, Plan, value_at
from ..facts import paths_about
from ..findings import Problem, Severity, rule
from ..ties import Uses, named_by, texts, type_of, uses
from ..wording import listed, named, shown

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg"
COGNITO = "cognito-idp.amazonaws.com"
FUNCTIONS = ["aws_lambda_alias", "aws_lambda_function"]
_ARN = re.compile(r"(arn:[\w-]+:lambda:[\w-]*:\d*:function:)?([\w-]+)(?::([\w$-]+))?")


def _triggers(plan: Plan) -> Uses:
    return uses(plan, ("aws_cognito_user_pool",), "lambda_config")


def function_name(text: str) -> str:
    """The function's name in what names it: name or ARN, with a version or alias or without."""
    found = _ARN.fullmatch(text)
    return found[2] if found else text


def pool_of(change: Change, plan: Plan) -> Change | None:
    """The pool that calls a function once the plan is applied."""
    triggers = _triggers(plan)
    if found := triggers.of(change, "arn", "qualified_arn", "invoke_arn"):
        return found
    if change.type != "aws_lambda_function":
        return None
    name = value_at(change.before, "function_name")
    if found := next(
        (user for text, user in triggers.texts.items() if ":function:" in text and function_name(text) == name), None
    ):
        return found
    aliases = [each for each in plan.by_type("aws_lambda_alias") if triggers.of(each, "arn")]
    bare = without_indexes(change.address)
    mine = [each for each in aliases if bare in each.references or value_at(each.before, "function_name") == name]
    return triggers.of(mine[0], "arn") if mine else None


@rule(
    "trigger-lost",
    "A function that sign-in needs goes away",
    severity="blocking",
    types=FUNCTIONS,
    means="The pool calls it and gets no answer: whatever the trigger is part of, such as sign-in or sign-up, fails "
    "for every user.",
    source=f"{GUIDE}/cognito-user-pools-working-with-lambda-triggers.html",
)
def trigger_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    limit = "reserved_concurrent_executions"
    pool = pool_of(change, plan) if change.before is not None and change.action not in ("no-op", "move") else None
    if pool is None:
        return
    if change.action == "delete" and not _is_named_elsewhere(change, pool, plan):
        yield Problem(f"deletes it, and {named(pool.address)} still calls it", "Take the trigger from the pool first")
    elif change.action == "replace":
        what = f"replaces it: until the new one is there, and {named(pool.address)} may call it, the trigger fails"
        yield Problem(what, "Make the new one beside it, and swap the trigger", "warning")
    elif change.differs(limit) and change.becomes(limit) == 0:
        yield Problem(f"sets {named(limit)} to 0, so that nobody can call it", "Let it run")


def _is_named_elsewhere(change: Change, pool: Change, plan: Plan) -> bool:
    """Whether the configuration has the pool call another one, of which only the ARN is not known yet."""
    makes = named_by(pool, "lambda_config", plan, *FUNCTIONS)
    return pool.has_unknown("lambda_config") and any(each.action == "create" for each in makes)


@rule(
    "trigger-code-changed",
    "What decides about sign-ins is changed",
    severity="warning",
    types=FUNCTIONS,
    means="A trigger can let users in, keep them out, write their tokens' claims, and read codes that are sent.",
    source=f"{GUIDE}/cognito-user-pools-working-with-lambda-triggers.html",
)
def trigger_code_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.action != "update" or (pool := pool_of(change, plan)) is None:
        return
    changed = [
        path
        for path in paths_about(change.type, "code")
        if change.was(path) != change.becomes(path)
        and (change.was(path) or change.becomes(path) or change.has_unknown(path))
    ]
    if changed:
        yield Problem(
            f"changes {listed(changed)}, and {named(pool.address)} calls it", "Review the function's code as well"
        )


@rule(
    "trigger-permission-lost",
    "The pool may no longer call its function",
    severity="blocking",
    types=["aws_lambda_permission"],
    means="Whatever the trigger is part of, such as sign-in or sign-up, fails for every user with an error.",
    source=f"{LAMBDA}/access-control-resource-based.html",
)
def trigger_permission_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    pool = _calling(change, plan)
    if pool is None or change.before is None or change.before.get("principal") not in (COGNITO, "*"):
        return
    if change.action == "delete":
        if not _may_still(change, plan):
            yield Problem(f"deletes it, and {named(pool.address)} still calls the function", "Keep the permission")
    elif change.stays and (lost := [*_no_longer(change, pool)]):
        yield Problem(
            f"{' and '.join(lost)}: {named(pool.address)} may no longer call it", "Keep the permission as it is"
        )
    elif change.action == "replace" and not _widens(change) and change.actions[0] == "delete":
        what = f"replaces it: in between {named(pool.address)} may not call the function"
        yield Problem(what, "Set create_before_destroy with another statement_id, or apply when few sign in", "note")


def _calling(change: Change, plan: Plan) -> Change | None:
    """The pool that calls the function of a permission."""
    triggers = _triggers(plan)
    names = {function_name(text) for text in texts(value_at(change.before or change.after, "function_name"))}
    for text, user in triggers.texts.items():
        if ":function:" in text and function_name(text) in names:
            return user
    for address in change.named.get("function_name", frozenset()):
        if type_of(address) in FUNCTIONS and address in triggers.addresses:
            return triggers.addresses[address]
    return None


def _may_still(change: Change, plan: Plan) -> bool:
    """Whether another permission lets Cognito call the same function."""
    name = next(texts(value_at(change.before, "function_name")), "")
    for each in plan.by_type("aws_lambda_permission"):
        other = next(texts(value_at(each.after, "function_name")), "")
        is_same = function_name(other) == function_name(name) if other else bool(each.named.get("function_name"))
        if each is not change and each.after is not None and is_same and each.after.get("principal") in (COGNITO, "*"):
            return True
    return False


def _no_longer(change: Change, pool: Change) -> Iterator[str]:
    for path in ("principal", "function_name", "action"):
        if change.differs(path) and not (path == "principal" and change.becomes(path) == "*"):
            if path == "function_name" and function_name(str(change.was(path))) == function_name(
                str(change.becomes(path))
            ):
                continue
            if path == "action" and fnmatchcase("lambda:invokefunction", str(change.becomes(path)).lower()):
                continue
            yield f"sets {named(path)} from {shown(change.was(path))} to {shown(change.becomes(path))}"
    becomes, arn = change.becomes("source_arn"), value_at(pool.before, "arn")
    if change.differs("source_arn") and isinstance(becomes, str) and isinstance(arn, str) and becomes:
        pattern = re.escape(becomes).replace(r"\*", ".*").replace(r"\?", ".")
        if not re.fullmatch(pattern, arn):
            yield f"allows {shown(becomes)} alone"


def _widens(change: Change) -> bool:
    return next(_wider(change), None) is not None


def _wider(change: Change) -> Iterator[tuple[str, Severity]]:
    was_arn, arn = (change.was("source_arn"), change.becomes("source_arn"))
    account = change.becomes("source_account")
    if change.becomes("principal") == "*" and change.was("principal") != "*":
        yield "lets everybody call it", "blocking"
    if change.differs("source_arn") and was_arn and not arn:
        lets = f"any pool of the account {shown(account)}" if account else "every pool of every AWS account"
        yield f"no longer asks for {named('source_arn')}: {lets} may call it", "warning" if account else "blocking"
    elif change.differs("source_arn") and isinstance(arn, str) and arn.count("*") > str(was_arn).count("*"):
        yield f"lets every pool that {shown(arn)} matches call it", "warning"
    if change.differs("source_account") and change.was("source_account") and not account:
        asks = bool(arn) or change.is_unknown("source_arn")
        yield f"no longer asks for {named('source_account')}", "warning" if asks else "blocking"


@rule(
    "trigger-permission-widened",
    "Others may call the pool's function",
    severity="blocking",
    types=["aws_lambda_permission"],
    means="Somebody else's pool, or anybody, can hand it made-up users and read what it answers.",
    source=f"{LAMBDA}/access-control-resource-based.html",
)
def trigger_permission_is_widened(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or _calling(change, plan) is None:
        return
    for what, severity in _wider(change):
        yield Problem(what, "Keep the pool's ARN in source_arn", severity)
