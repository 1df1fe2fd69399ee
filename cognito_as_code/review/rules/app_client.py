"""What changes for an application and those who use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from ..changes import Change, Plan, shown
from ..facts import fact
from ..findings import Problem, Severity, rule
from ..wording import count
from .user_pool import falls, from_to

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
CLIENT = ["aws_cognito_managed_user_pool_client", "aws_cognito_user_pool_client"]
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
TOKENS = ("access_token", "id_token", "refresh_token")


@rule(
    "existence-shown",
    "Errors tell who has an account",
    severity="warning",
    types=CLIENT,
    means="Anybody can find out which e-mail addresses have an account here, and try passwords on those.",
    source=f"{GUIDE}/cognito-user-pool-managing-errors.html",
)
def existence_is_shown(change: Change, plan: Plan) -> Iterator[Problem]:
    path = "prevent_user_existence_errors"
    if falls(change, path):
        yield Problem(f"sets {from_to(change, path)}", 'Keep "ENABLED"')


@rule(
    "revocation-off",
    "Stolen tokens cannot be revoked",
    severity="warning",
    types=CLIENT,
    means="A stolen refresh token, or one that is used again and again, works until it expires.",
    source=f"{GUIDE}/token-revocation.html",
)
def revocation_is_off(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.differs("enable_token_revocation") and not change.becomes("enable_token_revocation"):
        yield Problem(f"sets {from_to(change, 'enable_token_revocation')}", "Keep it true")
    if falls(change, "refresh_token_rotation.feature"):
        yield Problem(f"sets {from_to(change, 'refresh_token_rotation.feature')}", 'Keep "ENABLED"')


@rule(
    "tokens-live-longer",
    "Tokens live longer",
    severity="note",
    types=CLIENT,
    means="Whoever gets hold of a token can use it for longer, also after the user was disabled or lost a role.",
    source=f"{GUIDE}/amazon-cognito-user-pools-using-tokens-with-identity-providers.html",
)
def tokens_live_longer(change: Change, plan: Plan) -> Iterator[Problem]:
    for token in TOKENS:
        usual = fact(change.type, f"{token}_validity").usual
        was, becomes = _seconds(change.was, token), _seconds(change.becomes, token)
        if change.stays and was and becomes and becomes > was and not change.is_unknown(f"{token}_validity"):
            severity: Severity = "warning" if becomes > usual else "note"
            yield Problem(
                f"lengthens {token}_validity from {_duration(was)} to {_duration(becomes)}",
                f"Keep to {_duration(usual)} or less",
                severity,
            )


def _seconds(value: Callable[[str], Any], token: str) -> int:
    number, unit = value(f"{token}_validity"), value(f"token_validity_units.{token}")
    return int(number or 0) * SECONDS.get(str(unit), 0)


def _duration(seconds: int) -> str:
    unit = next(unit for unit in ("days", "hours", "minutes", "seconds") if seconds % SECONDS[unit] == 0)
    return count(seconds // SECONDS[unit], unit.removesuffix("s"))


@rule(
    "sign-in-flow-added",
    "Applications may sign users in another way",
    severity="warning",
    types=CLIENT,
    means="Flows with passwords show them to the application or server; ALLOW_USER_AUTH brings password and SRP with "
    "it; custom flows do what their triggers do.",
    source=f"{GUIDE}/amazon-cognito-user-pools-authentication-flow-methods.html",
)
def sign_in_flow_is_added(change: Change, plan: Plan) -> Iterator[Problem]:
    usual = fact(change.type, "explicit_auth_flows").usual
    if added := [each for each in change.added("explicit_auth_flows") if each not in usual]:
        yield Problem(f"adds {shown(added)} to `explicit_auth_flows`", "Keep to ALLOW_USER_SRP_AUTH")


@rule(
    "sign-in-flow-removed",
    "An application can no longer sign users in that way",
    severity="warning",
    types=CLIENT,
    means="An application that still uses the flow shuts its users out.",
    source=f"{GUIDE}/amazon-cognito-user-pools-authentication-flow-methods.html",
)
def sign_in_flow_is_removed(change: Change, plan: Plan) -> Iterator[Problem]:
    for path in ("explicit_auth_flows", "allowed_oauth_flows"):
        if removed := change.removed(path):
            yield Problem(f"removes {shown(removed)} from `{path}`", "Deploy the application without it first")


@rule(
    "oauth-flow-added",
    "Applications may get tokens another way",
    severity="warning",
    types=CLIENT,
    means="implicit shows tokens in URLs, histories and logs; client_credentials gives tokens to a machine, without a "
    "user or a second factor.",
    source=f"{GUIDE}/federation-endpoints-oauth-grants.html",
)
def oauth_flow_is_added(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.before is None and "implicit" in (change.becomes("allowed_oauth_flows") or []):
        yield Problem('makes a client with "implicit" in `allowed_oauth_flows`', 'Keep to "code"', "blocking")
    if added := change.added("allowed_oauth_flows"):
        severity: Severity = "blocking" if "implicit" in added else "warning"
        yield Problem(f"adds {shown(added)} to `allowed_oauth_flows`", 'Keep to "code", with PKCE', severity)


@rule(
    "redirect-added",
    "Users, and their codes, are sent somewhere else",
    severity="warning",
    types=CLIENT,
    means="Whoever controls an address that users are sent back to after sign-in gets the code that buys their tokens.",
    source=f"{GUIDE}/user-pool-settings-client-apps.html",
)
def redirect_is_added(change: Change, plan: Plan) -> Iterator[Problem]:
    is_new = change.before is None  # of a new client only what is dangerous by itself is told
    for path in ("callback_urls", "logout_urls"):
        hosts = {urlsplit(url).hostname for url in change.was(path) or []}
        for url in change.becomes(path) or [] if is_new else change.added(path):
            parts = urlsplit(url)
            if parts.scheme == "http" and parts.hostname not in LOOPBACK:
                does = f"makes a client with {shown(url)} in" if is_new else f"adds {shown(url)} to"
                yield Problem(f"{does} `{path}`, without encryption", "Use https", "blocking")
            elif is_new:
                continue
            elif parts.hostname in LOOPBACK:
                yield Problem(
                    f"adds {shown(url)} to `{path}`: any program on a user's machine can listen there",
                    "Use a client of its own for development",
                )
            elif parts.scheme not in ("http", "https"):
                yield Problem(
                    f"adds {shown(url)} to `{path}`: any app on a device can claim that scheme", "Use an https app link"
                )
            elif parts.hostname not in hosts:
                yield Problem(f"adds {shown(url)} to `{path}`, a new host", "Make sure that the host is yours")
            else:
                yield Problem(f"adds {shown(url)} to `{path}`, on a known host", "Nothing, if it is meant", "note")


@rule(
    "redirect-removed",
    "Users can no longer be sent back there",
    severity="warning",
    types=CLIENT,
    means="An application that still asks to return there shows its users an error instead of signing them in.",
    source=f"{GUIDE}/user-pool-settings-client-apps.html",
)
def redirect_is_removed(change: Change, plan: Plan) -> Iterator[Problem]:
    for path in ("callback_urls", "logout_urls"):
        if removed := change.removed(path):
            yield Problem(f"removes {shown(removed)} from `{path}`", "Deploy the application without it first")


@rule(
    "scope-added",
    "An application may do more for its users",
    severity="note",
    types=CLIENT,
    means="Its tokens open more: another API, or with aws.cognito.signin.user.admin the user's own account.",
    source=f"{GUIDE}/cognito-user-pools-define-resource-servers.html",
)
def scope_is_added(change: Change, plan: Plan) -> Iterator[Problem]:
    if added := change.added("allowed_oauth_scopes"):
        severity: Severity = "warning" if "aws.cognito.signin.user.admin" in added else "note"
        yield Problem(f"adds {shown(added)} to `allowed_oauth_scopes`", "Give each application what it uses", severity)


@rule(
    "scope-removed",
    "An application may do less for its users",
    severity="warning",
    types=CLIENT,
    means="Tokens without the scope are refused by its API, and a sign-in that asks for it fails.",
    source=f"{GUIDE}/cognito-user-pools-define-resource-servers.html",
)
def scope_is_removed(change: Change, plan: Plan) -> Iterator[Problem]:
    if removed := change.removed("allowed_oauth_scopes"):
        yield Problem(
            f"removes {shown(removed)} from `allowed_oauth_scopes`", "Deploy the application without it first"
        )


@rule(
    "client-provider-changed",
    "Other users can sign in to an application",
    severity="warning",
    types=CLIENT,
    means="Whoever the added identity provider vouches for can sign in, with that provider's second factor or none; "
    "users of a removed one cannot.",
    source=f"{GUIDE}/cognito-user-pools-identity-federation.html",
)
def client_provider_is_changed(change: Change, plan: Plan) -> Iterator[Problem]:
    path = "supported_identity_providers"
    if change.added(path) or change.removed(path):
        yield Problem(f"sets {from_to(change, path)}", "Make sure that the provider asks for a second factor")


@rule(
    "writable-attribute-added",
    "Users can write an attribute",
    severity="warning",
    types=CLIENT,
    means="Where a role, a tenant or a price is decided by it, users choose their own.",
    source=f"{GUIDE}/user-pool-settings-attributes.html",
)
def writable_attribute_is_added(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.was("write_attributes") and change.differs("write_attributes") and not change.becomes("write_attributes"):
        yield Problem("empties `write_attributes`, which AWS takes for every attribute", "List what users may write")
    if added := change.added("write_attributes"):
        yield Problem(f"adds {shown(added)} to `write_attributes`", "Leave out what decides what users may do")
