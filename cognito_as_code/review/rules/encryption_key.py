"""The key that what a pool sends to its own sender functions is encrypted with."""

from __future__ import annotations

from collections.abc import Iterator

from ..addresses import without_indexes
from ..changes import Change, Plan, value_at
from ..findings import Problem, rule
from ..ties import uses
from ..wording import named

LAMBDA = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html"
_ON_KEYS = ("aws_kms_grant", "aws_kms_key_policy")


def _pool(change: Change, plan: Plan) -> Change | None:
    """The pool that encrypts with a key, or with the key that a policy, grant or alias is of."""
    used = uses(plan, ("aws_cognito_user_pool",), "lambda_config", "lambda_config.kms_key_id")
    if change.type in ("aws_kms_key", "aws_kms_alias"):
        return used.of(change, "arn")
    key = str(value_at(change.before, "key_id"))
    for text, pool in used.texts.items():
        if text == key or text.endswith(f"key/{key}"):
            return pool
    names = change.named.get("key_id", frozenset())
    return next((used.addresses[each] for each in map(without_indexes, sorted(names)) if each in used.addresses), None)


@rule(
    "key-lost",
    "Codes cannot be encrypted",
    severity="blocking",
    types=["aws_kms_alias", "aws_kms_key"],
    means="The pool sends its codes through functions that decrypt them with this key: without it no user gets a code.",
    source=LAMBDA,
)
def key_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.before is None or (pool := _pool(change, plan)) is None:
        return
    uses_it = f"while {named(pool.address)} encrypts with it"
    if change.is_lost:
        done = "replaces" if change.action == "replace" else "deletes"
        schedules = ", which schedules its deletion," if change.type == "aws_kms_key" else ""
        yield Problem(f"{done} it{schedules} {uses_it}", "Keep the key")
    elif change.differs("is_enabled") and change.becomes("is_enabled") is False:
        yield Problem(f"disables it {uses_it}", "Leave it enabled")
    elif change.type == "aws_kms_alias" and change.differs("target_key_id"):
        yield Problem(f"has it stand for another key {uses_it}", "Keep the key")


@rule(
    "key-access-changed",
    "Others may, or may no longer, decrypt codes",
    severity="warning",
    types=["aws_kms_key", *_ON_KEYS],
    means="Whoever may use the key can read users' codes; if Cognito or the sender function no longer may, no code is "
    "sent.",
    source=LAMBDA,
)
def key_access_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.before is None or change.action in ("no-op", "move") or (pool := _pool(change, plan)) is None:
        return
    uses_it = f"of the key that {named(pool.address)} encrypts with"
    if change.type in _ON_KEYS and change.is_lost:
        done = "replaces" if change.action == "replace" else "deletes"
        yield Problem(f"{done} a {'grant' if change.type == 'aws_kms_grant' else 'policy'} {uses_it}", "Keep it")
    elif change.stays and not change.is_lost and (change.differs("policy") or change.is_unknown("policy")):
        yield Problem(f"changes the `policy` {uses_it}", "Check that Cognito and the sender function may use it")
