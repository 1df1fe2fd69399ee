"""Environments that are right by the way they are made, and single mistakes to make in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from cognito_as_code.settings.web_acl.rules import RULE_GROUPS

Tables = dict[str, Any]

ACCOUNT = "111122223333"
TRIGGERS = ["pre_sign_up", "post_confirmation", "pre_authentication", "post_authentication", "custom_message"]
NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,11}", fullmatch=True)
URLS = st.sampled_from(["https://app.example.com/callback", "http://localhost:3000/", "myapp://callback"])


def subsets(values: list[str], least: int = 0) -> st.SearchStrategy[list[str]]:
    """Some of the values, in any order."""
    return st.lists(st.sampled_from(values), unique=True, min_size=least, max_size=len(values))


def tables(most: int, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Tables]:
    """Tables by name."""
    return st.dictionaries(NAMES, values, max_size=most)


@st.composite
def environments(draw: st.DrawFn) -> Tables:
    """An environment's tables in which no check finds anything."""
    region = draw(st.sampled_from(["eu-central-1", "eu-west-1", "us-east-1", "ap-northeast-1"]))
    clients = draw(app_clients())
    data: Tables = {
        "region": region,
        "account_id": ACCOUNT,
        "user_pool": draw(user_pools(region)),
        "app_clients": clients,
        "tags": draw(st.dictionaries(st.sampled_from(["team", "cost centre"]), st.sampled_from(["a", "b/c"]))),
    }
    if any(client["application_type"] == "M2M" for client in clients.values()):
        data["resource_servers"] = {"api": {"scopes": {"read": "Read", "write": "Write"}}}
    if any(client["application_type"] in ("SPA", "MOBILE", "WEB", "M2M") for client in clients.values()):
        version = draw(st.sampled_from([1, 2]))
        data["domains"] = {"main": {"domain": f"test-{draw(st.integers(0, 10**9))}", "managed_login_version": version}}
    trusted = [name for name, client in clients.items() if client["application_type"] != "M2M"]
    data["groups"] = draw(tables(3, st.fixed_dictionaries({}, optional={"description": st.text("ab", min_size=1)})))
    has_identity_pool = draw(st.booleans())
    if trusted and has_identity_pool:
        data["identity_pool"] = draw(identity_pools())
        for number, group in enumerate(data["groups"].values(), start=1):
            group |= {"precedence": number, "role": draw(roles())}
        if data["groups"]:
            data["identity_pool"]["role_mapping"] = {trusted[0]: {"type": "Token"}}
    if data["groups"]:
        data["users"] = draw(tables(2, st.fixed_dictionaries({"groups": subsets(sorted(data["groups"]))})))
    name_users(data)
    data |= draw(protections(region))
    if data["user_pool"].get("user_pool_add_ons", {}).get("advanced_security_mode") == "ENFORCED":
        data["risk_configuration"] = {"risk_exception_configuration": {"blocked_ip_range_list": ["198.51.100.0/24"]}}
    data["user_pool"]["lambda_config"] = dict.fromkeys(
        draw(subsets(TRIGGERS)), f"arn:aws:lambda:{region}:{ACCOUNT}:function:f"
    )
    add_a_provider(data, draw(st.sampled_from(["OIDC", "SAML", "Google"])))
    return data


def name_users(data: Tables) -> None:
    """Give users the addresses that they sign in with, and are invited at."""
    for number, user in enumerate(data.get("users", {}).values()):
        user["attributes"] = {"email": f"user{number}@example.com", "phone_number": f"+1415555010{number}"}
        if names := data["user_pool"].get("username_attributes"):
            user["username"] = user["attributes"][names[0]]


