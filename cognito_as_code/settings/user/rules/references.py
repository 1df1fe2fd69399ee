"""Rules about what users name, and what has an effect."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import did_you_mean
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.user_pool.schema import STANDARD_ATTRIBUTES

CREATE = f"{USER_POOL_API}/API_AdminCreateUser.html"


@rule(
    "USR-1",
    "Users are in groups of the file",
    why="AWS refuses others.",
    source="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html",
)
def groups_of_users_exist(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, user in settings.users.items():
        for index, group in enumerate(user.groups):
            if group not in settings.groups:
                known = ", ".join(sorted(settings.groups)) or "none yet"
                yield (
                    ("users", name, "groups", index),
                    f"{shown(group)} is no group of this file ({known}); {did_you_mean(group, settings.groups)}add "
                    f"[groups.{group}]",
                )


@rule(
    "USR-2",
    "Users have one password at most, and attributes of the pool",
    why="The provider refuses two passwords, AWS unknown attributes.",
    source="https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cognito_user",
)
def users_are_possible(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, user in settings.users.items():
        if user.password and user.temporary_password:
            yield ("users", name), "has password and temporary_password; keep one of the two"
        for attribute in user.attributes:
            if attribute not in {*STANDARD_ATTRIBUTES, *settings.user_pool.attributes}:
                yield (
                    ("users", name, "attributes", attribute),
                    f"is no attribute of this pool; use a standard one, or add [user_pool.schema.{attribute}]",
                )


@rule(
    "USR-7",
    "What is said about a user has an effect",
    why="AWS sends an invitation again only to users who are there, takes over only verified aliases, and hands data "
    "only to triggers.",
    source=CREATE,
    severity="warning",
)
def user_settings_have_an_effect(settings: EnvironmentSettings) -> Iterator[Problem]:
    triggers = {name for name, _ in settings.user_pool.lambda_config.functions}
    for table, user in settings.users.items():
        verified = [each for each in ("email", "phone_number") if user.attributes.get(f"{each}_verified") == "true"]
        if user.message_action == "RESEND":
            yield (
                ("users", table, "message_action"),
                '"RESEND" is for a user who is there already, and AWS makes no new one with it; remove it',
            )
        if user.force_alias_creation and not set(verified) & set(settings.user_pool.alias_attributes):
            yield (
                ("users", table, "force_alias_creation"),
                'true takes no alias over; add the alias and, as "true", email_verified or phone_number_verified to '
                "attributes, or remove it",
            )
        if user.client_metadata and not triggers & {"pre_sign_up", "custom_message", "custom_email_sender"}:
            yield (
                ("users", table, "client_metadata"),
                "reaches no trigger; add one to user_pool.lambda_config, or remove it",
            )
        if user.validation_data and "pre_sign_up" not in triggers:
            yield (
                ("users", table, "validation_data"),
                "reaches no trigger; add user_pool.lambda_config.pre_sign_up, or remove it",
            )
