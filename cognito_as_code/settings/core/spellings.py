"""What to write for a key that is Terraform's, AWS's or CDK's own, and spelled otherwise in a settings file."""

from __future__ import annotations

import re
from collections.abc import Sequence

_POOL_ONLY = "leave it out: a file has one user pool, and everything in it belongs to that"
_CLIENT = "leave it out: write the table below its client, as in [app_clients.NAME]"
_BY_NAME = "leave it out: write a table by name for each, as in [app_clients.NAME]"
_VALUES = "leave it out: a settings file holds values, and cannot refer to other Terraform"
_SIGN_IN_NAMES = 'write username_attributes = ["email"], or alias_attributes, in [user_pool]'
_MESSAGES = "write {key} in [user_pool.verification_message_template]"
_DURATIONS = 'leave it out: write durations with their unit, as in access_token_validity = "60m"'
_FACTORS = 'write factors = ["TOTP", "SMS"] in [user_pool.mfa]'
_SENT_BY_SMS = f"{_FACTORS}; the role for SMS comes with it, or is sns_caller_arn in [user_pool.sms_configuration]"
_DETAILS = (
    "write its keys into the provider's own table, as in client_id and authorize_scopes of [identity_providers.NAME]"
)
_NOT_YET = "leave it out: AWS has it, and no released Terraform provider"

EVERYWHERE = {
    "user_pool_id": _POOL_ONLY,
    "identity_pool_id": "leave it out: a file has one identity pool, and everything in it belongs to that",
    "region": "write region once, at the top level: it is for everything in the file",
    "tags": "write [tags] once, at the top level: they are for every resource",
    "tags_all": "write [tags] once, at the top level: they are for every resource",
    "user_pool_tags": "write [tags] once, at the top level: they are for every resource",
    "count": _BY_NAME,
    "for_each": _BY_NAME,
    "depends_on": "leave it out: the order follows from what refers to what",
    "provider": "leave it out: region, account_id and [tags] at the top level configure the provider",
    "lifecycle": "leave it out: only [user_pool.lifecycle] and [identity_pool.lifecycle] can be set",
    "prevent_destroy": "write prevent_destroy in [user_pool.lifecycle] or [identity_pool.lifecycle]",
    "ignore_changes": "leave it out: what AWS changes by itself is ignored already",
    "provisioner": "leave it out: no settings file runs commands",
    "connection": "leave it out: no settings file runs commands",
    "timeouts": "leave it out: these resources have no timeouts",
    "removal_policy": 'write deletion_protection = "INACTIVE" in [user_pool] and prevent_destroy = false in '
    "[user_pool.lifecycle] before a pool is removed",
    "id": "leave it out: AWS gives it",
    "arn": "leave it out: AWS gives it",
}
"""In any table that has no such key."""

