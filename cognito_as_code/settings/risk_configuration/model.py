"""What an environment file may say under [risk_configuration], for the pool or for one app client."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cognito_as_code.settings.core.facts import NeedsProvider, Strength, safer, weak_to_strong
from cognito_as_code.settings.core.fields import (
    EmailSubject,
    SesIdentityArn,
    Settings,
    distinct,
    printable,
    refused,
    shown,
)

EventAction = Literal["NO_ACTION", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "BLOCK"]
FROM_WEAK_TO_STRONG: tuple[EventAction, ...] = ("NO_ACTION", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "BLOCK")


def _cidr(text: str) -> str:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        raise refused(f"{shown(text)} is no IP range", "write one like 198.51.100.0/24, without host bits") from None
    if "/" not in text:
        raise refused(f"{shown(text)} has no prefix length", f'write "{text}/{128 if ":" in text else 32}"')
    return text


IpRanges = Annotated[list[Annotated[str, AfterValidator(_cidr)]], AfterValidator(distinct), Field(max_length=200)]
Body = Annotated[str, Field(min_length=6, max_length=20_000), AfterValidator(printable)]


class NotifyEmailSettings(Settings):
    """An e-mail about a sign-in. Cognito fills in {username}, {ip-address}, {city}, {country}, {login-time} and such.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_NotifyEmailType.html
    """

    subject: EmailSubject = Field(examples=["A sign-in to your account"])
    """1 to 140 characters."""

    html_body: Body = Field(examples=["<p>Was it you, {username}?</p>"])
    """6 to 20,000 characters."""

    text_body: Body = Field(examples=["Was it you, {username}?"])
    """6 to 20,000 characters."""


class NotifyConfigurationSettings(Settings):
    """The e-mails about sign-ins that look risky, sent with Amazon SES.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_NotifyConfigurationType.html
    """

    source_arn: SesIdentityArn = Field(examples=["arn:aws:ses:eu-west-1:111122223333:identity/example.com"])
    """ARN of the SES identity to send with."""

    from_: Annotated[str, Field(min_length=3, max_length=320)] | None = Field(default=None, alias="from")
    """Sender, under the SES identity. Default: the identity's."""

    reply_to: Annotated[str, Field(min_length=3, max_length=320)] | None = None
    """Where answers go. Default: none."""

    block_email: NotifyEmailSettings | None = None
    """Sent when a sign-in was blocked. Default: Cognito's text."""

    mfa_email: NotifyEmailSettings | None = None
    """Sent when a second factor was asked for. Default: Cognito's text."""

    no_action_email: NotifyEmailSettings | None = None
    """Sent when nothing was done. Default: Cognito's text."""


class RiskActionSettings(Settings):
    """What happens at a level of risk.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountTakeoverActionType.html
    """

    event_action: Annotated[EventAction, weak_to_strong(*FROM_WEAK_TO_STRONG, absent="NO_ACTION")] = Field(
        examples=["BLOCK"]
    )
    """NO_ACTION, MFA_IF_CONFIGURED, MFA_REQUIRED (users without a factor are blocked) or BLOCK."""

    notify: Annotated[bool, safer(True, absent=False)] = False
    """true: the user gets an e-mail; needs notify_configuration. Default: false."""


class RiskActionsSettings(Settings):
    """What happens at each level; a higher level may not do less."""

    low_action: RiskActionSettings | None = None
    """At low risk. Default: nothing."""

    medium_action: RiskActionSettings | None = None
    """At medium risk. Default: nothing."""

    high_action: RiskActionSettings | None = None
    """At high risk. Default: nothing."""


class AccountTakeoverRiskConfigurationSettings(Settings):
    """Adaptive authentication: sign-ins that look like somebody else's.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-adaptive-authentication.html
    """

    actions: RiskActionsSettings = RiskActionsSettings()
    notify_configuration: NotifyConfigurationSettings | None = None
    """The e-mails; needed where an action notifies. Default: none."""


class CompromisedCredentialsActionsSettings(Settings):
    """What happens with a password that is known to others."""

    event_action: Annotated[Literal["BLOCK", "NO_ACTION"], weak_to_strong("NO_ACTION", "BLOCK", absent="NO_ACTION")] = (
        "BLOCK"
    )
    """Default: BLOCK."""


class CompromisedCredentialsRiskConfigurationSettings(Settings):
    """Passwords that were found elsewhere. Not checked where users sign in with SRP.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-compromised-credentials.html
    """

    event_filter: Annotated[
        list[Literal["SIGN_IN", "SIGN_UP", "PASSWORD_CHANGE"]],
        AfterValidator(distinct),
        Field(min_length=1),
        Strength(len),
    ] = ["PASSWORD_CHANGE", "SIGN_IN", "SIGN_UP"]
    """When passwords are checked. Default: always."""

    actions: CompromisedCredentialsActionsSettings = CompromisedCredentialsActionsSettings()


class RiskExceptionConfigurationSettings(Settings):
    """Addresses that are judged by themselves.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RiskExceptionConfigurationType.html
    """

    blocked_ip_range_list: IpRanges = []
    """Up to 200 ranges that are always blocked. Default: none."""

    skipped_ip_range_list: IpRanges = []
    """Up to 200 ranges whose risk is not judged. Default: none."""


class RiskConfigurationSettings(Settings):
    """What threat protection does. Needs user_pool_add_ons.advanced_security_mode.

    An app client's own replaces the pool's for that client as a whole.
    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetRiskConfiguration.html
    """

    account_takeover_risk_configuration: Annotated[
        AccountTakeoverRiskConfigurationSettings | None,
        NeedsProvider(
            (6, 0, 0),
            "account_takeover_risk_configuration without notify_configuration",
            unless=lambda takeover: takeover.notify_configuration is not None,
            otherwise="add notify_configuration",
        ),
    ] = None
    compromised_credentials_risk_configuration: CompromisedCredentialsRiskConfigurationSettings | None = None
    risk_exception_configuration: RiskExceptionConfigurationSettings | None = None
