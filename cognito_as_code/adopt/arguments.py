"""Which argument of which resource a key of the settings becomes."""

from __future__ import annotations

from cognito_as_code.settings.core.fields import KeyPath

_OF_FACTORS = [
    "software_token_mfa_configuration", "email_mfa_configuration", "sms_authentication_message", "sms_configuration",
]  # fmt: skip
_OF_POOL: dict[str, list[str]] = {
    "mfa": ["mfa_configuration", *_OF_FACTORS],
    "mfa.configuration": ["mfa_configuration"],
    "mfa.factors": _OF_FACTORS,
    "lambda_config.pre_token_generation_config": [
        "lambda_config.pre_token_generation",
        "lambda_config.pre_token_generation_config",
    ],
    "lifecycle": [],
}
_WHOLE_BLOCKS = {
    "account_recovery_setting", "schema", "sign_in_policy", "sms_configuration", "user_attribute_update_settings",
    "web_authn_configuration",
}  # fmt: skip
"""Blocks of one argument or of what belongs together, and lists of blocks: left as a whole."""
_FOLLOWING = {
    "access_token_validity": ["token_validity_units"],
    "allowed_oauth_flows": ["allowed_oauth_flows_user_pool_client"],
    "id_token_validity": ["token_validity_units"],
    "refresh_token_validity": ["token_validity_units"],
}
"""Key of [app_clients.NAME] -> arguments that follow from it too."""
_PROVIDER_DETAILS = {
    "client_id": "client_id", "client_secret": "client_secret", "private_key": "private_key", "team_id": "team_id",
    "key_id": "key_id", "authorize_scopes": "authorize_scopes", "api_version": "api_version",
    "oidc_issuer": "oidc_issuer", "attributes_request_method": "attributes_request_method",
    "authorize_url": "authorize_url", "token_url": "token_url", "attributes_url": "attributes_url",
    "jwks_uri": "jwks_uri", "metadata_url": "MetadataURL", "metadata_file": "MetadataFile",
    "idp_sign_out": "IDPSignout", "idp_initiated": "IDPInit", "encrypted_responses": "EncryptedResponses",
    "request_signing_algorithm": "RequestSigningAlgorithm",
}  # fmt: skip
"""Key of [identity_providers.NAME] -> AWS's name of the detail."""
_RESOURCES = {
    "app_clients": "aws_cognito_user_pool_client",
    "identity_providers": "aws_cognito_identity_provider",
    "resource_servers": "aws_cognito_resource_server",
    "groups": "aws_cognito_user_group",
    "users": "aws_cognito_user",
    "domains": "aws_cognito_user_pool_domain",
}
_SINGLE = {
    "risk_configuration": "aws_cognito_risk_configuration.main",
    "ui_customization": "aws_cognito_user_pool_ui_customization.main",
    "log_delivery": "aws_cognito_log_delivery_configuration.main",
    "web_acl": "aws_wafv2_web_acl_association.main",
}
_OF_CLIENT = {
    "risk_configuration": "aws_cognito_risk_configuration.client_{}",
    "ui_customization": "aws_cognito_user_pool_ui_customization.client_{}",
    "managed_login_branding": "aws_cognito_managed_login_branding.{}",
}


def arguments_of(key: KeyPath) -> tuple[str, list[str]] | None:
    """The address, and the arguments there, that a key becomes; None for what is no argument of a resource."""
    parts = [str(part) for part in key]
    match parts:
        case ["user_pool", *rest] if rest:
            return "aws_cognito_user_pool.main", _of_pool(rest)
        case ["app_clients", name, resource, *rest] if resource in _OF_CLIENT:
            return _OF_CLIENT[resource].format(name), _of_block(rest)
        case ["identity_providers", name, argument, *_] if argument in _PROVIDER_DETAILS:
            return f"aws_cognito_identity_provider.{name}", [f"provider_details.{_PROVIDER_DETAILS[argument]}"]
        case ["groups", name, "role", *_]:
            return f"aws_cognito_user_group.{name}", ["role_arn"]
        case ["resource_servers", name, "scopes", *_]:
            return f"aws_cognito_resource_server.{name}", ["scope"]
        case [noun, name, argument, *_] if noun in _RESOURCES:
            following = _FOLLOWING.get(argument, []) if noun == "app_clients" else []
            return f"{_RESOURCES[noun]}.{name}", [argument, *following]
        case [noun, *rest] if noun in _SINGLE:
            return _SINGLE[noun], ["log_configurations"] if noun == "log_delivery" else _of_block(rest)
        case ["identity_pool", *rest] if rest:
            return _of_identity_pool(rest)
    return None


def _of_pool(rest: list[str]) -> list[str]:
    for length in range(len(rest), 0, -1):
        if (known := ".".join(rest[:length])) in _OF_POOL:
            return _OF_POOL[known]
    return [rest[0] if rest[0] in _WHOLE_BLOCKS else ".".join(part for part in rest if not part.isdigit())]


def _of_block(rest: list[str]) -> list[str]:
    return rest[:1] or ["*"]


def _of_identity_pool(rest: list[str]) -> tuple[str, list[str]]:
    if rest[0] in ("roles", "role_mapping"):
        return "aws_cognito_identity_pool_roles_attachment.main", [rest[0]]
    if rest[0] == "principal_tags":
        return "aws_cognito_identity_pool_provider_principal_tag.main", ["principal_tags"]
    argument = "cognito_identity_providers" if rest[0] == "server_side_token_check" else rest[0]
    return "aws_cognito_identity_pool.main", [argument]
