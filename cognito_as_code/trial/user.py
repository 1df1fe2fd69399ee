"""The user who signs in: invited by an administrator, with what the pool requires."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass

from cognito_as_code.settings.user_pool.model import PasswordPolicySettings, UserPoolSettings
from cognito_as_code.trial.deployed import Deployed

SYMBOLS = "-_+=!@"  # of those Cognito takes, some that are copied with the word they are in
ATTRIBUTES = {
    "address": "1 Example Street",
    "birthdate": "1990-01-31",
    "email": "ana@example.com",
    "family_name": "Example",
    "gender": "female",
    "given_name": "Ana",
    "locale": "en-GB",
    "middle_name": "Maria",
    "name": "Ana Example",
    "nickname": "ana",
    "phone_number": "+15555550100",
    "picture": "https://example.com/ana.png",
    "preferred_username": "ana",
    "profile": "https://example.com/ana",
    "updated_at": "1767225600",
    "website": "https://example.com",
    "zoneinfo": "Europe/Berlin",
}
"""Standard attribute -> hers."""


@dataclass(frozen=True)
class User:
    """Her name and a password that is for the first sign-in only."""

    username: str
    temporary_password: str


def password_for(policy: PasswordPolicySettings) -> str:
    """A random password with one character of each class, as long as the policy wants it, and 16 at least."""
    classes = (string.ascii_lowercase, string.ascii_uppercase, string.digits, SYMBOLS)
    length = max(policy.minimum_length, 16)
    characters = [secrets.choice(each) for each in classes]
    characters += [secrets.choice("".join(classes)) for _ in range(length - len(characters))]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)


def invite(deployed: Deployed, pool: UserPoolSettings) -> User:
    """Create her as an administrator does. No message is sent."""
    wanted = {name for name, each in pool.attributes.items() if each.required} | {"email"} | {*pool.username_attributes}
    attributes = {name: ATTRIBUTES[name] for name in sorted(wanted)}
    verified = {f"{name}_verified": "true" for name in ("email", "phone_number") if name in attributes}
    user = User(ATTRIBUTES[_named_by(pool)], password_for(pool.password_policy))
    deployed.cognito.admin_create_user(
        UserPoolId=deployed.user_pool_id,
        Username=user.username,
        TemporaryPassword=user.temporary_password,
        UserAttributes=[{"Name": name, "Value": value} for name, value in {**attributes, **verified}.items()],
        MessageAction="SUPPRESS",
    )
    return user


def _named_by(pool: UserPoolSettings) -> str:
    """The attribute that users of a pool sign in with."""
    return next((name for name in ("email", "phone_number") if name in pool.username_attributes), "preferred_username")


def token_of_another_client(deployed: Deployed, settings: UserPoolSettings) -> str:
    """A sound access token of the same pool, for another user and an application that the environment has not."""
    cognito, pool = deployed.cognito, {"UserPoolId": deployed.user_pool_id}
    flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    client = cognito.create_user_pool_client(**pool, ClientName="another-application", ExplicitAuthFlows=flows)
    client_id = client["UserPoolClient"]["ClientId"]
    username = {"email": "another@example.com", "phone_number": "+15555550199"}.get(_named_by(settings), "another")
    password = password_for(settings.password_policy)
    cognito.admin_create_user(**pool, Username=username, TemporaryPassword=password, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(**pool, Username=username, Password=password, Permanent=True)
    answer = cognito.admin_initiate_auth(
        **pool,
        ClientId=client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )
    token: str = answer["AuthenticationResult"]["AccessToken"]
    return token
