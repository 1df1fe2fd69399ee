"""Rules about usernames, attributes, and the invitations sent to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE, USER_POOL_API
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.user.model import UserSettings
from cognito_as_code.settings.user_pool.model import UserPoolSettings
from cognito_as_code.settings.user_pool.schema import STANDARD_ATTRIBUTES, SchemaSettings

CREATE = f"{USER_POOL_API}/API_AdminCreateUser.html"
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_PHONE = re.compile(r"\+[1-9][0-9]{1,14}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FORMS = {"email": _EMAIL, "phone_number": _PHONE}
_EXAMPLES = {"email": "an e-mail address like ana@example.com", "phone_number": "a phone number like +14155550100"}


def _is(attribute: str, user: UserSettings, pool: UserPoolSettings) -> bool:
    """Whether the user's name is that attribute, which AWS copies from it."""
    return attribute in pool.username_attributes and bool(_FORMS[attribute].fullmatch(user.username or ""))


def _unfit(name: str, value: str, schema: Mapping[str, SchemaSettings]) -> str:
    """What form an attribute's value should have; "" where it has that."""
    attribute = schema.get(name, SchemaSettings())
    kind = STANDARD_ATTRIBUTES.get(name, attribute.attribute_data_type)
    length, number = attribute.string_attribute_constraints, attribute.number_attribute_constraints
    if name in _FORMS and not _FORMS[name].fullmatch(value):
        return _EXAMPLES[name]
    if name == "birthdate" and not _DATE.fullmatch(value):
        return "a date like 1990-12-31"
    if kind == "Boolean" and value not in ("true", "false"):
        return '"true" or "false"'
    if kind == "Number":
        least, most = number.min_value, number.max_value
        if not re.fullmatch(r"-?[0-9]+", value):
            return "a whole number"
        if (least is not None and int(value) < least) or (most is not None and int(value) > most):
            return f"a number {_between(least, most)}"
    if kind == "String" and not length.min_length <= len(value) <= length.max_length:
        return f"{length.min_length} to {length.max_length} characters"
    return ""


def _between(least: int | None, most: int | None) -> str:
    ends = [f"from {least}" if least is not None else "", f"up to {most}" if most is not None else ""]
    return " ".join(filter(None, ends))


@rule(
    "USR-3",
    "Usernames are what users sign in with, and no alias",
    why="AWS refuses others (Username should be an email; Username cannot be of email format, since user pool is "
    "configured for email alias).",
    source=CREATE,
)
def usernames_fit_the_pool(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    for table, user in settings.users.items():
        username = user.username_at(table)
        if pool.username_attributes and not any(_FORMS[each].fullmatch(username) for each in pool.username_attributes):
            wanted = " or ".join(_EXAMPLES[each] for each in pool.username_attributes)
            yield (
                ("users", table, "username"),
                f"{shown(username)} does not fit username_attributes {shown(pool.username_attributes)}; use {wanted}",
            )
        for alias in pool.alias_attributes:
            if alias in _FORMS and _FORMS[alias].fullmatch(username):
                yield (
                    ("users", table, "username"),
                    f"{shown(username)} looks like the alias {alias}; use another username, and write this one in "
                    f"attributes.{alias}",
                )


@rule(
    "USR-4",
    "Users have what the pool requires",
    why="AWS leaves it to them: they cannot finish their first sign-in without, and with a permanent password nobody "
    "asks them.",
    source=CREATE,
    severity="warning",
)
def users_have_what_is_required(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    required = [name for name, attribute in pool.attributes.items() if attribute.required]
    for table, user in settings.users.items():
        lacking = [name for name in required if not (user.attributes.get(name) or _is(name, user, pool))]
        if lacking:
            yield (
                ("users", table, "attributes"),
                f"is without {', '.join(sorted(lacking))}, which the pool requires; add it",
            )


@rule(
    "USR-5",
    "Users' attributes have the form that the pool asks for",
    why="AWS refuses others (Attributes did not conform to the schema; Invalid email address format; Invalid phone "
    "number format).",
    source=f"{GUIDE}/user-pool-settings-attributes.html",
)
def attribute_values_fit(settings: EnvironmentSettings) -> Iterator[Problem]:
    for table, user in settings.users.items():
        for name, value in user.attributes.items():
            if form := _unfit(name, value, settings.user_pool.attributes):
                yield ("users", table, "attributes", name), f"{shown(value)} does not fit; use {form}"


@rule(
    "USR-6",
    "Invitations reach users",
    why="AWS sends an invitation to the user's own address: without one nobody gets it, and the password it brings.",
    source=CREATE,
    severity="warning",
)
def invitations_arrive(settings: EnvironmentSettings) -> Iterator[Problem]:
    pool = settings.user_pool
    for table, user in settings.users.items():
        if user.message_action == "SUPPRESS":
            continue
        for index, medium in enumerate(user.desired_delivery_mediums):
            attribute = "email" if medium == "EMAIL" else "phone_number"
            place = ("users", table, "desired_delivery_mediums", index)
            if medium == "SMS" and not pool.sends_sms:
                yield place, '"SMS", but nothing makes the pool send SMS; use "EMAIL", with email in attributes'
            elif not (user.attributes.get(attribute) or _is(attribute, user, pool)):
                yield (
                    place,
                    f'"{medium}" without an address; add {attribute} to attributes, or set message_action = "SUPPRESS"',
                )
