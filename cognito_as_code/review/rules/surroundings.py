"""What changes around a pool: where users come from, what guards it, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..changes import Change, Plan, block_at
from ..findings import Problem, Severity, rule
from ..wording import Sensitive, listed, named, shown
from .user_pool import falls, from_to

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
API = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference"


_ISSUER = {"attributes_url", "authorize_url", "jwks_uri", "oidc_issuer", "token_url"}
_METADATA = {"MetadataFile", "MetadataURL"}


@rule(
    "identity-provider-changed",
    "Somebody else may vouch for users",
    severity="warning",
    types=["aws_cognito_identity_provider"],
    means="With another issuer, metadata or client, other people are let in; with another mapping, users' attributes, "
    "and what they decide, come from elsewhere.",
    source=f"{GUIDE}/cognito-user-pools-identity-federation.html",
)
def identity_provider_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or change.is_lost:
        return
    for path in ("attribute_mapping", "idp_identifiers"):
        was, becomes = change.was(path), change.becomes(path)
        if change.differs(path) and (was or becomes):
            keys = sorted({*was, *becomes}) if isinstance(was, dict) and isinstance(becomes, dict) else []
            changed = [key for key in keys if was.get(key) != becomes.get(key)]
            yield Problem(f"changes `{path}`{': ' if changed else ''}{listed(changed)}", "Check whom it lets in")
    yield from _details_that_change(change)


_SOCIAL = {"Facebook", "Google", "LoginWithAmazon", "SignInWithApple"}


def _details_that_change(change: Change) -> Iterator[Problem]:
    """What changes of how users are taken from there. Its values may be secret: only keys are shown."""
    path = "provider_details"
    if not change.differs(path):
        return
    was, becomes = (_details(value) for value in (change.was(path), change.becomes(path)))
    changed = {key for key in {*was, *becomes} if was.get(key) != becomes.get(key)}
    if change.becomes("provider_type") in _SOCIAL:
        changed -= {key for key in changed if key not in becomes and key in _ISSUER}  # what AWS fills in by itself
    if not changed:
        yield Problem(f"changes `{path}`", "Check whom it lets in")
    if issuer := changed & _ISSUER:
        yield Problem(
            f"has users vouched for by another issuer: {listed(sorted(issuer))} of `{path}`",
            "Check that the new addresses are the same company's",
        )
    if changed & _METADATA:
        yield Problem(
            f"takes the provider's metadata from elsewhere: {listed(sorted(changed & _METADATA))} of `{path}`",
            "Check that the certificate and the addresses in it are the same company's",
        )
    if "client_secret" in changed:
        gone = not becomes.get("client_secret")
        what = f"{'removes' if gone else 'replaces'} `client_secret` of `{path}`"
        yield Problem(what, "Check that the provider knows the new one", "warning" if gone else "note")
    if rest := sorted(changed - _ISSUER - _METADATA - {"client_secret"}):
        yield Problem(f"changes {listed(rest)} of `{path}`", "Check whom it lets in")


def _details(value: Any) -> Mapping[str, Any]:
    inner = value.value if isinstance(value, Sensitive) else value
    return inner if isinstance(inner, Mapping) else {}


@rule(
    "scope-of-server-removed",
    "An API's scope goes away",
    severity="warning",
    types=["aws_cognito_resource_server"],
    means="Tokens no longer carry the scope; app clients that list it cannot be updated.",
    source=f"{GUIDE}/cognito-user-pools-define-resource-servers.html",
)
def scope_of_server_is_removed(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.stays and not change.is_lost:
        was, becomes = (
            {each["scope_name"] for each in (values or {}).get("scope") or []}
            for values in (change.before, change.after)
        )
        if gone := sorted(was - becomes):
            yield Problem(f"removes scopes {shown(gone)}", "Take it from the app clients in an apply before")


@rule(
    "risks-answered-less",
    "Risky sign-ins are answered less",
    severity="warning",
    types=["aws_cognito_risk_configuration"],
    means="Sign-ins that look like somebody else's, or with a password known to others, get further than before.",
    source=f"{GUIDE}/cognito-user-pool-settings-threat-protection.html",
)
def risks_are_answered_less(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.action == "delete" and not plan.loses_its_owner(change):
        yield Problem("deletes it", "Keep the risk configuration")
    elif change.stays and (less := [*_weaker_answers(change), *_weaker_exceptions(change)]):
        yield Problem(f"sets {', '.join(less)}", "Keep the answers as they are")


def _weaker_answers(change: Change) -> Iterator[str]:
    for level in ("low_action", "medium_action", "high_action"):
        path = f"account_takeover_risk_configuration.actions.{level}"
        if falls(change, f"{path}.event_action"):
            was, becomes = change.was(f"{path}.event_action"), change.becomes(f"{path}.event_action")
            yield f"`{level}` from {shown(was)} to {shown(becomes)}"
        elif block_at(change.before, path).get("notify") and not block_at(change.after, path).get("notify"):
            yield f"`{level}` to notify nobody"


def _weaker_exceptions(change: Change) -> Iterator[str]:
    if falls(change, "compromised_credentials_risk_configuration.actions.event_action"):
        yield "compromised passwords to be let in"
    if gone := _filters(change.before) - _filters(change.after):
        yield f"compromised passwords not to be looked for at {listed(sorted(gone))}"
    if skipped := change.added("risk_exception_configuration.skipped_ip_range_list"):
        yield f"no risk for {shown(skipped)}"
    if unblocked := change.removed("risk_exception_configuration.blocked_ip_range_list"):
        yield f"{shown(unblocked)} not to be blocked"


def _filters(values: Mapping[str, Any] | None) -> set[str]:
    block = block_at(values, "compromised_credentials_risk_configuration")
    return {*(block.get("event_filter") or ["SIGN_IN", "SIGN_UP", "PASSWORD_CHANGE"])} if block else set()


@rule(
    "logs-stopped",
    "Sign-ins or failed messages are no longer logged",
    severity="warning",
    types=["aws_cognito_log_delivery_configuration"],
    means="What happened to an account cannot be found out afterwards.",
    source=f"{GUIDE}/exporting-quotas-and-usage.html",
)
def logs_are_stopped(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.action == "delete" and not plan.loses_its_owner(change):
        yield Problem("deletes it", "Keep the logs")
    elif change.stays and not change.is_unknown("log_configurations"):
        was, becomes = (
            {each["event_source"]: each for each in (values or {}).get("log_configurations") or []}
            for values in (change.before, change.after)
        )
        for source in sorted(was):
            if source not in becomes:
                yield Problem(f"stops the log of {named(source)}", "Keep it")
            elif was[source] != becomes[source]:
                yield Problem(f"sends the log of {named(source)} elsewhere", "Check who reads it there")


@rule(
    "login-version-changed",
    "The sign-in pages are other ones",
    severity="warning",
    types=["aws_cognito_user_pool_domain"],
    means="The classic pages know no passkeys; managed login's show nothing until each app client has a style.",
    source=f"{GUIDE}/cognito-user-pools-managed-login.html",
)
def login_version_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    path = "managed_login_version"
    if change.differs(path) and not change.is_lost:
        yield Problem(f"sets {from_to(change, path)}", "Look at the pages before users do")


@rule(
    "alarm-removed",
    "Nobody is told any more",
    severity="warning",
    types=["aws_cloudwatch_metric_alarm"],
    means="Throttled sign-ins, SMS costs or stolen passwords go unnoticed.",
    source=f"{GUIDE}/metrics-for-cognito-user-pools.html",
)
def alarm_is_removed(change: Change, plan: Plan) -> Iterator[Problem]:
    is_cognitos = "AWS/Cognito" in str(change.before)
    if change.action == "delete" and is_cognitos and not plan.loses_its_owner(change):
        yield Problem("deletes it", "Keep the alarm")


@rule(
    "tags-changed",
    "Only tags change",
    severity="note",
    types=["aws_cognito_identity_pool", "aws_cognito_user_pool"],
    means="Nothing, for users; policies and cost reports that go by tags see others.",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/tagging.html",
)
def only_tags_change(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.action == "update" and {*change.changed_arguments} <= {"tags", "tags_all"}:
        yield Problem("changes `tags`", "Nothing, if they are right")


@rule(
    "output-changed",
    "What others read from the state changes",
    severity="warning",
    types=["output"],
    means="Configurations and pipelines that read the output fail, or show a secret.",
    source="https://developer.hashicorp.com/terraform/language/values/outputs",
)
def output_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    pools = list(plan.by_type("aws_cognito_user_pool"))
    if not plan.of_cognito or (pools and all(each.is_lost for each in pools)):
        return
    if change.action == "delete":
        yield Problem("removes it", "Keep it until nobody reads it")
    elif change.stays and change.was("sensitive") and not change.becomes("sensitive"):
        severity: Severity = "blocking"
        yield Problem("shows what was sensitive", "Keep it sensitive", severity)
