"""A key of Terraform's, AWS's or CDK's own that we spell otherwise is answered with ours."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.loaders import Loader

from cognito_as_code.checks import check
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.core.findings import schema_at
from cognito_as_code.settings.core.spellings import BY_TABLE, EVERYWHERE, squashed, written_instead
from tests.constructs.test_coverage import arguments, resources

SCHEMA = EnvironmentSettings.model_json_schema()
TABLES = {
    "aws_cognito_identity_pool": "identity_pool",
    "aws_cognito_identity_pool_provider_principal_tag": "identity_pool",
    "aws_cognito_identity_pool_roles_attachment": "identity_pool",
    "aws_cognito_identity_provider": "identity_providers.x",
    "aws_cognito_log_delivery_configuration": "log_delivery",
    "aws_cognito_managed_login_branding": "app_clients.x.managed_login_branding",
    "aws_cognito_managed_user_pool_client": "app_clients.x",
    "aws_cognito_resource_server": "resource_servers.x",
    "aws_cognito_risk_configuration": "risk_configuration",
    "aws_cognito_user": "users.x",
    "aws_cognito_user_group": "groups.x",
    "aws_cognito_user_in_group": "users.x",
    "aws_cognito_user_pool": "user_pool",
    "aws_cognito_user_pool_client": "app_clients.x",
    "aws_cognito_user_pool_domain": "domains.x",
    "aws_cognito_user_pool_ui_customization": "ui_customization",
}
# Blocks of Terraform that are tables by name here -> one of them.
NAMED = {"schema": "x", "role_mapping": "x"}
# Blocks that are lists here as well.
LISTED = {"asset", "mapping_rule"}


def place(table: str, argument: str) -> Iterator[str | int]:
    """The key path of an argument, were it spelled as Terraform spells it."""
    yield from table.split(".")
    *blocks, last = argument.split(".")[1:]
    for block in blocks:
        yield block
        if block in NAMED:
            yield NAMED[block]
        elif block in LISTED:
            yield 0
    yield last


ARGUMENTS = [
    (argument, tuple(place(TABLES[type_], argument)))
    for type_, resource in resources().items()
    for argument in arguments(resource, type_)
]


@pytest.mark.parametrize(("argument", "key"), ARGUMENTS, ids=[argument for argument, _ in ARGUMENTS])
def test_every_argument_is_a_key_or_has_an_answer(argument: str, key: tuple[str | int, ...]) -> None:
    def is_known(length: int) -> bool:
        return bool(schema_at(SCHEMA, key[:length]))

    first_unknown = next((length for length in range(1, len(key) + 1) if not is_known(length)), None)
    if first_unknown:
        *table, name = key[:first_unknown]
        assert written_instead(table, str(name)), argument


def said(text: str) -> list[str]:
    good = 'region = "eu-central-1"\naccount_id = "111122223333"\nuser_pool.name = "test"\n'
    data: dict[str, Any] = tomllib.loads(f"{good}{text}")
    return [str(finding) for finding in check(data)[1] if finding.message.startswith(("unknown key", "["))]


EXAMPLES = {
    'user_pool.mfa_configuration = "ON"': 'user_pool.mfa_configuration: unknown key; write configuration = "ON" in '
    "[user_pool.mfa]",
    'user_pool.MfaConfiguration = "ON"': 'user_pool.MfaConfiguration: unknown key; write configuration = "ON" in '
    "[user_pool.mfa]",
    "user_pool.mfaSecondFactor.otp = true": 'user_pool.mfaSecondFactor: unknown key; write factors = ["TOTP", "SMS"] '
    "in [user_pool.mfa]",
    "user_pool.software_token_mfa_configuration.enabled = true": "user_pool.software_token_mfa_configuration: unknown "
    'key; write factors = ["TOTP"] in [user_pool.mfa]',
    'user_pool.mfa.email_mfa_configuration.subject = "x"': "user_pool.mfa.email_mfa_configuration: unknown key; write "
    'factors = ["EMAIL"] here; subject and message belong to [user_pool.email_mfa_configuration]',
    "user_pool.PasswordPolicy.MinimumLength = 8": "user_pool.PasswordPolicy: unknown key; did you mean "
    '"password_policy"?',
    'user_pool.UserPoolName = "x"': "user_pool.UserPoolName: unknown key; write name",
    'app_clients.web.token_validity_units.id_token = "hours"': "app_clients.web.token_validity_units: unknown key; "
    'leave it out: write durations with their unit, as in access_token_validity = "60m"',
    "app_clients.web.AllowedOAuthFlowsUserPoolClient = true": "app_clients.web.AllowedOAuthFlowsUserPoolClient: "
    "unknown key; leave it out: it is on where allowed_oauth_flows lists a flow",
    'app_clients.web.CallbackURLs = ["https://example.com"]': "app_clients.web.CallbackURLs: unknown key; did you mean "
    '"callback_urls"?',
    "user_pool.minimum_length = 8": "user_pool.minimum_length: unknown key; it is a key of "
    "[user_pool.password_policy]: write it there",
    'user_pool.account_id = "1"': "user_pool.account_id: unknown key; it is a key of the top level, before the first "
    "table: write it there",
    '[[user_pool.schema]]\nname = "x"': 'user_pool.schema: [{"name": "x"}] is an array; write a table for each, by '
    "name, as in [user_pool.schema.NAME]",
    "[[user_pool.password_policy]]\nminimum_length = 8": 'user_pool.password_policy: [{"minimum_length": 8}] is an '
    "array; write one table, [user_pool.password_policy]",
    "[app_clients.web]\ncount = 2": "app_clients.web.count: unknown key; leave it out: write a table by name for each, "
    "as in [app_clients.NAME]",
    '[user_pool.tags]\na = "b"': "user_pool.tags: unknown key; write [tags] once, at the top level: they are for every "
    "resource",
    "[default_tags]": "default_tags: unknown key; write [tags], which are for every resource",
}


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_answer_is_the_message(text: str) -> None:
    assert said(text) == [EXAMPLES[text]]


ANSWERS = {
    f"{table or 'top level'}.{name}": (table, name, answer)
    for table, answers in (*BY_TABLE.items(), ("*", EVERYWHERE))
    for name, answer in answers.items()
}


@pytest.mark.parametrize(("table", "name", "answer"), ANSWERS.values(), ids=ANSWERS)
def test_what_an_answer_names_is_there(table: str, name: str, answer: str) -> None:
    """Tables in brackets exist, and keys it says to write are keys of the table that it names last, or of this one."""
    tables = [each.split(".") for each in re.findall(r"\[([a-z_]+(?:\.[A-Za-z0-9_]+)*)\]", answer)]
    assert all(schema_at(SCHEMA, tuple(each)) for each in tables), answer
    if table != "*":
        here = tuple(table.split(".")) if table else ()
        assert squashed(name) not in {squashed(each) for each in schema_at(SCHEMA, here).get("properties", {})}
    key = re.match(r"write (?!it )([a-z_0-9]+)\b(?! )|write (?!it )([a-z_0-9]+) (?:=|in) ?", answer)
    if key and table != "*":
        here = tuple(table.replace("*", "x").split(".")) if table else ()
        wanted = key[1] or key[2]
        assert any(schema_at(SCHEMA, (*each, wanted)) for each in (*map(tuple, tables), here)), answer


OPERATIONS = {
    "CreateUserPool": "user_pool",
    "CreateUserPoolClient": "app_clients.x",
    "CreateGroup": "groups.x",
    "CreateResourceServer": "resource_servers.x",
    "SetUserPoolMfaConfig": "user_pool",
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_parameter_of_awss_api_is_a_key_or_has_an_answer(operation: str) -> None:
    model = Loader().load_service_model("cognito-idp", "service-2")
    parameters = model["shapes"][model["operations"][operation]["input"]["shape"]]["members"]
    table = tuple(OPERATIONS[operation].split("."))
    ours = {squashed(key) for key in schema_at(SCHEMA, table)["properties"]}
    assert [each for each in parameters if squashed(each) not in ours and not written_instead(table, each)] == []
