"""What threat protection does."""

from __future__ import annotations

from typing import TypeVar

from settings.risk_configuration import (
    AccountTakeoverRiskConfigurationSettings,
    NotifyConfigurationSettings,
    NotifyEmailSettings,
    RiskActionSettings,
    RiskConfigurationSettings,
)
from stacks.aws import CognitoRiskConfiguration as Risk
from stacks.aws import (
    CognitoRiskConfigurationAccountTakeoverRiskConfiguration,
    CognitoRiskConfigurationAccountTakeoverRiskConfigurationActions,
    CognitoRiskConfigurationAccountTakeoverRiskConfigurationActionsHighAction,
    CognitoRiskConfigurationAccountTakeoverRiskConfigurationActionsLowAction,
    CognitoRiskConfigurationAccountTakeoverRiskConfigurationActionsMediumAction,
    CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfiguration,
    CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfigurationBlockEmail,
    CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfigurationMfaEmail,
    CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfigurationNoActionEmail,
    CognitoRiskConfigurationCompromisedCredentialsRiskConfiguration,
    CognitoRiskConfigurationCompromisedCredentialsRiskConfigurationActions,
    CognitoRiskConfigurationRiskExceptionConfiguration,
    Construct,
)
from stacks.cognito.app_client import AppClient
from stacks.cognito.user_pool import UserPool

_Block = TypeVar("_Block")


class RiskConfiguration(Risk):
    """aws_cognito_risk_configuration.main, for the pool, or .client_NAME, for one client."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        address: str,
        settings: RiskConfigurationSettings,
        user_pool: UserPool,
        app_client: AppClient | None,
    ) -> None:
        credentials, exceptions = (
            settings.compromised_credentials_risk_configuration,
            settings.risk_exception_configuration,
        )
        super().__init__(
            scope,
            id,
            user_pool_id=user_pool.user_pool_id,
            client_id=app_client.client_id if app_client else None,
            account_takeover_risk_configuration=_takeover(settings.account_takeover_risk_configuration),
            compromised_credentials_risk_configuration=CognitoRiskConfigurationCompromisedCredentialsRiskConfiguration(
                event_filter=sorted(credentials.event_filter),
                actions=CognitoRiskConfigurationCompromisedCredentialsRiskConfigurationActions(
                    event_action=credentials.actions.event_action
                ),
            )
            if credentials
            else None,
            risk_exception_configuration=CognitoRiskConfigurationRiskExceptionConfiguration(
                blocked_ip_range_list=sorted(exceptions.blocked_ip_range_list),
                skipped_ip_range_list=sorted(exceptions.skipped_ip_range_list),
            )
            if exceptions
            else None,
        )
        self.override_logical_id(address)


def _takeover(
    settings: AccountTakeoverRiskConfigurationSettings | None,
) -> CognitoRiskConfigurationAccountTakeoverRiskConfiguration | None:
    if settings is None:
        return None
    actions = settings.actions
    return CognitoRiskConfigurationAccountTakeoverRiskConfiguration(
        actions=CognitoRiskConfigurationAccountTakeoverRiskConfigurationActions(
            low_action=_action(
                CognitoRiskConfigurationAccountTakeoverRiskConfigurationActionsLowAction, actions.low_action
            ),
            medium_action=_action(
                CognitoRiskConfigurationAccountTakeoverRiskConfigurationActionsMediumAction, actions.medium_action
            ),
            high_action=_action(
                CognitoRiskConfigurationAccountTakeoverRiskConfigurationActionsHighAction, actions.high_action
            ),
        ),
        notify_configuration=_notify(settings.notify_configuration),
    )


def _notify(
    settings: NotifyConfigurationSettings | None,
) -> CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfiguration | None:
    if settings is None:
        return None
    return CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfiguration(
        source_arn=settings.source_arn,
        from_=settings.from_,
        reply_to=settings.reply_to,
        block_email=_email(
            CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfigurationBlockEmail, settings.block_email
        ),
        mfa_email=_email(
            CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfigurationMfaEmail, settings.mfa_email
        ),
        no_action_email=_email(
            CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfigurationNoActionEmail,
            settings.no_action_email,
        ),
    )


def _action(block: type[_Block], settings: RiskActionSettings | None) -> _Block | None:
    return block(event_action=settings.event_action, notify=settings.notify) if settings else None  # type: ignore[call-arg]


def _email(block: type[_Block], settings: NotifyEmailSettings | None) -> _Block | None:
    if settings is None:
        return None
    return block(subject=settings.subject, html_body=settings.html_body, text_body=settings.text_body)  # type: ignore[call-arg]
