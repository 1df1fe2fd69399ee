"""What is so of each argument in a plan, whoever wrote it: a table a type, a row an argument, and each fact once.

Defaults, replacements and what is kept were measured with provider 5.100.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

LARGER: Literal["larger"] = "larger"
SMALLER: Literal["smaller"] = "smaller"


@dataclass(frozen=True)
class Fact:
    """The columns of a row."""

    default: Any = None
    """What its absence means: Terraform's default, or AWS's where that has none."""
    order: tuple[Any, ...] | Literal["larger", "smaller"] = ()
    """Its values from the weakest to the strongest, or which numbers are the stronger ones."""
    protects: bool = False
    """Whether users are protected by it, so that a plan that does not know it cannot be judged."""
    expected: bool = False
    """Whether whoever has less than the strongest is told so, also where nothing changes."""
    replaces: bool = False
    """Whether its change replaces the resource."""
    kept: bool = False
    """Whether AWS keeps the old value when the configuration no longer has it."""
    by_itself: Any = None
    """What AWS has where it was never set: another value that is kept is told of. None: nobody is told."""
    secret: bool = False
    """Whether it is never shown, also where the provider does not mark it."""
    usual: Any = None
    """What needs no second look: the values of a list, or the most seconds."""
    factor: str = ""
    """The second factor that it offers."""
    about: Literal["", "code", "door", "message", "password", "sender", "sending", "verification"] = ""
    """What the rules read it for."""


@dataclass(frozen=True)
class Kind:
    """What is so of a type, and its arguments."""

    noun: str = ""
    """What people call it; empty: nobody misses it."""
    rows: Mapping[str, Fact] = field(default_factory=dict)
    """Dotted path -> its facts."""
    identity: tuple[str, ...] = ()
    """Arguments that tell which one it is, whatever its address: the first that is there."""
    belongs_to: tuple[str, ...] = ()
    """Arguments that hold the id of the pool, or client, without which it cannot be."""
    house: tuple[str, ...] = ()
    """Arguments that hold the id of the API, listener or load balancer which it is a door of."""


_REPLACES = Fact(replaces=True)
_KEPT = Fact(kept=True)
_SECRET = Fact(secret=True)
_MESSAGE = Fact(about="message")
_SENDER = Fact(about="sender")
_CODE = Fact(about="code")
_DOOR = Fact(about="door")
_SENDING = Fact(about="sending")
_OFF_ON = (False, True)
_ON_OFF = (True, False)

_CLIENT = {
    "access_token_validity": Fact(kept=True, usual=3600),
    "id_token_validity": Fact(kept=True, usual=3600),
    "refresh_token_validity": Fact(kept=True, usual=30 * 86_400),
    "token_validity_units.access_token": Fact("hours"),
    "token_validity_units.id_token": Fact("hours"),
    "token_validity_units.refresh_token": Fact("days"),
    "allowed_oauth_flows": Fact([], protects=True, kept=True, by_itself=[]),
    "allowed_oauth_flows_user_pool_client": _KEPT,
    "allowed_oauth_scopes": Fact([], kept=True),
    "auth_session_validity": _KEPT,
    "callback_urls": Fact([], protects=True, kept=True, by_itself=[]),
    "client_secret": _SECRET,
    "default_redirect_uri": _KEPT,
    "enable_propagate_additional_user_context_data": _KEPT,
    "enable_token_revocation": Fact(True, _OFF_ON, protects=True, expected=True, kept=True),
    "explicit_auth_flows": Fact(
        [], protects=True, kept=True, usual=("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH")
    ),
    "generate_secret": Fact(False, replaces=True),
    "logout_urls": Fact([], kept=True, by_itself=[]),
    "prevent_user_existence_errors": Fact("LEGACY", ("LEGACY", "ENABLED"), protects=True, expected=True, kept=True),
    "read_attributes": _KEPT,
    "refresh_token_rotation.feature": Fact("DISABLED", ("DISABLED", "ENABLED")),
    "region": _REPLACES,
    "supported_identity_providers": Fact([], kept=True),
    "user_pool_id": _REPLACES,
    "write_attributes": Fact([], kept=True),
}

_LISTENER = Kind(
    rows={
        "default_action": _DOOR,
        "default_action.authenticate_cognito.on_unauthenticated_request": Fact("authenticate"),
        "load_balancer_arn": _REPLACES,
    },
    house=("load_balancer_arn",),
)
_LISTENER_RULE = Kind(
    rows={
        "action": _DOOR,
        "action.authenticate_cognito.on_unauthenticated_request": Fact("authenticate"),
        "condition": _DOOR,
        "listener_arn": _REPLACES,
        "priority": _DOOR,
    },
    house=("listener_arn",),
)
_SEARCH = Kind(rows={"cognito_options": _DOOR, "cognito_options.enabled": Fact(False), "domain_name": _REPLACES})

_DOOR_KINDS = {
    "aws_alb_listener": _LISTENER,
    "aws_alb_listener_rule": _LISTENER_RULE,
    "aws_api_gateway_authorizer": Kind(
        rows={
            "authorizer_result_ttl_in_seconds": Fact(300),
            "identity_source": Fact("method.request.header.Authorization"),
            "identity_validation_expression": _DOOR,
            "provider_arns": _DOOR,
            "rest_api_id": _REPLACES,
            "type": Fact("TOKEN", about="door"),
        },
        house=("rest_api_id",),
    ),
    "aws_api_gateway_method": Kind(
        rows={
            "api_key_required": Fact(False, about="door"),
            "authorization": _DOOR,
            "authorization_scopes": Fact([], about="door"),
            "authorizer_id": _DOOR,
            **dict.fromkeys(("http_method", "resource_id", "rest_api_id"), _REPLACES),
        },
        house=("rest_api_id",),
    ),
    "aws_apigatewayv2_authorizer": Kind(
        rows={
            "api_id": _REPLACES,
            "authorizer_result_ttl_in_seconds": Fact(0),
            "authorizer_type": _DOOR,
            "identity_sources": _DOOR,
            "jwt_configuration": _DOOR,
        },
        house=("api_id",),
    ),
    "aws_apigatewayv2_route": Kind(
        rows={
            "api_id": _REPLACES,
            "authorization_scopes": Fact([], about="door"),
            "authorization_type": Fact("NONE", about="door"),
            "authorizer_id": _DOOR,
        },
        house=("api_id",),
    ),
    "aws_appsync_graphql_api": Kind(
        rows=dict.fromkeys(
            ("additional_authentication_provider", "authentication_type", "openid_connect_config", "user_pool_config"),
            _DOOR,
        )
    ),
    "aws_bedrockagentcore_agent_runtime": Kind(rows={"authorizer_configuration": _DOOR}),
    "aws_bedrockagentcore_gateway": Kind(
        rows={"authorizer_configuration": _DOOR, "authorizer_type": Fact("CUSTOM_JWT", about="door")}
    ),
    "aws_elasticsearch_domain": _SEARCH,
    "aws_lb_listener": _LISTENER,
    "aws_lb_listener_rule": _LISTENER_RULE,
    "aws_opensearch_domain": _SEARCH,
    "aws_sagemaker_workforce": Kind(rows={"cognito_config": _DOOR, "oidc_config": _DOOR, "workforce_name": _REPLACES}),
    "aws_verifiedpermissions_identity_source": Kind(
        rows={"configuration": _DOOR, "policy_store_id": _REPLACES}, house=("policy_store_id",)
    ),
}
"""What checks Cognito's tokens, or signs users in with it."""