def protections(region: str) -> st.SearchStrategy[Tables]:
    """What stands around a pool: a web ACL, alarms, logs."""
    retention = st.sampled_from([1, 30, 365])
    topics = st.just([f"arn:aws:sns:{region}:{ACCOUNT}:alarms"])
    return st.fixed_dictionaries(
        {},
        optional={
            "web_acl": st.fixed_dictionaries(
                {"rate_limit": st.integers(10, 2_000_000_000), "managed_rule_groups": subsets(list(RULE_GROUPS)[:10])}
            ),
            "alarms": st.fixed_dictionaries({"alarm_actions": topics}),
            "log_delivery": st.fixed_dictionaries(
                {"user_notification": st.fixed_dictionaries({"retention_in_days": retention})}
            ),
        },
    )


PROVIDERS: dict[str, Tables] = {
    "OIDC": {"client_id": "1a2b", "oidc_issuer": "https://example.com"},
    "SAML": {"metadata_url": "https://example.com/metadata", "idp_sign_out": True},
    "Google": {"client_id": "1a2b", "client_secret": {"variable": "google"}},
}


def add_a_provider(data: Tables, kind: str) -> None:
    """Let the users of the first client with pages sign in elsewhere too."""
    for client in data["app_clients"].values():
        if client["application_type"] in ("SPA", "MOBILE", "WEB"):
            data["identity_providers"] = {"partner": {"provider_type": kind, **PROVIDERS[kind]}}
            client["supported_identity_providers"] = ["COGNITO", "partner"]
            return


@st.composite
def user_pools(draw: st.DrawFn, region: str) -> Tables:
    """A [user_pool]: its factors, how they are sent, and a recovery that is another one."""
    mode = draw(st.sampled_from(["ON", "OPTIONAL", "OFF"]))
    factors = [] if mode == "OFF" else draw(subsets(["TOTP", "SMS", "EMAIL"], least=1))
    if factors == ["SMS"]:  # else users without a phone number are locked out
        factors = ["SMS", "TOTP"]
    phones = "SMS" in factors and draw(st.booleans())
    verified = ["email", "phone_number"] if phones else ["email"]
    recoveries = [["admin_only"], *([] if "EMAIL" in factors else [["verified_email"]])]
    recoveries += [["verified_email", "verified_phone_number"]] if phones else []
    pool: Tables = {
        "name": draw(st.text("abc 019_-", min_size=1, max_size=128)),
        "mfa": {"configuration": mode, "factors": factors},
        "auto_verified_attributes": verified,
        draw(st.sampled_from(["username_attributes", "alias_attributes"])): draw(subsets(verified)),
        "account_recovery_setting": {"recovery_mechanisms": draw(st.sampled_from(recoveries))},
        "password_policy": draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "minimum_length": st.integers(6, 99),
                    "require_symbols": st.booleans(),
                    "password_history_size": st.integers(0, 24),
                    "temporary_password_validity_days": st.integers(1, 365),
                },
            )
        ),
        "deletion_protection": draw(st.sampled_from(["ACTIVE", "INACTIVE"])),
        "schema": draw(
            tables(
                3,
                st.sampled_from(
                    [
                        {"attribute_data_type": "String", "mutable": True},
                        {"attribute_data_type": "String", "string_attribute_constraints": {"max_length": 10}},
                        {"attribute_data_type": "Number", "number_attribute_constraints": {"min_value": 1}},
                        {"attribute_data_type": "Boolean"},
                    ]
                ),
            )
        ),
    }
    if "EMAIL" in factors or draw(st.booleans()):
        pool["email_configuration"] = {
            "email_sending_account": "DEVELOPER",
            "source_arn": f"arn:aws:ses:{region}:{ACCOUNT}:identity/example.com",
            "from_email_address": "Example <no-reply@example.com>",
        }
    if draw(st.booleans()):
        pool["user_pool_add_ons"] = {"advanced_security_mode": draw(st.sampled_from(["AUDIT", "ENFORCED"]))}
    return pool


