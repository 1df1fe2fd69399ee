"""Rules about e-mail."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.user_pool.ses import no_sender, uncovered, wrong_account, wrong_region

EMAIL: KeyPath = ("user_pool", "email_configuration")


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
    sender = email.from_email_address
    if not sender:
        return
    place = (*EMAIL, "from_email_address")
    if problem := no_sender(sender):
        yield place, problem
    elif email.email_sending_account != "DEVELOPER":
        yield place, 'needs your own SES identity; set email_sending_account = "DEVELOPER" and source_arn, or remove it'
    elif email.source_arn and (problem := uncovered(sender, email.source_arn)):
        yield place, problem


@rule(
    "EML-4",
    "The SES identity is in a Region the pool may use",
    why="AWS refuses any other.",
    source=f"{GUIDE}/user-pool-email.html",
)
def ses_region_is_allowed(settings: EnvironmentSettings) -> Iterator[Problem]:
    source_arn = settings.user_pool.email_configuration.source_arn
    if source_arn and (problem := wrong_region(settings, source_arn)):
        yield (*EMAIL, "source_arn"), problem


@rule(
    "EML-5",
    "The SES identity is in the pool's account",
    why="AWS refuses it: Cognito shares no resources across accounts.",
    source=f"{GUIDE}/user-pool-email.html",
)
def ses_identity_is_in_this_account(settings: EnvironmentSettings) -> Iterator[Problem]:
    source_arn = settings.user_pool.email_configuration.source_arn
    if source_arn and (problem := wrong_account(settings, source_arn)):
        yield (*EMAIL, "source_arn"), problem


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
    promise="users can verify their addresses",
)
def links_have_a_domain(settings: EnvironmentSettings) -> Iterator[Problem]:
    option = settings.user_pool.verification_message_template.default_email_option
    if option == "CONFIRM_WITH_LINK" and not settings.domains:
        yield (
            ("user_pool", "verification_message_template", "default_email_option"),
            '"CONFIRM_WITH_LINK" without a domain; add [domains.NAME], or use "CONFIRM_WITH_CODE"',
        )


@rule(
    "EML-9",
    "A configuration set is for one's own SES identity",
    why="Its rules are for e-mail that is sent through Amazon SES in this account.",
    source=f"{USER_POOL_API}/API_EmailConfigurationType.html",
    severity="warning",
)
def configuration_set_is_used(settings: EnvironmentSettings) -> Iterator[Problem]:
    email = settings.user_pool.email_configuration
    if email.configuration_set and email.email_sending_account != "DEVELOPER":
        yield (
            (*EMAIL, "configuration_set"),
            'has no effect while email_sending_account is "COGNITO_DEFAULT"; remove it, or send with "DEVELOPER"',
        )


@rule(
    "MSG-4",
    "Messages are for what is sent",
    why="Cognito would never send them: most often the option beside them was forgotten.",
    source=f"{USER_POOL_API}/API_VerificationMessageTemplateType.html",
    severity="warning",
)
def messages_are_sent(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    template: KeyPath = ("user_pool", "verification_message_template")
    by_link = {"email_message_by_link", "email_subject_by_link"}
    if pool.verification_message_template.default_email_option != "CONFIRM_WITH_LINK":
        for key in sorted(by_link & pool.verification_message_template.model_fields_set):
            yield (
                (*template, key),
                'is not used while default_email_option is "CONFIRM_WITH_CODE"; remove it, or set "CONFIRM_WITH_LINK"',
            )
    invitation = pool.admin_create_user_config.invite_message_template
    for place, message in (
        (template, pool.verification_message_template),
        (("user_pool", "admin_create_user_config", "invite_message_template"), invitation),
    ):
        if "sms_message" in message.model_fields_set and not pool.sends_sms:
            yield (*place, "sms_message"), "is not used, since nothing makes the pool send SMS; remove it"


@rule(
    "MSG-5",
    "An SMS with a code is one line",
    why="AWS's pattern for it is .*\\{####\\}.*, and . is any character of a line. The provider plans more; not "
    "tried on AWS.",
    source=f"{USER_POOL_API}/API_SetUserPoolMfaConfig.html",
    severity="warning",
)
def sms_are_one_line(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    for place, message in (
        (("user_pool", "sms_authentication_message"), pool.sms_authentication_message),
        (("user_pool", "verification_message_template", "sms_message"), pool.verification_message_template.sms_message),
    ):
        if "\n" in message or "\r" in message:
            yield place, f"{shown(message)} has a line break, which AWS may refuse; write it on one line"
