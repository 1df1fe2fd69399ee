"""What threat protection does."""

from __future__ import annotations

from typing import TypeVar

from cognito_as_code.constructs.app_client import AppClient
from cognito_as_code.constructs.engine import cognito_risk_configuration, constructs
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings.risk_configuration.model import (
    AccountTakeoverRiskConfigurationSettings,
    NotifyConfigurationSettings,
    NotifyEmailSettings,
    RiskActionSettings,
    RiskConfigurationSettings,
)

_Block = TypeVar("_Block")


class RiskConfiguration(cognito_risk_configuration.CognitoRiskConfiguration):
    """aws_cognito_risk_configuration.main, for the pool, or .client_NAME, for one client."""

    def __init__(
        self,
        scope: constructs.Construct,
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
            compromised_credentials_risk_configuration=cognito_risk_configuration.CognitoRiskConfigurationCompromisedCredentialsRiskConfiguration(
                event_filter=sorted(credentials.event_filter),
                actions=cognito_risk_configuration.CognitoRiskConfigurationCompromisedCredentialsRiskConfigurationActions(
                    event_action=credentials.actions.event_action
                ),
            )
            if credentials
            else None,
            risk_exception_configuration=cognito_risk_configuration.CognitoRiskConfigurationRiskExceptionConfiguration(
                blocked_ip_range_list=sorted(exceptions.blocked_ip_range_list) or None,
                skipped_ip_range_list=sorted(exceptions.skipped_ip_range_list) or None,
            )
            if exceptions
            else None,
        )
        self.override_logical_id(address)


def _takeover(
    settings: AccountTakeoverRiskConfigurationSettings | None,
) -> cognito_risk_configuration.CognitoRiskConfigurationAccountTakeoverRiskConfiguration | None:
    if settings is None:
        return None
    actions = settings.actions
    return cognito_risk_configuration.CognitoRiskConfigurationAccountTakeoverRiskConfiguration(
        actions=cognito_risk_configuration.CognitoRiskConfigurationAccountTakeoverRiskConfigurationActions(
            low_action=_action(
                cognito_risk_configuration.CognitoRiskConfigurationAccountTakeoverRiskConfigurationActionsLowAction,
                actions.low_action,
            ),
            medium_action=_action(
                cognito_risk_configuration.CognitoRiskConfigurationAccountTakeoverRiskConfigurationActionsMediumAction,
                actions.medium_action,
            ),
            high_action=_action(
                cognito_risk_configuration.CognitoRiskConfigurationAccountTakeoverRiskConfigurationActionsHighAction,
                actions.high_action,
            ),
        ),
        notify_configuration=_notify(settings.notify_configuration),
    )


def _notify(
    settings: NotifyConfigurationSettings | None,
) -> cognito_risk_configuration.CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfiguration | None:
    if settings is None:
        return None
    return cognito_risk_configuration.CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfiguration(
        source_arn=settings.source_arn,
        from_=settings.from_,
        reply_to=settings.reply_to,
        block_email=_email(
            cognito_risk_configuration.CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfigurationBlockEmail,
            settings.block_email,
        ),
        mfa_email=_email(
            cognito_risk_configuration.CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfigurationMfaEmail,
            settings.mfa_email,
        ),
        no_action_email=_email(
            cognito_risk_configuration.CognitoRiskConfigurationAccountTakeoverRiskConfigurationNotifyConfigurationNoActionEmail,
            settings.no_action_email,
        ),
    )


def _action(block: type[_Block], settings: RiskActionSettings | None) -> _Block | None:
    return block(event_action=settings.event_action, notify=settings.notify) if settings else None  # type: ignore[call-arg]


def _email(block: type[_Block], settings: NotifyEmailSettings | None) -> _Block | None:
    if settings is None:
        return None
    return block(subject=settings.subject, html_body=settings.html_body, text_body=settings.text_body)  # type: ignore[call-arg]