@st.composite
def app_clients(draw: st.DrawFn) -> Tables:
    """[app_clients] of all kinds."""
    kinds = st.sampled_from(["SPA", "MOBILE", "WEB", "M2M", "BACKEND"])
    clients = draw(tables(4, st.fixed_dictionaries({"application_type": kinds})))
    for client in clients.values():
        refresh = draw(st.integers(60, 5_000_000))
        client["refresh_token_validity"] = f"{refresh}m"
        for key in ("access_token_validity", "id_token_validity"):
            client[key] = f"{draw(st.integers(5, min(1440, refresh)))}m"
        if client["application_type"] == "M2M":
            client["allowed_oauth_scopes"] = draw(subsets(["api/read", "api/write"], least=1))
        elif client["application_type"] != "BACKEND":
            client["callback_urls"] = draw(st.lists(URLS, unique=True, min_size=1))
    return clients


def roles() -> st.SearchStrategy[Tables]:
    """A role with AI access, or without."""
    models = st.sampled_from([["qwen.qwen3-32b-v1:0"], ["amazon.titan-embed-text-v2:0"]])
    knowledge = st.sampled_from([["ABCDEFGHIJ"]])
    return st.fixed_dictionaries({}, optional={"bedrock_models": models, "bedrock_knowledge_bases": knowledge})


def identity_pools() -> st.SearchStrategy[Tables]:
    """An [identity_pool] for signed-in users."""
    tags = st.sampled_from([{}, {"user": "sub", "groups": "cognito:groups"}])
    return st.fixed_dictionaries({"roles": st.fixed_dictionaries({"authenticated": roles()}), "principal_tags": tags})


def _client(client: Tables) -> Callable[[Tables], None]:
    return lambda data: data["app_clients"].update(broken=client)


def _pool(key: str, value: Any) -> Callable[[Tables], None]:
    return lambda data: data["user_pool"].update({key: value})


def _top(key: str, value: Any) -> Callable[[Tables], None]:
    return lambda data: data.update({key: value})


CODE = {"allowed_oauth_flows": ["code"], "allowed_oauth_scopes": ["openid"], "callback_urls": ["https://a.example.com"]}
MISTAKES: dict[str, Callable[[Tables], None]] = {
    "ATT-1": lambda data: data["user_pool"].update(username_attributes=["email"], alias_attributes=["email"]),
    "BCK-1": _top("terraform", {"backend": {"s3": {}, "gcs": {}}}),
    "CLI-1": _client({**CODE, "allowed_oauth_flows": ["code", "client_credentials"], "generate_secret": True}),
    "CLI-2": _client({"allowed_oauth_flows": ["client_credentials"], "allowed_oauth_scopes": ["a/b"]}),
    "CLI-4": _client({**CODE, "callback_urls": []}),
    "CLI-5": _client({**CODE, "allowed_oauth_scopes": []}),
    "CLI-7": _client({**CODE, "allowed_oauth_scopes": ["openid", "nowhere/read"]}),
    "CLI-8": _client({**CODE, "allowed_oauth_scopes": ["email"]}),
    "CLI-12": _client({**CODE, "default_redirect_uri": "https://b.example.com"}),
    "CLI-14": _client({"refresh_token_validity": "1h", "access_token_validity": "2h"}),
    "CLI-20": _client({"read_attributes": ["no_such_attribute"]}),
    "CLI-22": _client({"supported_identity_providers": ["Nobody"]}),
    "CLI-24": _client({"enable_token_revocation": False}),
    "CLI-30": _client({"secretsmanager_secret_name": "secret"}),
    "DOM-5": _top("domains", {"main": {"domain": "auth.example.com"}}),
    "EML-1": _pool("email_configuration", {"email_sending_account": "DEVELOPER"}),
    "IP-6": _top("identity_pool", {"allow_unauthenticated_identities": True}),
    "LAM-1": _pool("lambda_config", {"pre_sign_up": f"arn:aws:lambda:sa-east-1:{ACCOUNT}:function:f"}),
    "MFA-1": _pool("mfa", {"configuration": "ON", "factors": []}),
    "MFA-3": _pool("mfa", {"configuration": "OFF", "factors": ["TOTP"]}),
    "PRV-1": _top("terraform", {"aws_provider": ">= 4.0"}),
    "REC-1": _pool("account_recovery_setting", {"recovery_mechanisms": ["admin_only", "verified_email"]}),
    "SIG-1": _pool("sign_in_policy", {"allowed_first_auth_factors": ["WEB_AUTHN"]}),
    "TIER-0": lambda data: data["user_pool"].update(
        user_pool_tier="LITE", user_pool_add_ons={"advanced_security_mode": "ENFORCED"}
    ),
    "USR-1": _top("users", {"ana": {"groups": ["nowhere"]}}),
}
"""Rule -> a change that breaks it in any environment."""