_DEPENDED_ON = {
    "aws_lambda_alias": Kind(
        rows={"function_name": _REPLACES, "function_version": _CODE, "name": _REPLACES, "routing_config": _CODE}
    ),
    "aws_lambda_function": Kind(
        rows={
            **dict.fromkeys(
                (
                    "architectures",
                    "code_signing_config_arn",
                    "environment",
                    "filename",
                    "handler",
                    "image_config",
                    "image_uri",
                    "kms_key_arn",
                    "layers",
                    "role",
                    "runtime",
                    "s3_bucket",
                    "s3_key",
                    "s3_object_version",
                    "source_code_hash",
                    "vpc_config",
                ),
                _CODE,
            ),
            "function_name": _REPLACES,
            "package_type": Fact("Zip", replaces=True),
            "reserved_concurrent_executions": Fact(-1),
        }
    ),
    "aws_lambda_permission": Kind(
        rows=dict.fromkeys(
            ("action", "function_name", "principal", "qualifier", "source_account", "source_arn", "statement_id"),
            _REPLACES,
        )
    ),
    "aws_kms_grant": Kind(rows=dict.fromkeys(("grantee_principal", "key_id", "operations"), _REPLACES)),
    "aws_kms_key": Kind(rows={"is_enabled": Fact(True)}),
    "aws_ses_configuration_set": Kind(rows={"name": _REPLACES, "sending_enabled": Fact(True)}),
    "aws_sesv2_configuration_set": Kind(
        rows={"configuration_set_name": _REPLACES, "sending_options.sending_enabled": Fact(True)}
    ),
    **{
        type_: Kind(rows={path: _REPLACES})
        for type_, path in (
            ("aws_ses_domain_identity", "domain"),
            ("aws_ses_email_identity", "email"),
        )
    },
    "aws_sesv2_email_identity": Kind(rows={"dkim_signing_attributes": _SENDING, "email_identity": _REPLACES}),
    "aws_ses_domain_dkim": Kind(rows={"domain": _REPLACES}),
    "aws_ses_domain_mail_from": Kind(rows={"domain": _REPLACES, "mail_from_domain": _SENDING}),
    "aws_ses_identity_policy": Kind(rows={"identity": _REPLACES, "name": _REPLACES, "policy": _SENDING}),
    "aws_sesv2_email_identity_mail_from_attributes": Kind(
        rows={"email_identity": _REPLACES, "mail_from_domain": _SENDING}
    ),
    "aws_sesv2_email_identity_policy": Kind(
        rows={"email_identity": _REPLACES, "policy": _SENDING, "policy_name": _REPLACES}
    ),
    "aws_route53_record": Kind(rows=dict.fromkeys(("name", "type", "zone_id"), _REPLACES)),
}
"""What sign-in depends on, where a pool or domain uses it."""

