"""What a plan has of groups with a role each, behind app clients and doors: with ids, as it is once applied."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

INVOKE, STREAM = "bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"
POOL, IDENTITY_POOL = "eu-central-1_AAAAAAAAA", "eu-central-1:11111111-2222-3333-4444-555555555555"
ISSUER = f"cognito-idp.eu-central-1.amazonaws.com/{POOL}"


def crowd(groups: int, clients: int, doors: int, actions: Sequence[str] = (INVOKE,)) -> dict[str, dict[str, Any]]:
    """Address -> values: each role allows these actions on five models, each door lets two groups in."""
    ids = [f"client-{number}" for number in range(clients)]
    providers = [{"client_id": each, "provider_name": ISSUER} for each in ids]
    by_token = {"type": "Token", "ambiguous_role_resolution": "Deny", "mapping_rule": []}
    mappings = [{"identity_provider": f"{ISSUER}:{each}", **by_token} for each in ids]
    return {
        "aws_cognito_user_pool.main": {"id": POOL, "name": "main"},
        "aws_cognito_identity_pool.main": {"id": IDENTITY_POOL, "cognito_identity_providers": providers},
        "aws_cognito_identity_pool_roles_attachment.main": {
            "identity_pool_id": IDENTITY_POOL,
            "roles": {},
            "role_mapping": mappings,
        },
        **{
            f'aws_cognito_user_pool_client.c["{each}"]': {"id": each, "name": each, "user_pool_id": POOL, **_OAUTH}
            for each in ids
        },
        **{address: values for number in range(groups) for address, values in _group(number, actions).items()},
        **{f'aws_bedrockagentcore_gateway.g["{number}"]': _door(number, ids) for number in range(doors)},
    }


_OAUTH = {
    "allowed_oauth_flows": ["code"],
    "allowed_oauth_flows_user_pool_client": True,
    "allowed_oauth_scopes": ["openid"],
}


def _group(number: int, actions: Sequence[str]) -> dict[str, dict[str, Any]]:
    name, arn = f"g{number}", f"arn:aws:iam::111122223333:role/g{number}"
    principal = {"Federated": "cognito-identity.amazonaws.com"}
    trust = {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": principal}
    models = [f"arn:aws:bedrock:eu-central-1::foundation-model/m{number}-{each}" for each in range(5)]
    allowed = {"Effect": "Allow", "Action": list(actions), "Resource": models}
    return {
        f'aws_cognito_user_group.g["{number}"]': {"name": name, "user_pool_id": POOL, "role_arn": arn},
        f'aws_iam_role.g["{number}"]': {"name": name, "arn": arn, "assume_role_policy": _policy(trust)},
        f'aws_iam_role_policy.g["{number}"]': {"name": "p", "role": name, "policy": _policy(allowed)},
    }


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Statement": [statement]})


def _door(number: int, clients: Sequence[str]) -> dict[str, Any]:
    groups = [{"match_value_string_list": [f"g{number}", f"g{number + 1}"]}]
    match = {"claim_match_operator": "CONTAINS_ANY", "claim_match_value": groups}
    claim = {"inbound_token_claim_name": "cognito:groups", "authorizing_claim_match_value": [match]}
    jwt = {"discovery_url": f"https://{ISSUER}/x", "allowed_clients": list(clients), "custom_claim": [claim]}
    return {"authorizer_type": "CUSTOM_JWT", "authorizer_configuration": [{"custom_jwt_authorizer": [jwt]}]}