BY_TABLE: dict[str, dict[str, str]] = {
    "": {
        "default_tags": "write [tags], which are for every resource",
        "provider": "write region, account_id and [tags] at the top level",
        "required_version": "write required_version in [terraform]",
        "required_providers": 'write aws_provider = "~> 6.25" in [terraform]',
        "aws_provider": "write aws_provider in [terraform]",
        "backend": "write the backend below [terraform.backend], as in [terraform.backend.s3]",
        **dict.fromkeys(("s3", "remote_state"), "write [terraform.backend.s3]"),
        "import": "leave it out: write import blocks into a file of the stack's own, or run terraform import",
        "moved": "leave it out: write renamed_from in what was renamed; other moves belong to the stack",
        "removed": "leave it out: remove the table of what is to go",
        "resource": "write its arguments into the table of what it makes, as in [user_pool] or [app_clients.NAME]",
        **dict.fromkeys(("data", "locals", "module", "output", "variable"), _VALUES),
        "aws_cognito_user_pool": "write [user_pool]",
        "aws_cognito_user_pool_client": "write [app_clients.NAME]",
        "aws_cognito_managed_user_pool_client": "write [app_clients.NAME]",
        "aws_cognito_user_pool_domain": "write [domains.NAME]",
        "aws_cognito_identity_provider": "write [identity_providers.NAME]",
        "aws_cognito_resource_server": "write [resource_servers.NAME]",
        "aws_cognito_user_group": "write [groups.NAME]",
        "aws_cognito_user": "write [users.NAME]",
        "aws_cognito_user_in_group": "write groups in [users.NAME]",
        "aws_cognito_identity_pool": "write [identity_pool]",
        "aws_cognito_identity_pool_roles_attachment": "write [identity_pool.roles.authenticated]",
        "aws_cognito_identity_pool_provider_principal_tag": "write [identity_pool.principal_tags]",
        "aws_cognito_risk_configuration": "write [risk_configuration]",
        "aws_cognito_log_delivery_configuration": "write [log_delivery]",
        "aws_cognito_managed_login_branding": "write [app_clients.NAME.managed_login_branding]",
        "aws_cognito_user_pool_ui_customization": "write [ui_customization]",
        **dict.fromkeys(("user_pool_client", "clients", "client", "app_client"), "write [app_clients.NAME]"),
        **dict.fromkeys(("user_pool_domain", "domain"), "write [domains.NAME]"),
        "identity_provider": "write [identity_providers.NAME]",
        "resource_server": "write [resource_servers.NAME]",
        **dict.fromkeys(("user_group", "group"), "write [groups.NAME]"),
        "user": "write [users.NAME]",
        "mfa_configuration": "write configuration in [user_pool.mfa]",
    },
    "user_pool": {
        "user_pool_name": "write name",
        "pool_name": "write name",
        "mfa_configuration": 'write configuration = "ON" in [user_pool.mfa]',
        "software_token_mfa_configuration": 'write factors = ["TOTP"] in [user_pool.mfa]',
        "sms_mfa_configuration": _SENT_BY_SMS,
        "mfa_second_factor": _FACTORS,
        "enabled_mfas": _FACTORS,
        "mfa_message": "write sms_authentication_message",
        "email_verification_message": _MESSAGES.format(key="email_message"),
        "email_verification_subject": _MESSAGES.format(key="email_subject"),
        "sms_verification_message": _MESSAGES.format(key="sms_message"),
        "user_verification": "write [user_pool.verification_message_template]",
        "user_invitation": "write [user_pool.admin_create_user_config.invite_message_template]",
        "policies": "write [user_pool.password_policy] and [user_pool.sign_in_policy]",
        "lambda_triggers": "write [user_pool.lambda_config]",
        "device_tracking": "write [user_pool.device_configuration]",
        "account_recovery": "write recovery_mechanisms in [user_pool.account_recovery_setting]",
        "account_recovery_settings": "write [user_pool.account_recovery_setting]",
        "auto_verify": 'write auto_verified_attributes = ["email"]',
        "sign_in_aliases": _SIGN_IN_NAMES,
        "sign_in_case_sensitive": "write case_sensitive in [user_pool.username_configuration]",
        "case_sensitive": "write case_sensitive in [user_pool.username_configuration]",
        "self_sign_up_enabled": "write allow_admin_create_user_only in [user_pool.admin_create_user_config]",
        "feature_plan": 'write user_pool_tier = "ESSENTIALS"',
        "advanced_security_mode": "write advanced_security_mode in [user_pool.user_pool_add_ons]",
        "custom_attributes": "write a table for each attribute, as in [user_pool.schema.NAME]",
        "standard_attributes": "write a table for each attribute, as in [user_pool.schema.NAME]",
        "email": "write [user_pool.email_configuration]",
        "sms_role": "write sns_caller_arn in [user_pool.sms_configuration]",
        "sms_role_external_id": "write external_id in [user_pool.sms_configuration]",
        "enable_sms_role": "leave it out: the role for SMS is made where something sends one",
        "passkey_relying_party_id": "write relying_party_id in [user_pool.web_authn_configuration]",
        "passkey_user_verification": "write user_verification in [user_pool.web_authn_configuration]",
        "web_authn_relying_party_id": "write relying_party_id in [user_pool.web_authn_configuration]",
        "web_authn_user_verification": "write user_verification in [user_pool.web_authn_configuration]",
        "keep_original": "write attributes_require_verification_before_update in "
        "[user_pool.user_attribute_update_settings]",
        **dict.fromkeys(
            (
                "factor_configuration",
                "key_configuration",
                "replica_configuration",
                "issuer_configuration",
                "inbound_federation",
            ),
            _NOT_YET,
        ),
        "clients": "write [app_clients.NAME]",
        "domain": "write [domains.NAME]",
    },
    "user_pool.web_authn_configuration": {"factor_configuration": _NOT_YET},
    "user_pool.mfa": {
        "mfa_configuration": 'write configuration = "ON"',
        "software_token_mfa_configuration": 'write factors = ["TOTP"]',
        "email_mfa_configuration": 'write factors = ["EMAIL"] here; subject and message belong to '
        "[user_pool.email_mfa_configuration]",
        "sms_configuration": 'write factors = ["SMS"] here; the role belongs to [user_pool.sms_configuration]',
        "sms_mfa_configuration": 'write factors = ["SMS"]',
        "enabled": 'write configuration = "ON", "OPTIONAL" or "OFF"',
        "mfa_second_factor": 'write factors = ["TOTP", "SMS"]',
        "enabled_mfas": 'write factors = ["TOTP", "SMS"]',
        **dict.fromkeys(("totp", "otp", "software_token"), 'write factors = ["TOTP"]'),
        "sms": 'write factors = ["SMS"]',
        "email": 'write factors = ["EMAIL"]',
    },
    "user_pool.account_recovery_setting": {
        "recovery_mechanism": 'write recovery_mechanisms = ["verified_email"], a list with the first choice first',
    },
    "user_pool.lambda_config": {
        "pre_token_generation": "write [user_pool.lambda_config.pre_token_generation_config] with lambda_arn and "
        'lambda_version = "V1_0"',
    },
    "user_pool.password_policy": {
        "min_length": "write minimum_length",
        "require_digits": "write require_numbers",
        "temp_password_validity": "write temporary_password_validity_days",
    },
    "user_pool.schema.*": {
        "name": "leave it out: the table's name is the attribute's, as in [user_pool.schema.NAME]",
        "min_value": "write it below [user_pool.schema.NAME.number_attribute_constraints]",
        "max_value": "write it below [user_pool.schema.NAME.number_attribute_constraints]",
        "min_length": "write it below [user_pool.schema.NAME.string_attribute_constraints]",
        "max_length": "write it below [user_pool.schema.NAME.string_attribute_constraints]",
    },
    "app_clients.*": {
        "client_name": "write name",
        "user_pool_client_name": "write name",
        "token_validity_units": _DURATIONS,
        "allowed_oauth_flows_user_pool_client": "leave it out: it is on where allowed_oauth_flows lists a flow",
        "auth_flows": 'write explicit_auth_flows = ["ALLOW_USER_SRP_AUTH"]',
        "oauth": "write allowed_oauth_flows, allowed_oauth_scopes and callback_urls",
        "identity_providers": "write supported_identity_providers",
        "name_prefix": "write name: a client is made here, and not adopted",
        "name_pattern": "write name: a client is made here, and not adopted",
        "client_id": "leave it out: AWS gives it",
        "client_secret": "write generate_secret = true: AWS makes the secret",
    },
    "app_clients.*.managed_login_branding": {
        "client_id": _CLIENT,
        "use_cognito_provided_values": "leave it out: without settings and asset, Cognito's own style is used",
        "assets": "write asset",
    },
    "identity_providers.*": {
        "provider_details": _DETAILS,
        "attributes_url_add_attributes": "leave it out: AWS gives it",
        "scopes": "write authorize_scopes",
        "name": "write provider_name, or only the table's name",
        "idp_init": "write idp_initiated",
    },
    "resource_servers.*": {
        "scope": 'write scopes, a table of names and descriptions: scopes.read = "Read"',
    },
    "groups.*": {
        "group_name": "write name, or only the table's name",
        "role_arn": "write role_arn in [groups.NAME.role]",
    },
    "users.*": {
        "group_name": 'write groups = ["NAME"]',
        "user_attributes": "write attributes",
    },
    "domains.*": {
        "user_pool_domain": "write domain",
        "custom_domain_config": "write certificate_arn",
    },
    "identity_pool": {
        "name": "write identity_pool_name",
        "cognito_identity_providers": "leave it out: the app clients of this file are its providers, and "
        "server_side_token_check is a key of [identity_pool] itself",
        "cognito_identity_provider": "leave it out: the app clients of this file are its providers",
        "role_mappings": "write [identity_pool.role_mapping]",
        "role_attachment": "write [identity_pool.roles.authenticated]",
        "authenticated_role": "write [identity_pool.roles.authenticated]",
        "unauthenticated_role": "write [identity_pool.roles.unauthenticated]",
        "identity_provider_name": "leave it out: the tags are those of this file's user pool",
        "use_defaults": "leave it out: the tags listed in [identity_pool.principal_tags] are used",
        "allow_unauthenticated": "write allow_unauthenticated_identities",
    },
    "identity_pool.role_mapping.*": {
        "identity_provider": "leave it out: the table's name is the provider's",
        "rules_configuration": "write mapping_rule, a list of tables",
    },
    "log_delivery": {
        "log_configurations": "write [log_delivery.user_notification] and [log_delivery.user_auth_events]",
    },
    "risk_configuration": {"client_id": _CLIENT},
    "app_clients.*.risk_configuration": {"client_id": _CLIENT},
    "ui_customization": {"client_id": _CLIENT},
    "app_clients.*.ui_customization": {"client_id": _CLIENT},
}
"""Table, with * for a name -> a key it has not -> what to write."""


def squashed(name: str) -> str:
    """A name without capitals, _ and -: MfaConfiguration, mfaConfiguration and mfa_configuration are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


_BY_TABLE = {
    tuple(table.split(".") if table else ()): {squashed(name): answer for name, answer in answers.items()}
    for table, answers in BY_TABLE.items()
}
_EVERYWHERE = {squashed(name): answer for name, answer in EVERYWHERE.items()}


def written_instead(table: Sequence[str | int], name: str) -> str:
    """What to write instead of a key that a table has not; "" where nothing is known of it."""
    for pattern, answers in _BY_TABLE.items():
        is_here = len(pattern) == len(table) and all(
            part in ("*", named) for part, named in zip(pattern, table, strict=True)
        )
        if is_here and squashed(name) in answers:
            return answers[squashed(name)]
    return _EVERYWHERE.get(squashed(name), "")