KINDS: dict[str, Kind] = {
    **_DOOR_KINDS,
    **_DEPENDED_ON,
    "aws_cognito_user_pool": Kind(
        "user pool",
        {
            "mfa_configuration": Fact("OFF", ("OFF", "OPTIONAL", "ON"), protects=True, expected=True),
            "deletion_protection": Fact("INACTIVE", ("INACTIVE", "ACTIVE"), protects=True, expected=True),
            "username_configuration": _KEPT,
            "username_configuration.case_sensitive": Fact(True, _ON_OFF, expected=True, replaces=True),
            "software_token_mfa_configuration": Fact(factor="TOTP"),
            "software_token_mfa_configuration.enabled": Fact(False),
            "sms_configuration": Fact(kept=True, by_itself={}, factor="SMS"),
            "sms_configuration.external_id": _SENDER,
            "sms_configuration.sns_caller_arn": _SENDER,
            "sms_configuration.sns_region": _SENDER,
            "email_mfa_configuration": Fact(factor="e-mail"),
            "email_mfa_configuration.message": _MESSAGE,
            "email_mfa_configuration.subject": _MESSAGE,
            "account_recovery_setting": Fact(protects=True, kept=True),
            "admin_create_user_config": Fact(protects=True, kept=True),
            "admin_create_user_config.allow_admin_create_user_only": Fact(False, _OFF_ON),
            "alias_attributes": Fact([], replaces=True),
            "auto_verified_attributes": Fact([], about="verification"),
            "user_attribute_update_settings.attributes_require_verification_before_update": Fact(
                [], about="verification"
            ),
            "device_configuration.challenge_required_on_new_device": Fact(False, _ON_OFF),
            "email_configuration.email_sending_account": Fact("COGNITO_DEFAULT", about="sender"),
            "email_configuration.from_email_address": _SENDER,
            "email_configuration.source_arn": _SENDER,
            "name": _REPLACES,
            "password_policy": Fact(protects=True, kept=True),
            "password_policy.minimum_length": Fact(8, LARGER, about="password"),
            "password_policy.password_history_size": Fact(0, LARGER, about="password"),
            "password_policy.require_lowercase": Fact(False, LARGER, about="password"),
            "password_policy.require_numbers": Fact(False, LARGER, about="password"),
            "password_policy.require_symbols": Fact(False, LARGER, about="password"),
            "password_policy.require_uppercase": Fact(False, LARGER, about="password"),
            "password_policy.temporary_password_validity_days": Fact(7, SMALLER, about="password"),
            "region": _REPLACES,
            "sign_in_policy": Fact(protects=True, kept=True, by_itself={"allowed_first_auth_factors": ["PASSWORD"]}),
            "sign_in_policy.allowed_first_auth_factors": Fact(["PASSWORD"]),
            "sms_authentication_message": _MESSAGE,
            "user_pool_add_ons": Fact(protects=True),
            "user_pool_add_ons.advanced_security_mode": Fact("OFF", ("OFF", "AUDIT", "ENFORCED")),
            "user_pool_add_ons.advanced_security_additional_flows.custom_auth_mode": Fact(
                "OFF", ("OFF", "AUDIT", "ENFORCED")
            ),
            "user_pool_tier": Fact("ESSENTIALS", ("LITE", "ESSENTIALS", "PLUS"), kept=True),
            "username_attributes": Fact([], replaces=True),
            "verification_message_template": _KEPT,
            "verification_message_template.email_message": _MESSAGE,
            "verification_message_template.email_message_by_link": _MESSAGE,
            "verification_message_template.email_subject": _MESSAGE,
            "verification_message_template.email_subject_by_link": _MESSAGE,
            "verification_message_template.sms_message": _MESSAGE,
            "admin_create_user_config.invite_message_template.email_message": _MESSAGE,
            "admin_create_user_config.invite_message_template.email_subject": _MESSAGE,
            "admin_create_user_config.invite_message_template.sms_message": _MESSAGE,
            "web_authn_configuration.user_verification": Fact("preferred", ("preferred", "required")),
        },
        identity=("name",),
    ),
    "aws_cognito_user_pool_client": Kind("app client", _CLIENT, identity=("name",), belongs_to=("user_pool_id",)),
    "aws_cognito_managed_user_pool_client": Kind(rows=_CLIENT, belongs_to=("user_pool_id",)),
    "aws_cognito_identity_pool": Kind(
        "identity pool",
        {
            "allow_classic_flow": Fact(False, _ON_OFF, protects=True, expected=True),
            "allow_unauthenticated_identities": Fact(False, _ON_OFF, protects=True, expected=True),
            "developer_provider_name": _REPLACES,
            "identity_pool_name": _REPLACES,
            "region": _REPLACES,
        },
        identity=("identity_pool_name",),
    ),
    "aws_cognito_identity_pool_provider_principal_tag": Kind(
        rows=dict.fromkeys(("identity_pool_id", "identity_provider_name", "region"), _REPLACES),
        belongs_to=("identity_pool_id",),
    ),
    "aws_cognito_identity_pool_roles_attachment": Kind(
        rows={
            "identity_pool_id": _REPLACES,
            "region": _REPLACES,
            "role_mapping": Fact(protects=True),
            "roles": _REPLACES,
        },
        belongs_to=("identity_pool_id",),
    ),
    "aws_cognito_identity_provider": Kind(
        "identity provider",
        {
            **dict.fromkeys(("provider_name", "provider_type", "region", "user_pool_id"), _REPLACES),
            "provider_details": _SECRET,
        },
        identity=("provider_name",),
        belongs_to=("user_pool_id",),
    ),
    "aws_cognito_log_delivery_configuration": Kind(
        rows=dict.fromkeys(("region", "user_pool_id"), _REPLACES), belongs_to=("user_pool_id",)
    ),
    "aws_cognito_managed_login_branding": Kind(
        rows=dict.fromkeys(("asset", "client_id", "region", "user_pool_id"), _REPLACES),
        belongs_to=("user_pool_id", "client_id"),
    ),
    "aws_cognito_resource_server": Kind(
        "resource server",
        dict.fromkeys(("identifier", "name", "region", "user_pool_id"), _REPLACES),
        identity=("identifier", "name"),
        belongs_to=("user_pool_id",),
    ),
    "aws_cognito_risk_configuration": Kind(
        rows={
            **dict.fromkeys(("client_id", "region", "user_pool_id"), _REPLACES),
            **{
                f"account_takeover_risk_configuration.actions.{level}_action.event_action": Fact(
                    "NO_ACTION", ("NO_ACTION", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "BLOCK")
                )
                for level in ("low", "medium", "high")
            },
            "compromised_credentials_risk_configuration.actions.event_action": Fact(
                "NO_ACTION", ("NO_ACTION", "BLOCK")
            ),
        },
        belongs_to=("user_pool_id", "client_id"),
    ),
    "aws_cognito_user": Kind(
        "user",
        {
            **dict.fromkeys(("region", "user_pool_id", "username"), _REPLACES),
            "password": _SECRET,
            "temporary_password": _SECRET,
        },
        identity=("username",),
        belongs_to=("user_pool_id",),
    ),
    "aws_cognito_user_group": Kind(
        "group",
        dict.fromkeys(("name", "region", "user_pool_id"), _REPLACES),
        identity=("name",),
        belongs_to=("user_pool_id",),
    ),
    "aws_cognito_user_in_group": Kind(
        rows=dict.fromkeys(("group_name", "region", "user_pool_id", "username"), _REPLACES),
        belongs_to=("user_pool_id",),
    ),
    "aws_cognito_user_pool_domain": Kind(
        "domain",
        {
            **dict.fromkeys(("domain", "region", "user_pool_id"), _REPLACES),
            "managed_login_version": Fact(1, kept=True),
        },
        identity=("domain",),
        belongs_to=("user_pool_id",),
    ),
    "aws_cognito_user_pool_ui_customization": Kind(
        rows={"region": _REPLACES}, belongs_to=("user_pool_id", "client_id")
    ),
    "aws_cloudwatch_metric_alarm": Kind(belongs_to=("dimensions",)),
    "aws_acm_certificate": Kind(rows={"private_key": _SECRET}),
    "aws_iam_policy": Kind(rows={"policy": Fact()}),
    "aws_iam_policy_attachment": Kind(rows={"policy_arn": Fact()}),
    "aws_iam_role": Kind(
        rows={
            "assume_role_policy": Fact(protects=True),
            "inline_policy": Fact(),
            "managed_policy_arns": Fact(),
            "name": _REPLACES,
            "path": _REPLACES,
            "permissions_boundary": Fact(),
        },
        identity=("name",),
    ),
    "aws_iam_role_policy": Kind(
        rows={"name": _REPLACES, "policy": Fact(protects=True), "role": _REPLACES}, belongs_to=("role",)
    ),
    "aws_iam_role_policy_attachment": Kind(rows=dict.fromkeys(("policy_arn", "role"), _REPLACES), belongs_to=("role",)),
    "aws_iam_role_policy_attachments_exclusive": Kind(rows={"policy_arns": Fact()}),
    "aws_secretsmanager_secret_version": Kind(rows={"secret_string": _SECRET}),
    "aws_wafv2_web_acl_association": Kind(
        rows=dict.fromkeys(("resource_arn", "web_acl_arn"), _REPLACES), belongs_to=("resource_arn",)
    ),
}
"""Type -> what is so of it."""

