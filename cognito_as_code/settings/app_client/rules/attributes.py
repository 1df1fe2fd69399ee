"""Rules about the attributes that app clients read and write."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.app_client.attributes import NOT_WRITABLE, mapped_attributes, readable_attributes
from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import did_you_mean
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import CLIENT
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.places import clients


@rule(
    "CLI-20",
    "Attributes that clients read and write are the pool's",
    why="AWS refuses others, and lets nobody write those it sets itself.",
    source=CLIENT,
)
def client_attributes_exist(settings: EnvironmentSettings) -> Iterator[Problem]:
    readable = readable_attributes(settings.user_pool)
    for place, client in clients(settings):
        for key, allowed in (("read_attributes", readable), ("write_attributes", readable - NOT_WRITABLE)):
            for index, name in enumerate(getattr(client, key) or []):
                if name not in allowed:
                    custom = sorted(each for each in allowed if ":" in each)
                    others = ", ".join(custom) or "declare it in [user_pool.schema.NAME] and write custom:NAME"
                    yield (
                        (*place, key, index),
                        f"{shown(name)} is set by Cognito alone; remove it"
                        if name in readable
                        else f"{shown(name)} is no attribute of this pool; {did_you_mean(name, allowed)}use a "
                        f"standard one, or {others}",
                    )


@rule(
    "CLI-21",
    "Clients may write what users must have",
    why="Sign-up fails at a client that may not write a required attribute, or one its identity provider maps to.",
    source=CLIENT,
    promise="users can sign up, and sign in from other providers",
)
def clients_write_what_is_needed(settings: EnvironmentSettings) -> Iterator[Problem]:
    required = {name for name, attribute in settings.user_pool.attributes.items() if attribute.required}
    for place, client in clients(settings):
        if client.write_attributes is not None:
            lacking = sorted((required | mapped_attributes(settings, client)) - set(client.write_attributes))
            if lacking:
                yield (
                    (*place, "write_attributes"),
                    f"is without {', '.join(lacking)}, which sign-up has to write; add it",
                )


@rule(
    "CLI-31",
    "A list of attributes is not empty",
    why="AWS takes an empty list for none, and the provider sends it so: the client could read or write every standard "
    "attribute, the opposite of what it says.",
    source="https://github.com/hashicorp/terraform-provider-aws/issues/28684",
    promise="nobody gets to write more than the file says",
)
def attribute_lists_say_something(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, client in clients(settings):
        for key, one in (("read_attributes", "email_verified"), ("write_attributes", "locale")):
            if getattr(client, key) == []:
                yield (
                    (*place, key),
                    f'is empty, which AWS takes for all standard attributes; list at least one, such as "{one}"',
                )
