"""Rules about Lambda triggers."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import parse_arn, shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE
from cognito_as_code.settings.environment import EnvironmentSettings

LAMBDA: KeyPath = ("user_pool", "lambda_config")
TRIGGERS = f"{GUIDE}/cognito-user-pools-working-with-lambda-triggers.html"


@rule(
    "LAM-1",
    "Lambda triggers are in the pool's Region",
    why="AWS refuses cross-Region functions.",
    source=TRIGGERS,
)
def triggers_are_in_this_region(settings: EnvironmentSettings) -> Iterator[Problem]:
    for trigger, arn in settings.user_pool.lambda_config.functions:
        if parse_arn(arn).region != settings.region:
            yield (*LAMBDA, trigger), f"{shown(arn)} is in another Region; use a function in {settings.region}"


@rule(
    "LAM-7",
    "Lambda triggers are in the pool's account",
    why="Whoever runs another account decides who signs in here, and gets what a trigger sees: attributes, codes.",
    source=TRIGGERS,
    severity="warning",
)
def triggers_are_in_this_account(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, function in settings.user_pool.lambda_config.functions:
        if parse_arn(function).account_id != settings.account_id:
            yield (
                (*LAMBDA, name),
                f"{shown(function)} is in another account, which then decides about sign-ins; use a function in "
                f"{settings.account_id}, or keep it if it is meant: its permission has to be given there",
            )


@rule(
    "LAM-2",
    "Custom senders come with a KMS key",
    why="AWS refuses them without one: the codes they get are encrypted with it.",
    source=f"{GUIDE}/user-pool-lambda-custom-sender-triggers.html",
)
def custom_senders_have_a_key(settings: EnvironmentSettings) -> Iterator[Problem]:
    config = settings.user_pool.lambda_config
    senders = bool(config.custom_email_sender or config.custom_sms_sender)
    if senders and not config.kms_key_id:
        yield (*LAMBDA, "kms_key_id"), "is missing next to a custom sender; write the ARN of a symmetric KMS key"
    if config.kms_key_id and not senders:
        yield (*LAMBDA, "kms_key_id"), "has no effect without a custom sender; remove it"


@rule(
    "LAM-3",
    "The custom senders' KMS key is in the pool's Region",
    why="AWS refuses another Region's key (Encountered error when CreateGrant was attempted).",
    source=f"{GUIDE}/user-pool-lambda-custom-sender-triggers.html",
)
def kms_key_is_in_this_region(settings: EnvironmentSettings) -> Iterator[Problem]:
    key = settings.user_pool.lambda_config.kms_key_id
    if key and parse_arn(key).region != settings.region:
        yield (*LAMBDA, "kms_key_id"), f"{shown(key)} is in another Region; use a key in {settings.region}"


@rule(
    "LAM-6",
    "Custom authentication has all three of its triggers",
    why="With some of them missing, or ALLOW_CUSTOM_AUTH without them, every such sign-in fails.",
    source=f"{GUIDE}/user-pool-lambda-challenge.html",
    promise="users can sign in",
)
def custom_authentication_is_whole(settings: EnvironmentSettings) -> Iterator[Problem]:
    triggers = ("define_auth_challenge", "create_auth_challenge", "verify_auth_challenge_response")
    missing = [trigger for trigger in triggers if not getattr(settings.user_pool.lambda_config, trigger)]
    if missing and len(missing) < len(triggers):
        yield LAMBDA, f"has custom authentication without {', '.join(missing)}; add it, or remove the others"
    if missing:
        for name, client in settings.app_clients.items():
            if "ALLOW_CUSTOM_AUTH" in client.explicit_auth_flows:
                yield (
                    ("app_clients", name, "explicit_auth_flows"),
                    f'has "ALLOW_CUSTOM_AUTH", but the pool lacks the triggers {", ".join(missing)}; add them under '
                    "user_pool.lambda_config, or remove it",
                )


@rule(
    "LAM-8",
    "Users who are to be migrated send their password",
    why="AWS calls the migration trigger where it sees the password: on the sign-in pages and with password flows, not "
    "with SRP.",
    source=f"{GUIDE}/cognito-user-pools-import-using-lambda.html",
    severity="warning",
)
def migration_sees_passwords(settings: EnvironmentSettings) -> Iterator[Problem]:
    flows = {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH"}
    clients = settings.app_clients.values()
    seen = any(client.has_login_page or flows.intersection(client.explicit_auth_flows) for client in clients)
    if settings.user_pool.lambda_config.user_migration and clients and not seen:
        yield (
            (*LAMBDA, "user_migration"),
            "is never called at sign-in, since no app client sends passwords; add ALLOW_USER_PASSWORD_AUTH to one "
            "while users are brought over, or remove it",
        )