NOT_ARGUMENTS = frozenset({"//", "connection", "count", "depends_on", "for_each", "provider", "provisioner"})
"""What stands among a resource's arguments in a configuration and is Terraform's own."""

_NOTHING: Mapping[str, Fact] = MappingProxyType({})
_NO_FACT = Fact()


def rows(type_: str) -> Mapping[str, Fact]:
    """The arguments of a type of which something is known, by dotted path."""
    kind = KINDS.get(type_)
    return kind.rows if kind else _NOTHING


def fact(type_: str, path: str) -> Fact:
    """What is known of an argument."""
    return rows(type_).get(path, _NO_FACT)


def paths_about(type_: str, about: str) -> list[str]:
    """The arguments that rules read for one thing."""
    return [path for path, each in rows(type_).items() if each.about == about]


SECRETS = frozenset(path for kind in KINDS.values() for path, each in kind.rows.items() if each.secret)
"""Names of what is never shown, in whatever type they stand: plans hold other providers' resources too."""

DOORS = frozenset(_DOOR_KINDS)
"""Types that check Cognito's tokens, or sign users in with it."""

DEPENDED_ON = frozenset(_DEPENDED_ON)
"""Types that sign-in depends on, where a pool or domain uses them."""

LINKS = DOORS | {"aws_lambda_permission", "aws_route53_record", "aws_wafv2_web_acl_association"}
"""Types that say what goes with what, also where they stay as they are."""

PROTECTING = tuple(type_ for type_, kind in KINDS.items() if any(each.protects for each in kind.rows.values()))
"""Types with arguments that protect users."""

EXPECTED = tuple(type_ for type_, kind in KINDS.items() if any(each.expected for each in kind.rows.values()))
"""Types with arguments that everybody should have at their strongest."""

LEFT_BEHIND = tuple(
    type_ for type_, kind in KINDS.items() if any(each.by_itself is not None for each in kind.rows.values())
)
"""Types with arguments that stay on when the configuration no longer has them."""

MISSED = tuple(type_ for type_, kind in KINDS.items() if kind.noun)
"""Types that somebody misses when they go."""
