"""What each consumer has to be told to let the right tokens in, in its own words: plain values, without the framework.

An access token says its client in client_id and, only where it was asked for a resource, that in aud. An id token says
its client in aud. Which of them a consumer looks at decides who gets in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from cognito_as_code.constructs.applications import OpenIdClient, Variables, librechat, litellm, open_webui
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.core.fields import parse_duration
from cognito_as_code.settings.protected.admission import admitted, asked_scopes
from cognito_as_code.settings.protected.model import ProtectedSettings

Block = dict[str, Any]

GROUPS = "cognito:groups"
"""The claim of both tokens that lists a user's groups."""


class Names(NamedTuple):
    """What blocks name, by Terraform reference."""

    issuer: str
    user_pool_id: str
    user_pool_arn: str
    client_ids: Mapping[str, str]
    """Client -> its id."""
    secrets: Mapping[str, str] = {}
    """Client -> where its secret is kept."""
    domain: str = ""
    """The prefix of the pool's domain, or the whole of a custom one, as load balancers want it."""
    domain_url: str = ""


class _Door(NamedTuple):
    """What is protected, with all that its block is made of."""

    settings: EnvironmentSettings
    protected: ProtectedSettings
    names: Names

    @property
    def clients(self) -> list[str]:
        return [self.names.client_ids[name] for name in admitted(self.settings, self.protected)]

    @property
    def groups(self) -> list[str]:
        return sorted(self.settings.groups[name].name_at(name) for name in self.protected.groups)

    @property
    def scopes(self) -> list[str]:
        return sorted(self.protected.scopes)

    @property
    def audience(self) -> list[str]:
        """What aud of the token is: the resource it is bound to, or of an id token the client."""
        if self.protected.resource:
            return [self.protected.resource]
        return self.clients if self.protected.token == "ID" else []


def authorizer(settings: EnvironmentSettings, protected: ProtectedSettings, names: Names) -> Block:
    """The block for what is protected. The settings were checked."""
    return _BLOCKS[protected.kind](_Door(settings, protected, names))


def jwt_configuration(issuer: str, audience: Collection[str]) -> Block:
    """Of aws_apigatewayv2_authorizer. API Gateway compares aud with the audience or, of a token without, client_id.

    So ids of clients let their id tokens in and their access tokens: routes need scopes to take the latter only.
    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
    """
    return {"issuer": issuer, "audience": list(audience)}


def custom_jwt_authorizer(
    openid_configuration: str,
    *,
    allowed_clients: Collection[str] = (),
    allowed_audience: Collection[str] = (),
    allowed_scopes: Collection[str] = (),
    groups: Collection[str] = (),
) -> Block:
    """Of aws_bedrockagentcore_gateway and _agent_runtime. All that is given must hold; what is empty is left out.

    allowed_clients is compared with client_id, so with access tokens only; allowed_audience with aud: of id tokens the
    client's id, of access tokens the resource that they were asked for, if any. An id in both would let nobody in.
    Raises ValueError for that, for a discovery URL that is none, and for a block that lets every client of the pool in.
    Source: https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/inbound-jwt-authorizer.html
    """
    if not openid_configuration.endswith("/.well-known/openid-configuration"):
        raise ValueError(f"{openid_configuration} is no discovery URL; it ends with /.well-known/openid-configuration")
    if both := sorted({*allowed_clients} & {*allowed_audience}):
        raise ValueError(f"{both[0]} is in allowed_clients and allowed_audience; no token of Cognito's has it in both")
    if not (allowed_clients or allowed_audience or allowed_scopes or groups):
        raise ValueError("every client of the pool would come in, machines too; give allowed_clients or another list")
    lists = {"allowed_clients": allowed_clients, "allowed_audience": allowed_audience, "allowed_scopes": allowed_scopes}
    claims = {"custom_claim": [_one_of_groups(groups)]} if groups else {}
    return {"discovery_url": openid_configuration} | {key: list(each) for key, each in lists.items() if each} | claims


def _one_of_groups(groups: Collection[str]) -> Block:
    return {
        "inbound_token_claim_name": GROUPS,
        "inbound_token_claim_value_type": "STRING_ARRAY",
        "authorizing_claim_match_value": {
            "claim_match_operator": "CONTAINS_ANY",
            "claim_match_value": {"match_value_string_list": list(groups)},
        },
    }


def _http_api(door: _Door) -> Block:
    """A token that is bound to a resource says that in aud, and then nobody looks at its client_id."""
    audience = door.audience or door.clients
    return jwt_configuration(door.names.issuer, audience) | {"authorization_scopes": door.scopes}