MODELS = [
    "anthropic.claude-sonnet-4-5-20250929-v1:0",
    "anthropic.claude-haiku-4-5-20251001-v1:0",
    "amazon.nova-lite-v1:0",
]
PROFILES = ["eu.amazon.nova-lite-v1:0", "global.anthropic.claude-sonnet-4-5-20250929-v1:0"]
BUCKET = "arn:aws:s3:::example-bucket"
SUB = "${cognito-identity.amazonaws.com:sub}"
TEAMS = ["admins", "analysts", "readers"]  # none is a part of another


def statements() -> st.SearchStrategy[Tables]:
    """A statement of a role's: patterns that overlap, conditions that are negated or pass when the key is not there."""
    actions = [
        "s3:GetObject",
        "s3:Get*",
        "S3:putobject",
        "bedrock:InvokeModel*",
        "bedrock:*",
        "dynamodb:Query",
        "s3:*Object",
    ]
    models = ["arn:aws:bedrock:*::foundation-model/*", f"arn:aws:bedrock:eu-central-1::foundation-model/{MODELS[0]}"]
    resources = [f"{BUCKET}/*", f"{BUCKET}/shared/*", f"{BUCKET}/{SUB}/?", BUCKET, "*", *models]
    values = subsets(["eu-central-1", "us-east-1"], least=1)
    tests = st.sampled_from(["StringEquals", "StringNotEquals", "StringEqualsIfExists", "StringNotEqualsIfExists"])
    condition = st.fixed_dictionaries({"test": tests, "variable": st.just("aws:RequestedRegion"), "values": values})
    return st.fixed_dictionaries(
        {
            "effect": st.sampled_from(["Allow", "Allow", "Deny"]),
            "actions": st.lists(st.sampled_from(actions), unique=True, min_size=1, max_size=3),
            "resources": st.lists(st.sampled_from(resources), unique=True, min_size=1, max_size=3),
            "wildcard_reason": st.just("Generated, to be compared"),
        },
        optional={"condition": st.lists(condition, min_size=1, max_size=2, unique_by=lambda each: each["test"])},
    )


@st.composite
def roles_with_access(draw: st.DrawFn, region: str, *, guests: bool = False) -> Tables:
    """A role with any of what a role may have."""
    role: Tables = {"statement": draw(st.lists(statements(), max_size=3))}
    endpoints = draw(subsets(["summaries", "Ranking"]))
    role |= {"sagemaker_endpoints": endpoints} if endpoints else {}
    if guests:
        return role
    models, profiles = draw(subsets(MODELS)), draw(subsets(PROFILES))
    role |= {"bedrock_models": models} if models else {}
    if profiles:
        regions = subsets(["eu-central-1", "eu-west-1", "eu-north-1"], least=1)
        role["bedrock_inference_profiles"] = {profile: draw(regions) for profile in profiles}
    if models or profiles:
        version = draw(st.sampled_from([None, "", ":1", ":DRAFT"]))
        guardrail = f"arn:aws:bedrock:{region}:{ACCOUNT}:guardrail/abcdefghij"
        role |= {} if version is None else {"bedrock_guardrail": guardrail + version}
    if models or profiles or endpoints:
        role["bedrock_streaming"] = draw(st.booleans())
    role["bedrock_knowledge_bases"] = draw(subsets(["ABCDEFGHIJ", "KBEXAMPLE1"]))
    role["bedrock_agents"] = draw(subsets(["AGENT12345/ALIAS12345", "AGENT12345/ALIAS67890"]))
    role["bedrock_agentcore_runtimes"] = draw(subsets(["helper-0123456789", "helper-0123456789/blue"]))
    return role


