"""What a stack tells whoever comes next: other stacks, front ends, API authorizers. No secret is among it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from cognito_as_code.constructs.app_client import AppClient
from cognito_as_code.constructs.authorizers import jwt_configuration
from cognito_as_code.constructs.domain import Domain
from cognito_as_code.constructs.identity_pool import IdentityPool
from cognito_as_code.constructs.mcp_servers import mcp_server
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.protected.admission import shown_domain

Value = object

# Amplify's words. Source: https://docs.amplify.aws/react/reference/amplify_outputs/
_AMPLIFY_MFA = {"ON": "REQUIRED", "OPTIONAL": "OPTIONAL", "OFF": "NONE"}
_AMPLIFY_PROVIDERS = {
    "Facebook": "FACEBOOK",
    "Google": "GOOGLE",
    "LoginWithAmazon": "LOGIN_WITH_AMAZON",
    "SignInWithApple": "SIGN_IN_WITH_APPLE",
}


def outputs(
    settings: EnvironmentSettings,
    user_pool: UserPool,
    app_clients: Mapping[str, AppClient],
    domains: Mapping[str, Domain],
    identity_pool: IdentityPool | None,
    authorizers: Mapping[str, Value],
) -> dict[str, Value]:
    """Name -> value of every output."""
    issuer = user_pool.issuer
    ids = {name: client.client_id for name, client in app_clients.items()}
    values: dict[str, Value] = {
        "user_pool_id": user_pool.user_pool_id,
        "user_pool_arn": user_pool.pool_arn,
        "user_pool_endpoint": user_pool.provider_name,
        "issuer": issuer,
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "openid_configuration": f"{issuer}/.well-known/openid-configuration",
        "app_client_ids": ids,
    }
    if settings.trusted_clients:
        values["jwt_configuration"] = jwt_configuration(issuer, [ids[name] for name in settings.trusted_clients])
    if authorizers:
        values["authorizers"] = dict(authorizers)
    if identity_pool:
        values["identity_pool_id"] = identity_pool.identity_pool_id
    shown = shown_domain(settings)
    url = domains[shown].url if shown else None
    if url:
        values["domain_url"] = url
        values["authorization_endpoint"] = f"{url}/oauth2/authorize"
        values["token_endpoint"] = f"{url}/oauth2/token"
        values["login_urls"] = _login_urls(settings, ids, url)
        values["logout_urls"] = _logout_urls(settings, ids, url)
        if settings.mcp_servers:
            values["mcp_servers"] = {
                name: mcp_server(name, server, client_ids=ids, issuer=issuer, domain_url=url)
                for name, server in sorted(settings.mcp_servers.items())
            }
    of_mcp_servers = settings.mcp_clients
    public = [
        name for name in app_clients if not settings.app_clients[name].generate_secret and name not in of_mcp_servers
    ]
    if public:
        values["amplify_outputs"] = {
            name: _amplify(settings, user_pool, name, ids[name], url, identity_pool) for name in public
        }
    return values


def _login_urls(settings: EnvironmentSettings, ids: Mapping[str, str], url: str) -> dict[str, str]:
    """Client -> its sign-in page; an application adds state and, for PKCE, code_challenge."""
    urls = {}
    of_mcp_servers = settings.mcp_clients  # whose own programs make the request
    for name, client in sorted(settings.app_clients.items()):
        if client.has_login_page and name not in of_mcp_servers:
            query = {
                "response_type": "code" if "code" in client.allowed_oauth_flows else "token",
                "scope": " ".join(sorted(client.allowed_oauth_scopes)),
                "redirect_uri": client.default_redirect_uri or sorted(client.callback_urls)[0],
            }
            urls[name] = f"{url}/login?client_id={ids[name]}&{urlencode(query, quote_via=quote)}"
    return urls


def _logout_urls(settings: EnvironmentSettings, ids: Mapping[str, str], url: str) -> dict[str, str]:
    """Client -> where it sends users to sign out."""
    return {
        name: f"{url}/logout?client_id={ids[name]}&{urlencode({'logout_uri': sorted(client.logout_urls)[0]})}"
        for name, client in sorted(settings.app_clients.items())
        if client.has_login_page and client.logout_urls
    }


def _amplify(
    settings: EnvironmentSettings,
    user_pool: UserPool,
    name: str,
    client_id: str,
    url: str | None,
    identity_pool: IdentityPool | None,
) -> dict[str, Value]:
    """amplify_outputs.json for one public client."""
    pool, client = settings.user_pool, settings.app_clients[name]
    policy = pool.password_policy
    auth: dict[str, Value] = {
        "aws_region": settings.region,
        "user_pool_id": user_pool.user_pool_id,
        "user_pool_client_id": client_id,
        "username_attributes": sorted(pool.username_attributes),
        "user_verification_types": sorted(pool.auto_verified_attributes),
        "standard_required_attributes": sorted(key for key, each in pool.attributes.items() if each.required),
        "mfa_configuration": _AMPLIFY_MFA[pool.mfa.configuration],
        "mfa_methods": sorted(pool.mfa.factors),
        "password_policy": {
            "min_length": policy.minimum_length,
            "require_lowercase": policy.require_lowercase,
            "require_uppercase": policy.require_uppercase,
            "require_numbers": policy.require_numbers,
            "require_symbols": policy.require_symbols,
        },
    }
    if settings.identity_pool and identity_pool:
        auth["identity_pool_id"] = identity_pool.identity_pool_id
        auth["unauthenticated_identities_enabled"] = settings.identity_pool.allow_unauthenticated_identities
    if url and client.has_login_page:
        providers = [settings.identity_providers.get(each) for each in client.supported_identity_providers]
        types = [_AMPLIFY_PROVIDERS.get(provider.provider_type) for provider in providers if provider]
        auth["oauth"] = {
            "identity_providers": sorted(type_ for type_ in types if type_),
            "domain": url.removeprefix("https://"),
            "scopes": sorted(client.allowed_oauth_scopes),
            "redirect_sign_in_uri": sorted(client.callback_urls),
            "redirect_sign_out_uri": sorted(client.logout_urls),
            "response_type": "code" if "code" in client.allowed_oauth_flows else "token",
        }
    return {"version": "1", "auth": auth}
