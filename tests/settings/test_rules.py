"""Each rule, with a file that breaks it and nothing else, and one that keeps it."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from settings.files import check
from settings.rules import RULES

GOOD = """\
region     = "eu-central-1"
account_id = "111122223333"
user_pool.name = "test"
"""
SES = 'user_pool.email_configuration.source_arn = "arn:aws:ses:eu-central-1:111122223333:identity/example.com"\n'
DEVELOPER = f'{SES}user_pool.email_configuration.email_sending_account = "DEVELOPER"\n'
SMS = 'user_pool.mfa.factors = ["SMS"]\n'
CODE = """\
app_clients.web.allowed_oauth_flows = ["code"]
app_clients.web.allowed_oauth_scopes = ["openid"]
app_clients.web.callback_urls = ["https://app.example.com/"]
"""
MACHINE = """\
app_clients.job.allowed_oauth_flows = ["client_credentials"]
app_clients.job.allowed_oauth_scopes = ["api/read"]
app_clients.job.generate_secret = true
"""

# rule -> (breaks it, keeps it, where and what is said)
EXAMPLES = {
    "BCK-1": (
        "terraform.backend = {s3 = {}, gcs = {}}",
        "terraform.backend = {s3 = {}}",
        "terraform.backend: there are 2 backends, gcs, s3; keep one",
    ),
    "BCK-2": (
        'terraform.backend.s3.assume_role_with_web_identity = {web_identity_token = "x"}',
        'terraform.backend.s3.assume_role_with_web_identity = {role_arn = "x"}',
        "terraform.backend.s3.assume_role_with_web_identity.web_identity_token: is a credential, which does not belong "
        "in a file; set the environment variable AWS_WEB_IDENTITY_TOKEN_FILE instead",
    ),
    "MFA-1": (
        "user_pool.mfa.factors = []",
        "",
        'user_pool.mfa.factors: is empty while configuration is "ON"; list at least one of "TOTP", "SMS", "EMAIL"',
    ),
    "MFA-3": (
        'user_pool.mfa = {configuration = "OFF", factors = ["TOTP"]}',
        'user_pool.mfa = {configuration = "OFF"}',
        'user_pool.mfa.factors: ["TOTP"] while configuration is "OFF"; remove the factors, or set configuration = "ON"',
    ),
    "MFA-9": (
        f'{SMS}user_pool.account_recovery_setting.recovery_mechanisms = ["verified_phone_number"]',
        f'{SMS}user_pool.account_recovery_setting.recovery_mechanisms = ["verified_email", "verified_phone_number"]',
        'user_pool.account_recovery_setting.recovery_mechanisms: only "verified_phone_number" while SMS is an MFA '
        'factor; put "verified_email" first, or use "admin_only"',
    ),
    "MFA-10": (
        'user_pool.mfa.factors = ["EMAIL"]\nuser_pool.account_recovery_setting.recovery_mechanisms = ["admin_only"]',
        f'{DEVELOPER}user_pool.mfa.factors = ["EMAIL"]\n'
        'user_pool.account_recovery_setting.recovery_mechanisms = ["admin_only"]',
        'user_pool.email_configuration.email_sending_account: "COGNITO_DEFAULT" while EMAIL is an MFA factor; '
        'set "DEVELOPER" and source_arn, the ARN of your SES identity',
    ),
    "MFA-11": (
        f'{DEVELOPER}user_pool.mfa.factors = ["EMAIL"]',
        f'{DEVELOPER}user_pool.mfa.factors = ["EMAIL", "SMS"]\n'
        'user_pool.account_recovery_setting.recovery_mechanisms = ["verified_email", "verified_phone_number"]',
        'user_pool.account_recovery_setting.recovery_mechanisms: only "verified_email" while EMAIL is an MFA factor; '
        'add "verified_phone_number", or use "admin_only"',
    ),
    "MFA-12": (
        f'{DEVELOPER}user_pool.mfa.factors = ["EMAIL"]\nuser_pool.user_pool_tier = "LITE"\n'
        'user_pool.account_recovery_setting.recovery_mechanisms = ["admin_only"]',
        'user_pool.user_pool_tier = "LITE"',
        'user_pool.user_pool_tier: "LITE" has no e-mail MFA; use "ESSENTIALS", or remove EMAIL from mfa.factors',
    ),
    "MFA-16": (
        'user_pool.auto_verified_attributes = ["phone_number"]',
        'user_pool.auto_verified_attributes = ["phone_number"]\nuser_pool.mfa.factors = ["TOTP", "SMS"]',
        'user_pool.mfa.factors: ["TOTP"] while auto_verified_attributes has phone_number, so that Cognito will offer '
        'SMS as a factor too; add "SMS", or remove "phone_number" there',
    ),
    "PWD-1": (
        'user_pool.user_pool_tier = "LITE"\nuser_pool.password_policy.password_history_size = 3',
        "user_pool.password_policy.password_history_size = 3",
        'user_pool.user_pool_tier: "LITE" has no password history; use "ESSENTIALS", or set password_history_size = 0',
    ),
    "ATT-1": (
        'user_pool.alias_attributes = ["email"]\nuser_pool.username_attributes = ["email"]',
        'user_pool.alias_attributes = ["email"]',
        'user_pool.alias_attributes: ["email"] together with username_attributes ["email"]; keep one of the two',
    ),
    "REC-1": (
        'user_pool.account_recovery_setting.recovery_mechanisms = ["verified_email", "admin_only"]',
        'user_pool.account_recovery_setting.recovery_mechanisms = ["admin_only"]',
        'user_pool.account_recovery_setting.recovery_mechanisms: ["verified_email", "admin_only"] mixes "admin_only" '
        "with another mechanism; keep one or the other",
    ),
    "REC-4": (
        'user_pool.account_recovery_setting.recovery_mechanisms = ["verified_email", "verified_phone_number"]',
        "",
        'user_pool.account_recovery_setting.recovery_mechanisms: has "verified_phone_number", but nothing makes the '
        'pool send SMS; add "phone_number" to auto_verified_attributes, or remove "verified_phone_number"',
    ),
    "SMS-2": (
        f'{SMS}user_pool.sms_configuration.sns_region = "us-west-2"',
        f'{SMS}user_pool.sms_configuration.sns_region = "eu-west-1"',
        'user_pool.sms_configuration.sns_region: "us-west-2" cannot serve a pool in eu-central-1; '
        "use eu-central-1 or eu-west-1",
    ),
    "SMS-3": (
        f'{SMS}user_pool.sms_configuration = {{sns_caller_arn = "arn:aws:iam::444455556666:role/sms", '
        'external_id = "id"}',
        f'{SMS}user_pool.sms_configuration = {{sns_caller_arn = "arn:aws:iam::111122223333:role/sms", '
        'external_id = "id"}',
        'user_pool.sms_configuration.sns_caller_arn: "arn:aws:iam::444455556666:role/sms" is in another account; '
        "use a role in 111122223333",
    ),
    "SMS-4": (
        f'{SMS}user_pool.sms_configuration.sns_caller_arn = "arn:aws:iam::111122223333:role/sms"',
        SMS,
        "user_pool.sms_configuration.external_id: is missing next to sns_caller_arn; write the sts:ExternalId of that "
        "role's trust policy",
    ),
    "SMS-9": (
        'user_pool.sms_configuration.external_id = "id"',
        f'{SMS}user_pool.sms_configuration.external_id = "id"',
        'user_pool.sms_configuration: has no effect, since nothing sends SMS; add "SMS" to mfa.factors, '
        "or remove the table",
    ),
    "EML-1": (
        'user_pool.email_configuration.email_sending_account = "DEVELOPER"',
        DEVELOPER,
        'user_pool.email_configuration.source_arn: is missing while email_sending_account is "DEVELOPER"; '
        "write the ARN of your SES identity",
    ),
    "EML-3": (
        f'{DEVELOPER}user_pool.email_configuration.from_email_address = "Help <help@example.org>"',
        f'{DEVELOPER}user_pool.email_configuration.from_email_address = "Help <help@mail.example.com>"',
        'user_pool.email_configuration.from_email_address: "help@example.org" is not under the SES identity '
        "example.com; use an address that is",
    ),
    "EML-4": (
        SES.replace("eu-central-1", "eu-north-1"),
        SES.replace("eu-central-1", "us-east-1"),
        'user_pool.email_configuration.source_arn: "arn:aws:ses:eu-north-1:111122223333:identity/example.com" cannot '
        "serve a pool in eu-central-1; use an identity in eu-central-1 or us-east-1 or us-west-2 or eu-west-1",
    ),
    "EML-5": (
        SES.replace("111122223333", "444455556666"),
        SES,
        'user_pool.email_configuration.source_arn: "arn:aws:ses:eu-central-1:444455556666:identity/example.com" is in '
        "another account; use an identity in 111122223333",
    ),
    "REN-1": (
        'app_clients.old = {}\napp_clients.new.renamed_from = "old"',
        'app_clients.new.renamed_from = "old"',
        'app_clients.new.renamed_from: "old" is still there; remove that table, or this key',
    ),
    "CLI-1": (
        MACHINE.replace('["client_credentials"]', '["client_credentials", "code"]')
        + 'app_clients.job.callback_urls = ["https://app.example.com/"]',
        MACHINE,
        'app_clients.job.allowed_oauth_flows: ["client_credentials", "code"] mixes client_credentials with a sign-in '
        "flow; make two clients",
    ),
    "CLI-2": (
        MACHINE.replace("true", "false"),
        MACHINE,
        "app_clients.job.generate_secret: false while allowed_oauth_flows has client_credentials; "
        "set generate_secret = true",
    ),
    "CLI-3": (
        MACHINE.replace("api/read", "openid"),
        MACHINE,
        'app_clients.job.allowed_oauth_scopes: ["openid"] cannot be had with client_credentials; '
        "use resource server scopes like api/read",
    ),
    "CLI-4": (
        CODE.replace('"https://app.example.com/"', ""),
        CODE,
        'app_clients.web.callback_urls: is empty while allowed_oauth_flows is ["code"]; list where users return to',
    ),
    "CLI-5": (
        CODE.replace('"openid"', ""),
        CODE,
        'app_clients.web.allowed_oauth_scopes: is empty while allowed_oauth_flows is ["code"]; '
        'list scopes, for example ["openid", "email"]',
    ),
    "CLI-6": (
        'app_clients.web.logout_urls = ["https://app.example.com/"]',
        f'{CODE}app_clients.web.logout_urls = ["https://app.example.com/"]',
        "app_clients.web.logout_urls: has no effect without allowed_oauth_flows; "
        'set allowed_oauth_flows = ["code"], or remove it',
    ),
    "CLI-7": (
        CODE.replace('"openid"', '"openid", "mail"'),
        CODE.replace('"openid"', '"openid", "api/read"'),
        'app_clients.web.allowed_oauth_scopes[1]: "mail" is no scope; '
        "use aws.cognito.signin.user.admin, email, openid, phone, profile or <resource server>/<scope>",
    ),
    "CLI-8": (
        CODE.replace('"openid"', '"email"'),
        CODE.replace('"openid"', '"email", "openid"'),
        'app_clients.web.allowed_oauth_scopes: ["email"] without "openid"; add "openid"',
    ),
    "CLI-12": (
        f'{CODE}app_clients.web.default_redirect_uri = "https://app.example.com"',
        f'{CODE}app_clients.web.default_redirect_uri = "https://app.example.com/"',
        'app_clients.web.default_redirect_uri: "https://app.example.com" is not one of callback_urls; '
        "add it there, letter for letter",
    ),
    "CLI-14": (
        'app_clients.web.refresh_token_validity = "60m"\napp_clients.web.access_token_validity = "61m"',
        'app_clients.web.refresh_token_validity = "60m"',
        'app_clients.web.access_token_validity: "61m" is longer than refresh_token_validity "60m"; '
        "shorten the one or lengthen the other",
    ),
    "CLI-19": (
        "app_clients.web.enable_propagate_additional_user_context_data = true",
        "app_clients.web.enable_propagate_additional_user_context_data = true\napp_clients.web.generate_secret = true",
        "app_clients.web.enable_propagate_additional_user_context_data: true without a secret; "
        "set generate_secret = true, or leave it false",
    ),
    "SIG-6": (
        'user_pool.user_pool_tier = "LITE"\napp_clients.web.explicit_auth_flows = ["ALLOW_USER_AUTH"]',
        'app_clients.web.explicit_auth_flows = ["ALLOW_USER_AUTH"]',
        'app_clients.web.explicit_auth_flows: has "ALLOW_USER_AUTH", which user_pool_tier = "LITE" does not have; '
        'use "ESSENTIALS", or remove it',
    ),
    "IP-3": (
        "identity_pool = {}",
        "identity_pool = {}\napp_clients.web = {}",
        "identity_pool: trusts the app clients of this file, and there is none; "
        "add [app_clients.NAME], or remove the table",
    ),
}


def findings(added: str) -> list[str]:
    """What is said about a good file with a few lines more."""
    data: dict[str, Any] = tomllib.loads(f"{GOOD}{added}")
    return [str(finding) for finding in check(data)[1]]


@pytest.mark.parametrize("rule", EXAMPLES)
def test_breaking_a_rule_gives_its_message_and_no_other(rule: str) -> None:
    broken, _, message = EXAMPLES[rule]
    assert findings(broken) == [f"{message} [{rule}]"]


@pytest.mark.parametrize("rule", EXAMPLES)
def test_keeping_a_rule_gives_no_message(rule: str) -> None:
    assert findings(EXAMPLES[rule][1]) == []


def test_every_rule_has_an_example() -> None:
    assert set(EXAMPLES) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_says_what_why_and_where_that_is_documented(rule: str) -> None:
    assert RULES[rule].title
    assert RULES[rule].why.endswith(".")
    assert RULES[rule].source.startswith("https://")
