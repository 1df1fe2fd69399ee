"""Each consumer is told exactly what lets the right tokens in, in its own words."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from cognito_as_code.checks import check
from cognito_as_code.constructs.authorizers import Names, authorizer, custom_jwt_authorizer
from cognito_as_code.settings import EnvironmentSettings

ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example"
DISCOVERY = f"{ISSUER}/.well-known/openid-configuration"
POOL_ARN = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_Example"
MCP = "https://mcp.example.com/mcp"
NAMES = Names(
    issuer=ISSUER,
    user_pool_id="eu-central-1_Example",
    user_pool_arn=POOL_ARN,
    client_ids={"spa": "1spa", "chat": "2chat", "job": "3job"},
    secrets={"spa": "", "chat": "arn:of:the:secret", "job": ""},
    domain="example",
    domain_url="https://example.auth.eu-central-1.amazoncognito.com",
)
FILE = """\
region             = "eu-central-1"
account_id         = "111122223333"
user_pool.name     = "test"
groups.analysts    = {}
groups.admins.name = "administrators"
domains.main       = { domain = "example" }

[resource_servers.mcp]
identifier = "https://mcp.example.com/mcp"
scopes     = { invoke = "Call tools" }

[app_clients.spa]
application_type     = "SPA"
callback_urls        = ["https://app.example.com/"]
allowed_oauth_scopes = ["openid", "https://mcp.example.com/mcp/invoke"]

[app_clients.chat]
application_type = "WEB"
callback_urls    = [
    "https://chat.example.com/oauth2/idpresponse",
    "https://chat.example.com/oauth/oidc/callback",
    "https://chat.example.com/oauth/openid/callback",
    "https://chat.example.com/sso/callback",
]

[app_clients.job]
application_type     = "M2M"
allowed_oauth_scopes = ["https://mcp.example.com/mcp/invoke"]

