"""What a pool's own domain stands on: its DNS record and its certificate."""

from __future__ import annotations

from collections.abc import Iterator

from ..changes import Change, Plan, value_at
from ..findings import Problem, Severity, rule
from ..ties import texts, uses
from ..wording import named, shown

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
DOMAIN = ("aws_cognito_user_pool_domain",)
_RECORD = "aws_route53_record"
_TARGETS = ("cloudfront_distribution", "cloudfront_distribution_arn")


def _targets(change: Change, plan: Plan, *, is_after: bool) -> bool:
    """Whether a record leads to a pool's domain."""
    values = change.after if is_after else change.before
    found = {text.rstrip(".") for path in ("alias.name", "records") for text in texts(value_at(values, path))}
    where = {text for each in plan.by_type(*DOMAIN) for path in _TARGETS for text in texts(value_at(each.before, path))}
    unknown = is_after and (change.has_unknown("alias") or change.has_unknown("records"))
    names = change.named.get("alias", frozenset()) | change.named.get("records", frozenset())
    return bool(found & where) or (unknown and any(DOMAIN[0] in each for each in names))


def _domain(change: Change, plan: Plan) -> Change | None:
    """The domain whose name a record has, or that it leads to."""
    name = str(value_at(change.before, "name") or "").rstrip(".")
    leads = _targets(change, plan, is_after=False)
    for each in plan.by_type(*DOMAIN):
        own = value_at(each.before, "domain")
        if own == name and ("." in name) and (leads or value_at(change.before, "type") in ("A", "AAAA", "CNAME")):
            return each
    return None


@rule(
    "login-record-lost",
    "The sign-in pages cannot be found",
    severity="blocking",
    types=[_RECORD],
    means="Browsers and applications find nothing at the pool's own domain: nobody signs in there, or gets new tokens.",
    source=f"{GUIDE}/cognito-user-pools-add-custom-domain.html",
)
def login_record_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.before is None or change.action in ("no-op", "move") or (domain := _domain(change, plan)) is None:
        return
    if domain.is_lost or _is_elsewhere(change, plan):
        return
    severity: Severity = "warning" if value_at(change.before, "type") == "AAAA" else "blocking"
    where = named(domain.address)
    if change.action == "replace" and value_at(change.before, "name") == value_at(change.after, "name"):
        yield Problem(f"replaces it: in between {where} is not found", "Apply when few sign in", "warning")
    elif change.is_lost:
        yield Problem(f"{'replaces' if change.after else 'deletes'} it, by which {where} is found", "Keep it", severity)
    elif _targets(change, plan, is_after=False) and not _targets(change, plan, is_after=True):
        target = next(texts(value_at(change.after, "alias.name") or change.becomes("records")), "what is not known yet")
        yield Problem(f"has it lead to {shown(target)}, and not to {where}", "Lead it to the domain's distribution")


def _is_elsewhere(change: Change, plan: Plan) -> bool:
    """Whether another record is made of the same name and type."""
    name, kind = (str(value_at(change.before, path)).rstrip(".") for path in ("name", "type"))
    return any(
        each is not change
        and value_at(each.after, "type") == kind
        and str(value_at(each.after, "name")).rstrip(".") == name
        for each in plan.by_type(_RECORD)
    )


@rule(
    "login-certificate-lost",
    "The sign-in pages lose their certificate",
    severity="blocking",
    types=["aws_acm_certificate"],
    means="Without a valid certificate browsers and applications refuse the pool's own domain, and AWS refuses to "
    "delete one in use: the apply stops half-way.",
    source=f"{GUIDE}/cognito-user-pools-add-custom-domain.html",
)
def login_certificate_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    domain = uses(plan, DOMAIN, "certificate_arn").of(change, "arn")
    if domain is None or not change.is_lost or domain.action == "create":
        return
    if change.action == "delete" and not domain.has_unknown("certificate_arn"):
        yield Problem(f"deletes it, while {named(domain.address)} has it", "Keep it until the domain has another")
    elif change.action == "replace" and change.actions[0] == "delete":
        instead = "Set create_before_destroy, and wait for the new one with aws_acm_certificate_validation"
        yield Problem(f"deletes it before there is a new one, while {named(domain.address)} has it", instead)
    elif change.action == "replace" and not _is_for(change, domain):
        what = (
            f"replaces it with one for {shown(change.becomes('domain_name'))}, and {named(domain.address)} is another"
        )
        yield Problem(what, "Have the certificate be for the domain")


def _is_for(change: Change, domain: Change) -> bool:
    """Whether the new certificate is for the name of the domain."""
    name = str(domain.becomes("domain"))
    wild = f"*.{name.partition('.')[2]}"
    names = {*texts(change.becomes("domain_name")), *texts(change.becomes("subject_alternative_names"))}
    return change.is_unknown("domain_name") or bool(names & {name, wild})


@rule(
    "certificate-record-lost",
    "A certificate cannot be renewed",
    severity="warning",
    types=[_RECORD],
    means="AWS renews the certificate of the sign-in pages while this record is there; without it, it runs out.",
    source="https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
)
def certificate_record_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    records = set(texts(value_at(change.before, "records")))
    if not change.is_lost or not any("acm-validations.aws" in each for each in records) or _is_elsewhere(change, plan):
        return
    name = str(value_at(change.before, "name")).rstrip(".")
    of = [each for each in plan.by_type(*DOMAIN) if each.after is not None and name.endswith(f".{each.was('domain')}")]
    if of and change.after is None:
        yield Problem(f"deletes it, and {named(of[0].address)} has the certificate", "Keep the record")
