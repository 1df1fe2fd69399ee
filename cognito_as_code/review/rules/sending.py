"""What e-mail from a pool goes through: SES identities, what proves them, and configuration sets."""

from __future__ import annotations

from collections.abc import Iterator

from ..changes import Change, Plan, value_at
from ..facts import paths_about
from ..findings import Problem, rule
from ..ties import texts, uses
from ..wording import listed, named

SES = "https://docs.aws.amazon.com/ses/latest/dg"
POOL = ("aws_cognito_user_pool",)
_IDENTITIES = {
    "aws_ses_domain_identity": "domain",
    "aws_ses_email_identity": "email",
    "aws_sesv2_email_identity": "email_identity",
}
_PROOFS = {
    "aws_ses_domain_dkim": "domain",
    "aws_ses_domain_mail_from": "domain",
    "aws_ses_identity_policy": "identity",
    "aws_sesv2_email_identity_mail_from_attributes": "email_identity",
    "aws_sesv2_email_identity_policy": "email_identity",
}
_SETS = {"aws_ses_configuration_set": "name", "aws_sesv2_configuration_set": "configuration_set_name"}
_RECORDS = ("_domainkey", "_amazonses", "_dmarc")


def senders(plan: Plan) -> dict[str, Change]:
    """The names of SES identities that pools send with -> the pool."""
    key = "senders"
    if key not in plan.indexes:
        sources = uses(plan, POOL, "email_configuration", "email_configuration.source_arn")
        plan.indexes[key] = {
            text.partition(":identity/")[2]: user for text, user in sources.texts.items() if ":identity/" in text
        }
    found: dict[str, Change] = plan.indexes[key]
    return found


def _sender(change: Change, path: str, plan: Plan) -> Change | None:
    """The pool that sends with an identity: with its address, or with any of its domain."""
    used = senders(plan)
    for text in texts(value_at(change.before, path)):
        name = text.partition(":identity/")[2] or text
        for each, pool in used.items():
            if each == name or (path != "email" and each.endswith(f"@{name}") and f"@{name}" not in used):
                return pool
    return uses(plan, POOL, "email_configuration", "email_configuration.source_arn").of(change, "arn")


def _is_made_anew(change: Change, path: str, plan: Plan) -> bool:
    """Whether another resource has the same name after."""
    name = value_at(change.before, path)
    return any(
        each is not change and value_at(each.after, other) == name
        for type_, other in {**_IDENTITIES, **_SETS, **_PROOFS}.items()
        for each in plan.by_type(type_)
        if type_ == change.type or (change.type in _IDENTITIES and type_ in _IDENTITIES)
    )


@rule(
    "sender-lost",
    "Nothing that the pool sends goes out",
    severity="blocking",
    types=[*_IDENTITIES, *_SETS],
    means="Users get no codes and no invitations: whoever needs one, to sign in, to sign up or for a new password, is "
    "shut out.",
    source=f"{SES}/creating-identities.html",
)
def sender_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.type in _SETS:
        yield from _set_is_lost(change, plan)
        return
    path = _IDENTITIES[change.type]
    if change.is_lost and (pool := _sender(change, path, plan)) and not _is_made_anew(change, path, plan):
        done = "replaces it, and the new one has to be verified" if change.action == "replace" else "deletes it"
        yield Problem(f"{done}, while {named(pool.address)} sends with it", "Keep the identity")


def _set_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    argument, path = "email_configuration", _SETS[change.type]
    sets = uses(plan, POOL, argument, f"{argument}.configuration_set")
    pool = sets.texts.get(str(value_at(change.before, path)))
    sending = "sending_enabled" if change.type == "aws_ses_configuration_set" else "sending_options.sending_enabled"
    if pool is None:
        return
    if change.is_lost and not _is_made_anew(change, path, plan):
        done = "replaces" if change.action == "replace" else "deletes"
        yield Problem(f"{done} it, while {named(pool.address)} sends with it", "Take it from the pool first")
    elif change.differs(sending) and change.becomes(sending) is False:
        yield Problem(f"sets {named(sending)} to false, while {named(pool.address)} sends with it", "Leave it on")


@rule(
    "sending-weakened",
    "Messages may not arrive",
    severity="warning",
    types=[*_PROOFS, "aws_route53_record", "aws_sesv2_email_identity"],
    means="Mail servers throw away, or mark as spam, what nothing proves to be sent for its domain; without a policy "
    "that lets it, Cognito may not send at all.",
    source=f"{SES}/send-email-authentication-dkim.html",
)
def sending_is_weakened(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.type == "aws_route53_record":
        yield from _record_is_lost(change, plan)
        return
    path = _PROOFS.get(change.type) or _IDENTITIES[change.type]
    if change.before is None or change.action in ("no-op", "move") or (pool := _sender(change, path, plan)) is None:
        return
    if change.type in _PROOFS and change.is_lost and not _is_made_anew(change, path, plan):
        done = "replaces" if change.action == "replace" else "deletes"
        yield Problem(f"{done} it, while {named(pool.address)} sends with it", "Keep it")
    elif changed := [each for each in paths_about(change.type, "sending") if change.differs(each)]:
        yield Problem(
            f"changes {listed(changed)}, while {named(pool.address)} sends with it", "Send a message to try it"
        )


def _record_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    """DNS records by which mail servers, and SES, know a domain."""
    name = str(value_at(change.before, "name") or "").rstrip(".")
    domains = {each.partition("@")[2] or each for each in senders(plan)}
    proves = any(part in name for part in _RECORDS) and any(name.endswith(f".{each}") for each in domains)
    if not (proves or name in _mail_from(plan)) or change.before is None:
        return
    kind, records = value_at(change.before, "type"), set(texts(change.was("records")))
    others = [each for each in plan.by_type("aws_route53_record") if each is not change and each.after is not None]
    if any(str(each.becomes("name")).rstrip(".") == name and each.becomes("type") == kind for each in others):
        return
    if change.is_lost:
        done = "replaces" if change.action == "replace" else "deletes"
        yield Problem(f"{done} the {named(str(kind))} record {named(name)}, which proves who sends", "Keep the record")
    elif change.differs("records") and records - set(texts(change.becomes("records"))):
        yield Problem(f"changes what the {named(str(kind))} record {named(name)} says", "Keep what proves who sends")


def _mail_from(plan: Plan) -> set[str]:
    kinds = ("aws_ses_domain_mail_from", "aws_sesv2_email_identity_mail_from_attributes")
    return {str(value_at(each.before, "mail_from_domain")) for each in plan.by_type(*kinds)} - {"None"}
