"""Terraform JSON by hand: an identity pool with a role or two, and what is to be changed of it."""

from __future__ import annotations

import json
from typing import Any

from cognito_as_code.review.access.holders import holders_of
from cognito_as_code.review.access.rows import names_in, rows_of
from cognito_as_code.review.changes import Plan
from cognito_as_code.review.synthesized import plan_between

Document = dict[str, Any]
PROVIDER = "${aws_cognito_user_pool.main.endpoint}:${aws_cognito_user_pool_client.web.id}"
"""How a role mapping names the client web."""
NOVA = "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0"
SONNET = "arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"


def statement(*actions: str, on: str | list[str] = SONNET, effect: str = "Allow", **more: Any) -> Document:
    """A statement of a policy."""
    return {"Effect": effect, "Action": list(actions), "Resource": on, **more}


def policy(*statements: Document) -> str:
    """A policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(pool: str = "${aws_cognito_identity_pool.main.id}", kind: str = "authenticated") -> str:
    """A trust policy for users of an identity pool."""
    principal = "cognito-identity.amazonaws.com"
    condition = {"StringEquals": {f"{principal}:aud": pool}, "ForAnyValue:StringLike": {f"{principal}:amr": kind}}
    return policy(
        {
            "Effect": "Allow",
            "Principal": {"Federated": principal},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition,
        }
    )


def document(*statements: Document, **resources: Document) -> Document:
    """A pool with the client web, the group analysts with a role that has these statements, and more resources."""
    made: Document = {
        "aws_cognito_user_pool": {"main": {"name": "pool"}},
        "aws_cognito_user_pool_client": {
            "web": {
                "name": "web",
                "user_pool_id": "${aws_cognito_user_pool.main.id}",
                "allowed_oauth_flows": ["code"],
                "allowed_oauth_flows_user_pool_client": True,
                "allowed_oauth_scopes": ["openid", "api/read"],
            },
            "job": {
                "name": "job",
                "user_pool_id": "${aws_cognito_user_pool.main.id}",
                "allowed_oauth_flows": ["client_credentials"],
                "allowed_oauth_flows_user_pool_client": True,
                "allowed_oauth_scopes": ["api/read"],
                "explicit_auth_flows": ["ALLOW_REFRESH_TOKEN_AUTH"],
            },
        },
        "aws_cognito_identity_pool": {
            "main": {
                "identity_pool_name": "pool",
                "cognito_identity_providers": [
                    {
                        "client_id": "${aws_cognito_user_pool_client.web.id}",
                        "provider_name": "${aws_cognito_user_pool.main.endpoint}",
                    }
                ],
            }
        },
        "aws_cognito_identity_pool_roles_attachment": {
            "main": {
                "identity_pool_id": "${aws_cognito_identity_pool.main.id}",
                "roles": {"authenticated": "${aws_iam_role.users.arn}"},
                "role_mapping": [
                    {
                        "identity_provider": PROVIDER,
                        "type": "Token",
                        "ambiguous_role_resolution": "Deny",
                    }
                ],
            }
        },
        "aws_cognito_user_group": {
            "analysts": {
                "name": "analysts",
                "user_pool_id": "${aws_cognito_user_pool.main.id}",
                "role_arn": "${aws_iam_role.analysts.arn}",
            }
        },
        "aws_iam_role": {
            "users": {"name": "users", "assume_role_policy": trust()},
            "analysts": {"name": "analysts", "assume_role_policy": trust()},
        },
        "aws_iam_role_policy": {
            "analysts": {"name": "analysts", "role": "${aws_iam_role.analysts.name}", "policy": policy(*statements)}
        },
    }
    for type_, named in resources.items():
        of_type = made.setdefault(type_, {})
        for name, arguments in named.items():
            of_type[name] = {**of_type.get(name, {}), **arguments}
    return {"resource": made, "terraform": {}}


def plan(before: Document, after: Document | None = None) -> Plan:
    """From one document to another; nothing changes without another."""
    return plan_between(before, before if after is None else after)


def table(document: Document) -> dict[str, list[str]]:
    """Who -> what the table says of them, a text a row."""
    holders = holders_of(plan(document))
    found: dict[str, list[str]] = {}
    for row in rows_of(holders, names_in(holders)):
        found.setdefault(row.who, []).append(str(row))
    return found


def analysts(document: Document) -> list[str]:
    """What the table says of the analysts."""
    return table(document)["group analysts through web"]