[protected.door]
"""


def environment(door: str) -> EnvironmentSettings:
    """The file with a [protected.door] that the rules have nothing against."""
    settings, findings = check(tomllib.loads(FILE + door))
    assert settings, [str(finding) for finding in findings]
    return settings


def block(door: str) -> dict[str, Any]:
    settings = environment(door)
    return authorizer(settings, settings.protected["door"], NAMES)


GROUPS_CLAIM = {
    "inbound_token_claim_name": "cognito:groups",
    "inbound_token_claim_value_type": "STRING_ARRAY",
    "authorizing_claim_match_value": {
        "claim_match_operator": "CONTAINS_ANY",
        "claim_match_value": {"match_value_string_list": ["administrators", "analysts"]},
    },
}


@pytest.mark.parametrize(
    ("door", "expected"),
    [
        (
            'kind = "HTTP_API"\nscopes = ["openid"]',
            {"issuer": ISSUER, "audience": ["2chat", "1spa"], "authorization_scopes": ["openid"]},
        ),
        (
            'kind = "HTTP_API"\napp_clients = ["spa", "job"]\nscopes = ["https://mcp.example.com/mcp/invoke"]',
            {"issuer": ISSUER, "audience": ["3job", "1spa"], "authorization_scopes": [f"{MCP}/invoke"]},
        ),
        (
            f'kind = "HTTP_API"\nresource = "{MCP}"',
            {"issuer": ISSUER, "audience": [MCP], "authorization_scopes": []},
        ),
        (
            'kind = "REST_API"\nscopes = ["openid"]',
            {"user_pool_arns": [POOL_ARN], "authorization_scopes": ["openid"]},
        ),
        ('kind = "REST_API"\ntoken = "ID"', {"user_pool_arns": [POOL_ARN], "authorization_scopes": []}),
        (
            'kind = "APPSYNC"',
            {
                "user_pool_config": {
                    "user_pool_id": "eu-central-1_Example",
                    "aws_region": "eu-central-1",
                    "app_id_client_regex": "^(2chat|1spa)$",
                    "default_action": "ALLOW",
                }
            },
        ),
        (
            'kind = "APPSYNC"\napp_clients = ["spa"]\ngroups = ["analysts"]',
            {
                "user_pool_config": {
                    "user_pool_id": "eu-central-1_Example",
                    "aws_region": "eu-central-1",
                    "app_id_client_regex": "^(1spa)$",
                    "default_action": "DENY",
                }
            },
        ),
        (
            'kind = "ALB"\napp_clients = ["chat"]\nhost = "chat.example.com"',
            {
                "authenticate_cognito": {
                    "user_pool_arn": POOL_ARN,
                    "user_pool_client_id": "2chat",
                    "user_pool_domain": "example",
                    "scope": "openid",
                    "on_unauthenticated_request": "authenticate",
                    "session_timeout": 43_200,
                }
            },
        ),
        (
            'kind = "AGENTCORE_GATEWAY"',
            {"custom_jwt_authorizer": {"discovery_url": DISCOVERY, "allowed_clients": ["2chat", "1spa"]}},
        ),
        (
            'kind = "AGENTCORE_RUNTIME"\ntoken = "ID"',
            {"custom_jwt_authorizer": {"discovery_url": DISCOVERY, "allowed_audience": ["2chat", "1spa"]}},
        ),
        (
            f'kind = "AGENTCORE_GATEWAY"\napp_clients = ["spa"]\nresource = "{MCP}"',
            {
                "custom_jwt_authorizer": {
                    "discovery_url": DISCOVERY,
                    "allowed_clients": ["1spa"],
                    "allowed_audience": [MCP],
                }
            },
        ),
        (
            'kind = "AGENTCORE_RUNTIME"\nscopes = ["openid"]\ngroups = ["analysts", "admins"]',
            {
                "custom_jwt_authorizer": {
                    "discovery_url": DISCOVERY,
                    "allowed_clients": ["2chat", "1spa"],
                    "allowed_scopes": ["openid"],
                    "custom_claim": [GROUPS_CLAIM],
                }
            },
        ),
        (
            'kind = "VERIFIED_PERMISSIONS"\nprincipal_entity_type = "App::User"\ngroup_entity_type = "App::Group"',
            {
                "principal_entity_type": "App::User",
                "configuration": {
                    "cognito_user_pool_configuration": {
                        "user_pool_arn": POOL_ARN,
                        "client_ids": ["2chat", "1spa"],
                        "group_configuration": {"group_entity_type": "App::Group"},
                    }
                },
            },
        ),
        (
            'kind = "VERIFIED_PERMISSIONS"\nprincipal_entity_type = "App::User"\napp_clients = ["spa"]',
            {
                "principal_entity_type": "App::User",
                "configuration": {
                    "cognito_user_pool_configuration": {"user_pool_arn": POOL_ARN, "client_ids": ["1spa"]}
                },
            },
        ),
        (
            'kind = "VERIFIER"\napp_clients = ["spa"]\nscopes = ["openid"]\ngroups = ["admins"]',
            {
                "issuer": ISSUER,
                "jwks_uri": f"{ISSUER}/.well-known/jwks.json",
                "algorithms": ["RS256"],
                "claims": {
                    "token_use": ["access"],
                    "client_id": ["1spa"],
                    "scope": ["openid"],
                    "cognito:groups": ["administrators"],
                },
                "checks": [
                    f"the signature is RS256, by that key of {ISSUER}/.well-known/jwks.json whose kid the header "
                    "names; no other alg is taken",
                    f"iss is {ISSUER}",
                    "exp is later than now",
                    "token_use is access",
                    "client_id is one of 1spa",
                    "scope, split at spaces, has one of openid",
                    "cognito:groups, a list that may be missing, has one of administrators",
                ],
            },
        ),
    ],
)
def test_a_consumer_gets_its_block(door: str, expected: dict[str, Any]) -> None:
    assert block(door) == expected


def test_a_verifier_of_id_tokens_compares_their_audience() -> None:
    assert block('kind = "VERIFIER"\ntoken = "ID"')["claims"] == {"token_use": ["id"], "aud": ["2chat", "1spa"]}


def test_a_verifier_of_bound_tokens_compares_client_and_resource() -> None:
    claims = block(f'kind = "VERIFIER"\nresource = "{MCP}"')["claims"]
    assert claims == {"token_use": ["access"], "client_id": ["2chat", "1spa"], "aud": [MCP]}


APPLICATION = 'app_clients = ["chat"]\nhost = "chat.example.com"\n'
DOMAIN = "https://example.auth.eu-central-1.amazoncognito.com"


def test_open_webui_gets_its_variables() -> None:
    assert block(f'kind = "OPEN_WEBUI"\n{APPLICATION}groups = ["analysts", "admins"]') == {
        "environment": {
            "WEBUI_URL": "https://chat.example.com",
            "ENABLE_SIGNUP": "false",
            "ENABLE_LOGIN_FORM": "false",
            "ENABLE_OAUTH_SIGNUP": "true",
            "OAUTH_CLIENT_ID": "2chat",
            "OAUTH_PROVIDER_NAME": "Cognito",
            "OAUTH_SCOPES": "email openid profile",
            "OAUTH_USERNAME_CLAIM": "email",
            "OPENID_PROVIDER_URL": DISCOVERY,
            "OPENID_REDIRECT_URI": "https://chat.example.com/oauth/oidc/callback",
            "ENABLE_OAUTH_ROLE_MANAGEMENT": "true",
            "OAUTH_ROLES_CLAIM": "cognito:groups",
            "OAUTH_ALLOWED_ROLES": "administrators,analysts",
        },
        "secrets": {"OAUTH_CLIENT_SECRET": "arn:of:the:secret"},
    }


def test_litellm_gets_its_variables() -> None:
    assert block(f'kind = "LITELLM"\n{APPLICATION}scopes = ["openid", "email"]') == {
        "environment": {
            "PROXY_BASE_URL": "https://chat.example.com",
            "GENERIC_CLIENT_ID": "2chat",
            "GENERIC_AUTHORIZATION_ENDPOINT": f"{DOMAIN}/oauth2/authorize",
            "GENERIC_TOKEN_ENDPOINT": f"{DOMAIN}/oauth2/token",
            "GENERIC_USERINFO_ENDPOINT": f"{DOMAIN}/oauth2/userInfo",
            "GENERIC_SCOPE": "email openid",
            "GENERIC_USER_ID_ATTRIBUTE": "sub",
            "GENERIC_USER_EMAIL_ATTRIBUTE": "email",
            "GENERIC_USER_DISPLAY_NAME_ATTRIBUTE": "email",
        },
        "secrets": {"GENERIC_CLIENT_SECRET": "arn:of:the:secret"},
    }


def test_librechat_gets_its_variables() -> None:
    assert block(f'kind = "LIBRECHAT"\n{APPLICATION}groups = ["analysts"]') == {
        "environment": {
            "DOMAIN_CLIENT": "https://chat.example.com",
            "DOMAIN_SERVER": "https://chat.example.com",
            "ALLOW_EMAIL_LOGIN": "false",
            "ALLOW_REGISTRATION": "false",
            "ALLOW_SOCIAL_LOGIN": "true",
            "ALLOW_SOCIAL_REGISTRATION": "true",
            "OPENID_CALLBACK_URL": "/oauth/openid/callback",
            "OPENID_CLIENT_ID": "2chat",
            "OPENID_ISSUER": ISSUER,
            "OPENID_SCOPE": "email openid profile",
            "OPENID_REQUIRED_ROLE": "analysts",
            "OPENID_REQUIRED_ROLE_TOKEN_KIND": "id",
            "OPENID_REQUIRED_ROLE_PARAMETER_PATH": "cognito:groups",
        },
        "secrets": {"OPENID_CLIENT_SECRET": "arn:of:the:secret"},
    }


@pytest.mark.parametrize("kind", ["OPEN_WEBUI", "LIBRECHAT"])
def test_without_groups_an_application_asks_for_none(kind: str) -> None:
    environment_variables = block(f'kind = "{kind}"\n{APPLICATION}')["environment"]
    assert not [name for name in environment_variables if "ROLE" in name]


def test_a_discovery_url_is_never_the_keys() -> None:
    with pytest.raises(ValueError, match=r"jwks\.json is no discovery URL"):
        custom_jwt_authorizer(f"{ISSUER}/.well-known/jwks.json", allowed_clients=["1spa"])


def test_an_id_that_no_token_has_in_both_claims_is_refused() -> None:
    with pytest.raises(ValueError, match="1spa is in allowed_clients and allowed_audience"):
        custom_jwt_authorizer(DISCOVERY, allowed_clients=["1spa"], allowed_audience=["1spa", MCP])


def test_a_door_that_is_open_to_every_client_is_refused() -> None:
    with pytest.raises(ValueError, match="every client of the pool would come in"):
        custom_jwt_authorizer(DISCOVERY)


def test_clients_that_nobody_knows_beforehand_come_in_by_audience_and_scope() -> None:
    """Clients that register themselves have ids which no list can name."""
    assert custom_jwt_authorizer(DISCOVERY, allowed_audience=[MCP], allowed_scopes=[f"{MCP}/invoke"]) == {
        "discovery_url": DISCOVERY,
        "allowed_audience": [MCP],
        "allowed_scopes": [f"{MCP}/invoke"],
    }