def _rest_api(door: _Door) -> Block:
    """It names a pool, never clients: scopes of the methods have to tell them apart."""
    return {"user_pool_arns": [door.names.user_pool_arn], "authorization_scopes": door.scopes}


def _appsync(door: _Door) -> Block:
    """With groups, a field is closed unless the schema opens it to one by @aws_cognito_user_pools(cognito_groups).

    Source: https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
    """
    return {
        "user_pool_config": {
            "user_pool_id": door.names.user_pool_id,
            "aws_region": door.settings.region,
            "app_id_client_regex": f"^({'|'.join(door.clients)})$",
            "default_action": "DENY" if door.groups else "ALLOW",
        }
    }


def _alb(door: _Door) -> Block:
    return {
        "authenticate_cognito": {
            "user_pool_arn": door.names.user_pool_arn,
            "user_pool_client_id": door.clients[0],
            "user_pool_domain": door.names.domain,
            "scope": " ".join(asked_scopes(door.settings, door.protected)),
            "on_unauthenticated_request": "authenticate",
            "session_timeout": parse_duration(door.protected.session_timeout).seconds,
        }
    }


def _agentcore(door: _Door) -> Block:
    """A token that is bound to a resource has both claims, and then both are compared."""
    access = door.protected.token == "ACCESS"
    return {
        "custom_jwt_authorizer": custom_jwt_authorizer(
            f"{door.names.issuer}/.well-known/openid-configuration",
            allowed_clients=door.clients if access else (),
            allowed_audience=door.audience,
            allowed_scopes=door.scopes,
            groups=door.groups,
        )
    }


def _verified_permissions(door: _Door) -> Block:
    """client_ids are compared with client_id of access tokens and aud of id tokens.

    Source: https://docs.aws.amazon.com/verifiedpermissions/latest/userguide/cognito-validation.html
    """
    groups = door.protected.group_entity_type
    pool = {"user_pool_arn": door.names.user_pool_arn, "client_ids": door.clients}
    return {
        "principal_entity_type": door.protected.principal_entity_type,
        "configuration": {
            "cognito_user_pool_configuration": pool
            | ({"group_configuration": {"group_entity_type": groups}} if groups else {})
        },
    }


def _verifier(door: _Door) -> Block:
    """What any library has to compare, as data and in words.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
    """
    access = door.protected.token == "ACCESS"
    claims: dict[str, tuple[list[str], str]] = {
        "token_use": ([door.protected.token.lower()], "token_use is {}"),
        "client_id": (door.clients if access else [], "client_id is one of {}"),
        "aud": (door.audience, "aud is one of {}"),
        "scope": (door.scopes, "scope, split at spaces, has one of {}"),
        GROUPS: (door.groups, f"{GROUPS}, a list that may be missing, has one of {{}}"),
    }
    asked = {claim: each for claim, each in claims.items() if each[0]}
    jwks_uri = f"{door.names.issuer}/.well-known/jwks.json"
    return {
        "issuer": door.names.issuer,
        "jwks_uri": jwks_uri,
        "algorithms": ["RS256"],
        "claims": {claim: values for claim, (values, _) in asked.items()},
        "checks": [
            f"the signature is RS256, by that key of {jwks_uri} whose kid the header names; no other alg is taken",
            f"iss is {door.names.issuer}",
            "exp is later than now",
            *(words.format(", ".join(values)) for values, words in asked.values()),
        ],
    }


def _application(variables: Callable[[OpenIdClient], Variables]) -> Callable[[_Door], Block]:
    def block(door: _Door) -> Block:
        (client,) = admitted(door.settings, door.protected)
        given = variables(
            OpenIdClient(
                client_id=door.names.client_ids[client],
                secret=door.names.secrets[client],
                issuer=door.names.issuer,
                domain_url=door.names.domain_url,
                scopes=asked_scopes(door.settings, door.protected),
                groups=door.groups,
                url=f"https://{door.protected.host}",
                callback_path=door.protected.takes.callback_path,
            )
        )
        return {"environment": dict(given.environment), "secrets": dict(given.secrets)}

    return block


_BLOCKS: dict[str, Callable[[_Door], Block]] = {
    "HTTP_API": _http_api,
    "REST_API": _rest_api,
    "APPSYNC": _appsync,
    "ALB": _alb,
    "AGENTCORE_GATEWAY": _agentcore,
    "AGENTCORE_RUNTIME": _agentcore,
    "VERIFIED_PERMISSIONS": _verified_permissions,
    "VERIFIER": _verifier,
    "OPEN_WEBUI": _application(open_webui),
    "LITELLM": _application(litellm),
    "LIBRECHAT": _application(librechat),
}