DOORS: dict[str, Tables] = {
    "HTTP_API": {"api_id": "a1b2c3d4e5"},
    "REST_API": {"rest_api_id": "a1b2c3d4e5"},
    "AGENTCORE_GATEWAY": {"role_arn": f"arn:aws:iam::{ACCOUNT}:role/gateway"},
    "VERIFIED_PERMISSIONS": {"policy_store_id": "PSEXAMPLE1", "principal_entity_type": "App::User"},
}


@st.composite
def doors(draw: st.DrawFn, clients: list[str], groups: list[str]) -> Tables:
    """[protected] of all kinds that are made here; not all of them are right with the clients that there are."""
    found: Tables = {}
    for kind, more in DOORS.items():
        door = {"kind": kind, **more}
        if draw(st.booleans()):
            door["app_clients"] = draw(subsets(clients, least=1))
        if kind != "VERIFIED_PERMISSIONS" and draw(st.booleans()):
            door["scopes"] = draw(subsets(["api/read", "openid", "aws.cognito.signin.user.admin"], least=1))
        if kind == "AGENTCORE_GATEWAY" and groups and draw(st.booleans()):
            door["groups"] = draw(subsets(groups, least=1))
        if kind != "VERIFIED_PERMISSIONS" and draw(st.integers(0, 3)) == 0:
            door["token"] = "ID"
        found[kind.lower().replace("_", "-")] = door
    return found


@st.composite
def environments_with_access(draw: st.DrawFn) -> Tables:
    """An environment whose identity pool hands out roles in every way: by token, by rules, to guests."""
    data = draw(environments())
    region, clients = data["region"], data["app_clients"]
    trusted = sorted(name for name, client in clients.items() if client["application_type"] != "M2M")
    data.pop("users", None)
    data["groups"] = {}
    data.pop("identity_pool", None)
    if not trusted:
        return data
    for number, team in enumerate(draw(subsets(TEAMS)), start=1):
        role = {"role": draw(roles_with_access(region))} if draw(st.booleans()) else {}
        data["groups"][team] = {"precedence": number, **role}
    data["protected"] = draw(doors(sorted(clients), sorted(data["groups"])))
    data["terraform"] = {"aws_provider": ">= 6.80, < 7.0"}
    with_roles = sorted(name for name, group in data["groups"].items() if "role" in group)
    pool: Tables = {"roles": {"authenticated": draw(roles_with_access(region))}, "role_mapping": {}}
    if draw(st.booleans()):
        pool["allow_unauthenticated_identities"] = True
        pool["roles"]["unauthenticated"] = draw(roles_with_access(region, guests=True))
    pool["allow_classic_flow"] = draw(st.booleans())
    claims = st.sampled_from([("cognito:groups", "Contains", team) for team in TEAMS] + [("sub", "StartsWith", "a")])
    for client in trusted:
        kind = draw(st.sampled_from(["Token", "Rules", "none"]))
        if kind == "none" or (kind == "Rules" and not with_roles):
            continue
        mapping: Tables = {
            "type": kind,
            "ambiguous_role_resolution": draw(st.sampled_from(["Deny", "AuthenticatedRole"])),
        }
        if kind == "Rules":
            mapping["mapping_rule"] = [
                {"claim": claim, "match_type": match_type, "value": value, "group": draw(st.sampled_from(with_roles))}
                for claim, match_type, value in draw(st.lists(claims, min_size=1, max_size=4, unique=True))
            ]
        pool["role_mapping"][client] = mapping
    data["identity_pool"] = pool
    return data
