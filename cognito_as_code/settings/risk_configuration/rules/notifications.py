"""Rules about the e-mails of threat protection."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.places import risks
from cognito_as_code.settings.user_pool.ses import wrong_identity


@rule(
    "RSK-5",
    "Users are told by e-mails that are set up",
    why="notify sends through an SES identity, which notify_configuration names.",
    source=f"{USER_POOL_API}/API_NotifyConfigurationType.html",
    promise="users who are to be told are told",
)
def notifications_are_configured(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, risk in risks(settings):
        takeover = risk.account_takeover_risk_configuration
        if not takeover:
            continue
        actions = [takeover.actions.low_action, takeover.actions.medium_action, takeover.actions.high_action]
        if not any(actions):
            yield (
                (*place, "account_takeover_risk_configuration", "actions"),
                "says nothing; add low_action, medium_action or high_action",
            )
        if not takeover.notify_configuration and any(action and action.notify for action in actions):
            yield (
                (*place, "account_takeover_risk_configuration", "notify_configuration"),
                "is missing while an action has notify = true; add it with source_arn, or leave notify out of "
                "the actions",
            )


@rule(
    "RSK-11",
    "Notifications come from an SES identity that serves the pool",
    why="AWS refuses identities of other accounts, and of Regions that the pool may not use, and senders that the "
    "identity does not cover.",
    source=f"{GUIDE}/user-pool-email.html",
)
def notifications_have_an_identity(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, risk in risks(settings):
        takeover = risk.account_takeover_risk_configuration
        notify = takeover.notify_configuration if takeover else None
        if notify:
            there = (*place, "account_takeover_risk_configuration", "notify_configuration")
            for key, problem in wrong_identity(settings, notify.source_arn, notify.from_):
                yield (*there, "source_arn" if key == "identity" else "from"), problem


@rule(
    "RSK-12",
    "E-mails about risks are sent by an action",
    why="Cognito sends the e-mail of an action that notifies, and no other.",
    source=f"{USER_POOL_API}/API_NotifyConfigurationType.html",
    severity="warning",
)
def notifications_are_sent(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, risk in risks(settings):
        takeover = risk.account_takeover_risk_configuration
        if not takeover or not takeover.notify_configuration:
            continue
        there = (*place, "account_takeover_risk_configuration", "notify_configuration")
        told = {action.event_action for _, action in takeover.actions if action and action.notify}
        for key, sends in (("block_email", "BLOCK"), ("mfa_email", "MFA_"), ("no_action_email", "NO_ACTION")):
            if getattr(takeover.notify_configuration, key) and not any(each.startswith(sends) for each in told):
                yield (*there, key), f"is not sent, since no action that notifies is {sends.rstrip('_')}; remove it"
