"""Changes to environments, each with what a review should find in it and nothing else."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Tables = dict[str, Any]
Stack = dict[str, Any]

POOL = "aws_cognito_user_pool.main"
WEB = "aws_cognito_user_pool_client.web"
IDENTITY_POOL = "aws_cognito_identity_pool.main"
ROLES = "aws_cognito_identity_pool_roles_attachment.main"
WEB_ACL = "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/name/1a2b3c4d-5678-90ab-cdef-111122223333"
LAMBDA = "arn:aws:lambda:eu-central-1:111122223333:function:f"

BASE: Tables = {
    "region": "eu-central-1",
    "account_id": "111122223333",
    "user_pool": {"name": "review", "lifecycle": {"prevent_destroy": False}},
    "app_clients": {
        "web": {
            "allowed_oauth_flows": ["code"],
            "allowed_oauth_scopes": ["openid", "email"],
            "callback_urls": ["https://app.example.com/callback"],
        }
    },
}
WITH_IDENTITY_POOL: Tables = {
    "identity_pool": {
        "lifecycle": {"prevent_destroy": False},
        "roles": {"authenticated": {"bedrock_models": ["amazon.nova-lite-v1:0"]}},
    }
}
SES: Tables = {
    "email_configuration": {
        "email_sending_account": "DEVELOPER",
        "source_arn": "arn:aws:ses:eu-central-1:111122223333:identity/example.com",
    }
}
PASSKEYS: Tables = {
    "user_pool": {
        "mfa": {"configuration": "OPTIONAL"},
        "sign_in_policy": {"allowed_first_auth_factors": ["PASSWORD", "WEB_AUTHN"]},
        "web_authn_configuration": {"relying_party_id": "example.com"},
    },
    "app_clients": {"web": {"explicit_auth_flows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}},
}
PLUS: Tables = {
    "user_pool": {"user_pool_add_ons": {"advanced_security_mode": "ENFORCED"}},
    "risk_configuration": {
        "account_takeover_risk_configuration": {
            "actions": {"high_action": {"event_action": "BLOCK"}},
            "notify_configuration": {"source_arn": SES["email_configuration"]["source_arn"]},
        },
        "compromised_credentials_risk_configuration": {},
    },
}
GROUPS: Tables = {"groups": {"admins": {"precedence": 1, "role": {}}}}
MAPPING: Tables = {"identity_pool": {"role_mapping": {"web": {"type": "Token"}}}}
OIDC: Tables = {
    "identity_providers": {
        "corp": {
            "provider_type": "OIDC",
            "client_id": "client",
            "client_secret": {"variable": "corp_secret"},
            "oidc_issuer": "https://login.example.com",
            "attributes_request_method": "GET",
            "authorize_scopes": ["openid"],
            "attribute_mapping": {"email": "email"},
        }
    }
}
API: Tables = {"resource_servers": {"api": {"scopes": {"read": "Read", "write": "Write"}}}}
MACHINE: Tables = {"app_clients": {"job": {"application_type": "M2M", "allowed_oauth_scopes": ["api/read"]}}, **API}
HTTP_API: Tables = {
    "protected": {"api": {"kind": "HTTP_API", "app_clients": ["web"], "scopes": ["openid"], "api_id": "a1b2c3d4e5"}}
}
GATEWAY: Tables = {
    "terraform": {"aws_provider": ">= 6.69"},
    "groups": {"analysts": {}},
    "protected": {
        "tools": {
            "kind": "AGENTCORE_GATEWAY",
            "app_clients": ["web"],
            "groups": ["analysts"],
            "role_arn": "arn:aws:iam::111122223333:role/tools",
        }
    },
}


def merged(base: Tables, change: Tables) -> Tables:
    """The tables with a change laid over them; None removes a key."""
    result = copy.deepcopy(base)
    for key, value in change.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = copy.deepcopy(value)
    return result


def _same(stack: Stack) -> None:
    """Nothing by hand."""


@dataclass(frozen=True)
class Case:
    """Settings before and after, perhaps a change by hand, and the findings: rule and address."""

    change: Tables
    findings: list[tuple[str, str]]
    base: list[Tables] = field(default_factory=list)
    by_hand: Callable[[Stack], None] = _same
    only_files: bool = False
    """Whether the emulator, or the provider that tests run, does not know it."""
    differs: str = ""
    """Why two files show something else than a plan."""
    in_files: list[tuple[str, str]] | None = None
    """The findings in two files, where they differ."""

    @property
    def before(self) -> Tables:
        """The settings as they were."""
        tables = BASE
        for each in self.base:
            tables = merged(tables, each)
        return tables

    @property
    def after(self) -> Tables:
        """The settings as they will be."""
        return merged(self.before, self.change)


def pool(**keys: Any) -> Tables:
    """A change in [user_pool]."""
    return {"user_pool": keys}


def client(**keys: Any) -> Tables:
    """A change in [app_clients.web]."""
    return {"app_clients": {"web": keys}}


def identity_pool(**keys: Any) -> Tables:
    """A change in [identity_pool]."""
    return {"identity_pool": keys}


def _another_address(stack: Stack) -> None:
    text = json.dumps(stack).replace("aws_cognito_user_pool.main", "aws_cognito_user_pool.other")
    stack |= json.loads(text)
    pools = stack["resource"]["aws_cognito_user_pool"]
    pools["other"] = pools.pop("main")


def _without_resources(stack: Stack) -> None:
    del stack["resource"], stack["output"]


def _without_condition(stack: Stack) -> None:
    role = stack["resource"]["aws_iam_role"]["authenticated"]
    policy = json.loads(role["assume_role_policy"])
    del policy["Statement"][0]["Condition"]["ForAnyValue:StringLike"]
    role["assume_role_policy"] = json.dumps(policy)


def _everybody(stack: Stack) -> None:
    role = stack["resource"]["aws_iam_role"]["cognito_sms"]
    policy = json.loads(role["assume_role_policy"])
    policy["Statement"][0]["Principal"] = "*"
    role["assume_role_policy"] = json.dumps(policy)


def _administrator(stack: Stack) -> None:
    stack["resource"]["aws_iam_role_policy_attachment"] = {
        "admin": {
            "role": "${aws_iam_role.authenticated.name}",
            "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess",
        }
    }


def _tagged(stack: Stack) -> None:
    stack["resource"]["aws_cognito_user_pool"]["main"]["tags"] = {"team": "identity"}


def _without(argument: str) -> Callable[[Stack], None]:
    def change(stack: Stack) -> None:
        del stack["resource"]["aws_cognito_user_pool_client"]["web"][argument]

    return change


def _without_an_output(stack: Stack) -> None:
    del stack["output"]["issuer"]


CASES: dict[str, Case] = {
    "nothing": Case({}, []),
    # what is lost
    "pool_renamed": Case(pool(name="other"), [("pool-lost", POOL)]),
    "usernames": Case(pool(username_attributes=["email"]), [("pool-lost", POOL)]),
    "case": Case(pool(username_configuration={"case_sensitive": True}), [("pool-lost", POOL)]),
    "pool_at_another_address": Case(
        {},
        [("pool-lost", POOL)],
        by_hand=_another_address,
    ),
    "everything_removed": Case(
        {},
        [("pool-lost", POOL), ("identity-pool-lost", IDENTITY_POOL)],
        base=[WITH_IDENTITY_POOL],
        by_hand=_without_resources,
    ),
    "client_removed": Case({"app_clients": {"web": None, "other": {}}}, [("client-lost", WEB)]),
    "client_with_a_secret": Case(
        client(generate_secret=True), [("client-lost", WEB), ("output-changed", "output.amplify_outputs")]
    ),
    "client_renamed": Case(
        {"app_clients": {"web": None, "site": merged(BASE["app_clients"]["web"], {"renamed_from": "web"})}}, []
    ),
    "identity_pool_renamed": Case(
        identity_pool(identity_pool_name="other"),
        [("identity-pool-lost", IDENTITY_POOL), ("unknown-until-apply", "aws_iam_role.authenticated")],
        base=[WITH_IDENTITY_POOL],
        differs="files name the new pool as they named the old one: that its id is not known yet shows in a plan only",
        in_files=[("identity-pool-lost", IDENTITY_POOL)],
    ),
    "group_removed": Case(
        {"groups": None}, [("group-lost", "aws_cognito_user_group.staff")], base=[{"groups": {"staff": {}}}]
    ),
    "group_renamed": Case(
        {"groups": {"staff": {"name": "everyone"}}},
        [("group-lost", "aws_cognito_user_group.staff")],
        base=[{"groups": {"staff": {}}}],
    ),
    "provider_removed": Case(
        {"identity_providers": None}, [("identity-provider-lost", "aws_cognito_identity_provider.corp")], base=[OIDC]
    ),
    "server_removed": Case(
        {"resource_servers": None}, [("resource-server-lost", "aws_cognito_resource_server.api")], base=[API]
    ),
    "user_removed": Case(
        {"users": None},
        [("user-lost", "aws_cognito_user.ana")],
        base=[{"users": {"ana": {}}}, pool(password_policy={"minimum_length": 8})],  # the emulator's own are short
    ),
    # the pool
    "protection": Case(pool(deletion_protection="INACTIVE"), [("deletion-protection-removed", POOL)]),
    "mfa_optional": Case(pool(mfa={"configuration": "OPTIONAL"}), [("mfa-weakened", POOL)]),
    "mfa_off": Case(
        pool(mfa={"configuration": "OFF", "factors": []}),
        [("mfa-weakened", POOL)],
        base=[pool(mfa={"configuration": "OPTIONAL", "factors": ["TOTP"]})],
    ),
    "mfa_on": Case(pool(mfa={"configuration": "ON"}), [], base=[pool(mfa={"configuration": "OPTIONAL"})]),
    "totp_removed": Case(
        pool(mfa={"factors": ["SMS"]}), [("factor-removed", POOL)], base=[pool(mfa={"factors": ["TOTP", "SMS"]})]
    ),
    "sms_added": Case(pool(mfa={"factors": ["TOTP", "SMS"]}), [("factor-added", POOL)]),
    "sms_removed": Case(
        pool(mfa={"factors": ["TOTP"]}),
        [("role-lost", "aws_iam_role.cognito_sms")],
        base=[pool(mfa={"factors": ["TOTP", "SMS"]})],
        differs="a plan does not tell a block that was removed from one that a dynamic block makes",
        in_files=[("role-lost", "aws_iam_role.cognito_sms"), ("left-behind", POOL)],
    ),
    "recovery": Case(
        pool(account_recovery_setting={"recovery_mechanisms": ["verified_email"]}),
        [("recovery-weakened", POOL)],
        base=[pool(account_recovery_setting={"recovery_mechanisms": ["admin_only"]})],
    ),
    "passwords": Case(
        pool(password_policy={"minimum_length": 8, "require_symbols": False, "temporary_password_validity_days": 7}),
        [("password-policy-weakened", POOL)],
    ),
    "passwords_stronger": Case(pool(password_policy={"minimum_length": 20}), []),
    "sign_up": Case(
        pool(admin_create_user_config={"allow_admin_create_user_only": False}), [("self-sign-up-opened", POOL)]
    ),
    "codes": Case(
        merged(
            client(explicit_auth_flows=["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]),
            pool(sign_in_policy={"allowed_first_auth_factors": ["PASSWORD", "EMAIL_OTP"]}),
        ),
        [("single-factor-sign-in", POOL), ("sign-in-flow-added", WEB), ("tier-raised", POOL), ("weak-already", POOL)],
        base=[pool(mfa={"configuration": "OPTIONAL"}, **SES)],
    ),
    "codes_and_then_mfa": Case(
        pool(mfa={"configuration": "ON"}, sign_in_policy={"allowed_first_auth_factors": ["PASSWORD"]}),
        [("codes-before-mfa", POOL)],
        base=[
            pool(
                mfa={"configuration": "OPTIONAL"},
                sign_in_policy={"allowed_first_auth_factors": ["PASSWORD", "EMAIL_OTP"]},
                **SES,
            ),
            client(explicit_auth_flows=["ALLOW_USER_AUTH"]),
        ],
    ),
    "passkeys_moved": Case(
        pool(web_authn_configuration={"relying_party_id": "example.org"}),
        [("passkeys-lost", POOL), ("weak-already", POOL)],
        base=[PASSKEYS],
    ),
    "passkeys_weakened": Case(
        pool(web_authn_configuration={"user_verification": "preferred"}),
        [("passkeys-weakened", POOL), ("weak-already", POOL)],
        base=[PASSKEYS],
    ),
    "passkeys_removed": Case(
        pool(sign_in_policy={"allowed_first_auth_factors": ["PASSWORD"]}, web_authn_configuration=None),
        [("passkeys-lost", POOL), ("weak-already", POOL)],
        base=[PASSKEYS],
    ),
    "threats": Case(
        pool(user_pool_add_ons={"advanced_security_mode": "AUDIT"}),
        [("threat-protection-weakened", POOL)],
        base=[pool(user_pool_add_ons={"advanced_security_mode": "ENFORCED"})],
    ),
    "tier_with_threats": Case(
        pool(user_pool_add_ons={"advanced_security_mode": "OFF"}),
        [("threat-protection-weakened", POOL), ("features-before-tier", POOL), ("tier-lowered", POOL)],
        base=[pool(user_pool_add_ons={"advanced_security_mode": "ENFORCED"})],
    ),
    "tier": Case(pool(user_pool_tier="PLUS"), [("tier-raised", POOL)]),
    "verification": Case(
        pool(auto_verified_attributes=[]), [("verification-weakened", POOL), ("verification-weakened", POOL)]
    ),
    "devices": Case(
        pool(device_configuration={"challenge_required_on_new_device": True}), [("device-replaces-factor", POOL)]
    ),
    "trigger": Case(pool(lambda_config={"pre_sign_up": LAMBDA}), [("trigger-changed", POOL)]),
    "sender": Case(pool(**SES), [("sender-changed", POOL)]),
    "messages": Case(pool(verification_message_template={"email_subject": "Hello"}), [("messages-changed", POOL)]),
    "attribute_added": Case(
        pool(schema={"team": {"attribute_data_type": "String", "mutable": True}}), [("schema-added", POOL)]
    ),
    "attribute_removed": Case(
        pool(schema=None),
        [("schema-changed", POOL)],
        base=[pool(schema={"team": {"attribute_data_type": "String", "mutable": True}})],
    ),
    "attribute_changed": Case(
        pool(schema={"team": {"attribute_data_type": "Number"}}),
        [("schema-changed", POOL)],
        base=[pool(schema={"team": {"attribute_data_type": "String", "mutable": True}})],
    ),
    "email_mfa": Case(
        pool(
            mfa={"factors": ["TOTP", "EMAIL"]},
            account_recovery_setting={"recovery_mechanisms": ["admin_only"]},
            **SES,
        ),
        [
            ("email-factor-needs-two-applies", POOL),
            ("factor-added", POOL),
            ("sender-changed", POOL),
            ("tier-raised", POOL),
        ],
    ),
    "email_mfa_removed": Case(
        pool(mfa={"factors": ["TOTP"]}, user_pool_tier="ESSENTIALS"),
        [("factor-removed", POOL), ("email-factor-stays", POOL)],
        base=[
            pool(
                mfa={"factors": ["TOTP", "EMAIL"]},
                account_recovery_setting={"recovery_mechanisms": ["admin_only"]},
                **SES,
            )
        ],
    ),
    "tags": Case({}, [("tags-changed", POOL)], by_hand=_tagged),
    # the client
    "existence": Case(client(prevent_user_existence_errors="LEGACY"), [("existence-shown", WEB)]),
    "revocation": Case(client(enable_token_revocation=False), [("revocation-off", WEB)]),
    "tokens": Case(
        client(access_token_validity="4h", id_token_validity="30m", refresh_token_validity="40d"),
        [("tokens-live-longer", WEB), ("tokens-live-longer", WEB)],
    ),
    "flow_added": Case(
        client(explicit_auth_flows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"]),
        [("sign-in-flow-added", WEB)],
    ),
    "flow_removed": Case(client(explicit_auth_flows=["ALLOW_REFRESH_TOKEN_AUTH"]), [("sign-in-flow-removed", WEB)]),
    "implicit": Case(client(allowed_oauth_flows=["code", "implicit"]), [("oauth-flow-added", WEB)]),
    "redirects": Case(
        client(
            callback_urls=[
                "https://app.example.com/callback",
                "https://app.example.com/other",
                "https://evil.example.org/",
                "http://localhost:3000/",
                "myapp://callback",
            ]
        ),
        [("redirect-added", WEB)] * 4,
    ),
    "redirect_moved": Case(
        client(callback_urls=["https://app.example.com/new"]), [("redirect-removed", WEB), ("redirect-added", WEB)]
    ),
    "redirects_left_out": Case({}, [("left-behind", WEB)], by_hand=_without("callback_urls")),
    "scopes": Case(
        client(allowed_oauth_scopes=["openid", "aws.cognito.signin.user.admin"]),
        [("scope-added", WEB), ("scope-removed", WEB)],
    ),
    "provider_of_client": Case(
        client(supported_identity_providers=["COGNITO", "corp"]), [("client-provider-changed", WEB)], base=[OIDC]
    ),
    "writable": Case(
        client(write_attributes=["email", "custom:team"]),
        [("writable-attribute-added", WEB)],
        base=[
            pool(schema={"team": {"attribute_data_type": "String", "mutable": True}}),
            client(write_attributes=["email"]),
        ],
    ),
    # around them
    "provider_changed": Case(
        {"identity_providers": {"corp": {"oidc_issuer": "https://evil.example.org"}}},
        [("identity-provider-changed", "aws_cognito_identity_provider.corp")],
        base=[OIDC],
    ),
    "scope_of_server": Case(
        {"resource_servers": {"api": {"scopes": {"write": None}}}},
        [("scope-of-server-removed", "aws_cognito_resource_server.api")],
        base=[API],
    ),
    "domain_moved": Case(
        {"domains": {"main": {"domain": "review-domain-b"}}},
        [
            ("domain-lost", "aws_cognito_user_pool_domain.main"),
        ],
        base=[{"domains": {"main": {"domain": "review-domain-a", "managed_login_version": 1}}}],
    ),
    "login_version": Case(
        {"domains": {"main": {"managed_login_version": 2}}, "user_pool": {"user_pool_tier": "ESSENTIALS"}},
        [("login-version-changed", "aws_cognito_user_pool_domain.main"), ("tier-raised", POOL)],
        base=[{"domains": {"main": {"domain": "review-version", "managed_login_version": 1}}}],
        only_files=True,
    ),
    "risks": Case(
        {
            "risk_configuration": {
                "account_takeover_risk_configuration": {"actions": {"high_action": {"event_action": "MFA_REQUIRED"}}},
                "compromised_credentials_risk_configuration": {"event_filter": ["SIGN_IN"]},
                "risk_exception_configuration": {"skipped_ip_range_list": ["0.0.0.0/0"]},
            }
        },
        [("risks-answered-less", "aws_cognito_risk_configuration.main")],
        base=[PLUS],
        only_files=True,
    ),
    "risks_removed": Case(
        {"risk_configuration": None},
        [("risks-answered-less", "aws_cognito_risk_configuration.main")],
        base=[PLUS],
        only_files=True,
    ),
    "logs_removed": Case(
        {"log_delivery": None},
        [("logs-stopped", "aws_cognito_log_delivery_configuration.main")],
        base=[{"log_delivery": {"user_notification": {}}}],
        only_files=True,
    ),
    "web_acl_removed": Case(
        {"web_acl": None},
        [("web-acl-detached", "aws_wafv2_web_acl_association.main")],
        base=[{"web_acl": {"web_acl_arn": WEB_ACL}}],
        only_files=True,
    ),
    "alarms_removed": Case(
        {"alarms": None},
        [("alarm-removed", "aws_cloudwatch_metric_alarm.throttled_web")],
        base=[{"alarms": {"alarm_actions": ["arn:aws:sns:eu-central-1:111122223333:alarms"]}}],
        only_files=True,
    ),
    "guard_removed": Case(
        pool(lifecycle={"prevent_destroy": False}),
        [("prevent-destroy-removed", POOL)],
        base=[pool(lifecycle={"prevent_destroy": True})],
        only_files=True,
    ),
    "attributes": Case(
        pool(schema={f"a{number}": {"attribute_data_type": "Boolean"} for number in range(26)}),
        [("schema-added", POOL), ("too-many-attributes", POOL)],
    ),
    "output_removed": Case({}, [("output-changed", "output.issuer")], by_hand=_without_an_output),
    # the identity pool
    "another_client": Case(
        {"app_clients": {"other": {}}},
        [("login-added", IDENTITY_POOL)],
        base=[WITH_IDENTITY_POOL],
    ),
    "principal_tags": Case(
        identity_pool(principal_tags={"team": "custom:team", "more": "sub"}),
        [("principal-tags-changed", "aws_cognito_identity_pool_provider_principal_tag.main")],
        base=[WITH_IDENTITY_POOL, identity_pool(principal_tags={"team": "custom:team"})],
    ),
    "guests": Case(
        identity_pool(allow_unauthenticated_identities=True, roles={"unauthenticated": {}}),
        [("guests-allowed", IDENTITY_POOL), ("role-changed", ROLES)],
        base=[WITH_IDENTITY_POOL],
        differs="",
    ),
    "classic_flow": Case(
        identity_pool(allow_classic_flow=True), [("classic-flow-on", IDENTITY_POOL)], base=[WITH_IDENTITY_POOL]
    ),
    "token_check": Case(
        identity_pool(server_side_token_check=False), [("token-check-off", IDENTITY_POOL)], base=[WITH_IDENTITY_POOL]
    ),
    "mapping_loosened": Case(
        identity_pool(role_mapping={"web": {"ambiguous_role_resolution": "AuthenticatedRole"}}),
        [("role-mapping-changed", ROLES)],
        base=[WITH_IDENTITY_POOL, GROUPS, MAPPING],
    ),
    "model_added": Case(
        identity_pool(roles={"authenticated": {"bedrock_models": ["amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0"]}}),
        [("policy-widened", "aws_iam_role_policy.authenticated")],
        base=[WITH_IDENTITY_POOL],
    ),
    "wildcard_added": Case(
        identity_pool(
            roles={
                "authenticated": {
                    "statement": [{"actions": ["s3:Get*"], "resources": ["*"], "wildcard_reason": "to see it found"}]
                }
            }
        ),
        [("policy-widened", "aws_iam_role_policy.authenticated")],
        base=[WITH_IDENTITY_POOL],
    ),
    "trust": Case(
        {},
        [("trust-weakened", "aws_iam_role.authenticated")],
        base=[WITH_IDENTITY_POOL],
        by_hand=_without_condition,
    ),
    "sms_trust": Case(
        {},
        [("trust-weakened", "aws_iam_role.cognito_sms")],
        base=[pool(mfa={"factors": ["TOTP", "SMS"]})],
        by_hand=_everybody,
    ),
    "administrator": Case(
        {},
        [("policy-attached", "aws_iam_role_policy_attachment.admin")],
        base=[WITH_IDENTITY_POOL],
        by_hand=_administrator,
    ),
    "machine_let_in": Case(
        {"protected": {"api": {"app_clients": ["web", "job"], "scopes": ["openid", "api/read"]}}},
        [("door-widened", "aws_apigatewayv2_authorizer.api")],
        base=[MACHINE, HTTP_API],
        only_files=True,
    ),
    "group_not_asked_for": Case(
        {"protected": {"tools": {"groups": None}}},
        [("door-widened", "aws_bedrockagentcore_gateway.tools")],
        base=[GATEWAY],
        only_files=True,
    ),
    "another_token_asked_for": Case(
        {"protected": {"tools": {"token": "ID"}}},
        [
            ("door-narrowed", "aws_bedrockagentcore_gateway.tools"),
            ("door-widened", "aws_bedrockagentcore_gateway.tools"),
        ],
        base=[GATEWAY],
        only_files=True,
    ),
}
