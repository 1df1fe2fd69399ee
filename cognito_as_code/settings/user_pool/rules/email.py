"""Rules about e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cognito_as_code.settings.core.fields import parse_arn, shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.user_pool.regions import SES_REGIONS

EMAIL: KeyPath = ("user_pool", "email_configuration")
_ADDRESS = r"[^\s@<>]+@[^\s@<>]+"
SENDER = re.compile(rf"[^<>]*<(?P<named>{_ADDRESS})>|(?P<bare>{_ADDRESS})")


@rule(
    "EML-1",
    "Sending with your own SES identity names it",
    why="AWS refuses DEVELOPER without the identity's ARN.",
    source=f"{GUIDE}/user-pool-email.html",
)
def ses_identity_is_named(settings: EnvironmentSettings) -> Iterator[Problem]:
    email = settings.user_pool.email_configuration
    if email.email_sending_account == "DEVELOPER" and not email.source_arn:
        yield (
            (*EMAIL, "source_arn"),
            'is missing while email_sending_account is "DEVELOPER"; write the ARN of your SES identity',
        )


@rule(
    "EML-3",
    "The sender's address is the SES identity's",
    why="AWS refuses a sender the identity does not cover, and any without DEVELOPER.",
    source=f"{GUIDE}/user-pool-email.html",
)
def sender_is_under_the_identity(settings: EnvironmentSettings) -> Iterator[Problem]:
    email = settings.user_pool.email_configuration
    if not email.from_email_address:
        return
    place = (*EMAIL, "from_email_address")
    matched = SENDER.fullmatch(email.from_email_address)
    if not matched:
        yield (
            place,
            f"{shown(email.from_email_address)} is no address; write user@example.com or Name <user@example.com>",
        )
    elif email.email_sending_account != "DEVELOPER":
        yield place, 'needs your own SES identity; set email_sending_account = "DEVELOPER" and source_arn, or remove it'
    elif email.source_arn:
        identity = parse_arn(email.source_arn).resource.removeprefix("identity/")
        address = matched["named"] or matched["bare"]
        domain = address.rpartition("@")[2]
        covered = address == identity if "@" in identity else domain == identity or domain.endswith(f".{identity}")
        if not covered:
            yield place, f"{shown(address)} is not under the SES identity {identity}; use an address that is"


@rule(
    "EML-4",
    "The SES identity is in a Region the pool may use",
    why="AWS refuses any other.",
    source=f"{GUIDE}/user-pool-email.html",
)
def ses_region_is_allowed(settings: EnvironmentSettings) -> Iterator[Problem]:
    source_arn = settings.user_pool.email_configuration.source_arn
    allowed = SES_REGIONS.get(settings.region, (settings.region,))
    if source_arn and parse_arn(source_arn).region not in allowed:
        yield (
            (*EMAIL, "source_arn"),
            f"{shown(source_arn)} cannot serve a pool in {settings.region}; use an identity in {' or '.join(allowed)}",
        )


@rule(
    "EML-5",
    "The SES identity is in the pool's account",
    why="Cognito does not share resources across accounts.",
    source=f"{GUIDE}/user-pool-email.html",
)
def ses_identity_is_in_this_account(settings: EnvironmentSettings) -> Iterator[Problem]:
    source_arn = settings.user_pool.email_configuration.source_arn
    if source_arn and parse_arn(source_arn).account_id != settings.account_id:
        yield (
            (*EMAIL, "source_arn"),
            f"{shown(source_arn)} is in another account; use an identity in {settings.account_id}",
        )


@rule(
    "EML-8",
    "Production sends e-mail with Amazon SES",
    why="Cognito's own account sends 50 messages a day; then users get no codes.",
    source=f"{GUIDE}/user-pool-email.html",
    severity="warning",
)
def production_sends_with_ses(settings: EnvironmentSettings) -> Iterator[Problem]:
    sender = settings.user_pool.email_configuration.email_sending_account
    if settings.production and sender == "COGNITO_DEFAULT":
        yield (
            ("user_pool", "email_configuration", "email_sending_account"),
            '"COGNITO_DEFAULT" sends 50 messages a day; set "DEVELOPER" and source_arn, your SES identity',
        )


@rule(
    "MSG-3",
    "Verification by link has a domain to link to",
    why="The link leads to the pool's domain; without one the e-mail cannot be sent.",
    source=f"{GUIDE}/cognito-user-pool-settings-email-verification-message-customization.html",
)
def links_have_a_domain(settings: EnvironmentSettings) -> Iterator[Problem]:
    option = settings.user_pool.verification_message_template.default_email_option
    if option == "CONFIRM_WITH_LINK" and not settings.domains:
        yield (
            ("user_pool", "verification_message_template", "default_email_option"),
            '"CONFIRM_WITH_LINK" without a domain; add [domains.NAME], or use "CONFIRM_WITH_CODE"',
        )
