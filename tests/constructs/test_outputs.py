"""What front ends and other stacks are told."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.domain.model import DomainSettings
from cognito_as_code.settings.identity_pool.model import IdentityPoolSettings
from cognito_as_code.settings.protected.model import ProtectedSettings
from cognito_as_code.settings.resource_server.model import ResourceServerSettings
from cognito_as_code.settings.terraform.model import TerraformSettings
from tests.conftest import Synthesize, minimal
from tests.examples import Synthesized

SPA = AppClientSettings.model_validate(
    {
        "application_type": "SPA",
        "callback_urls": ["https://b.example.com/in", "https://a.example.com/in?x=1"],
        "logout_urls": ["https://a.example.com/"],
    }
)


def outputs(synthesize: Synthesize, **changes: Any) -> dict[str, Any]:
    stack = synthesize(minimal(**changes))
    return {name: output["value"] for name, output in stack["output"].items()}


@pytest.mark.parametrize(
    ("region", "domain", "url"),
    [
        ("eu-central-1", {"domain": "example"}, "https://example.auth.eu-central-1.amazoncognito.com"),
        ("us-gov-west-1", {"domain": "example"}, "https://example.auth-fips.us-gov-west-1.amazoncognito.com"),
        (
            "eu-central-1",
            {"domain": "auth.example.com", "certificate_arn": "arn:aws:acm:us-east-1:111122223333:certificate/1a2b"},
            "https://auth.example.com",
        ),
    ],
)
def test_urls_of_a_domain(region: str, domain: dict[str, str], url: str, synthesize: Synthesize) -> None:
    told = outputs(
        synthesize, region=region, app_clients={"web": SPA}, domains={"main": DomainSettings.model_validate(domain)}
    )
    client = "${aws_cognito_user_pool_client.web.id}"
    assert told["domain_url"] == url
    assert told["authorization_endpoint"] == f"{url}/oauth2/authorize"
    assert told["token_endpoint"] == f"{url}/oauth2/token"
    assert told["login_urls"] == {
        "web": f"{url}/login?client_id={client}&response_type=code&scope=email%20openid%20profile"
        "&redirect_uri=https%3A%2F%2Fa.example.com%2Fin%3Fx%3D1"
    }
    assert told["logout_urls"] == {"web": f"{url}/logout?client_id={client}&logout_uri=https%3A%2F%2Fa.example.com%2F"}


def test_amplify_outputs_of_a_public_client(synthesize: Synthesize) -> None:
    told = outputs(
        synthesize,
        app_clients={"web": SPA},
        domains={"main": DomainSettings(domain="example")},
        identity_pool=IdentityPoolSettings(),
    )
    assert told["amplify_outputs"]["web"] == {
        "version": "1",
        "auth": {
            "aws_region": "eu-central-1",
            "user_pool_id": "${aws_cognito_user_pool.main.id}",
            "user_pool_client_id": "${aws_cognito_user_pool_client.web.id}",
            "identity_pool_id": "${aws_cognito_identity_pool.main.id}",
            "unauthenticated_identities_enabled": False,
            "username_attributes": [],
            "user_verification_types": ["email"],
            "standard_required_attributes": [],
            "mfa_configuration": "REQUIRED",
            "mfa_methods": ["TOTP"],
            "password_policy": {
                "min_length": 14,
                "require_lowercase": True,
                "require_uppercase": True,
                "require_numbers": True,
                "require_symbols": True,
            },
            "oauth": {
                "identity_providers": [],
                "domain": "example.auth.eu-central-1.amazoncognito.com",
                "scopes": ["email", "openid", "profile"],
                "redirect_sign_in_uri": ["https://a.example.com/in?x=1", "https://b.example.com/in"],
                "redirect_sign_out_uri": ["https://a.example.com/"],
                "response_type": "code",
            },
        },
    }


def test_a_confidential_client_is_not_for_amplify(synthesize: Synthesize) -> None:
    assert "amplify_outputs" not in outputs(synthesize, app_clients={"web": AppClientSettings(generate_secret=True)})


# What tells where a secret is kept, and nothing of it.
KEPT = r'"secrets": {"[A-Z_]+_CLIENT_SECRET": "\${aws_secretsmanager_secret\.\w+\.arn}"}'


def test_no_output_tells_a_secret(synthesized_examples: Synthesized) -> None:
    for stack in synthesized_examples.values():
        told = re.sub(KEPT, "", json.dumps(stack["output"]))
        assert "secret" not in told.lower()
        assert "password" not in told.replace("password_policy", "")
        assert "var." not in told
        assert "data." not in told


MACHINE = AppClientSettings.model_validate({"application_type": "M2M", "allowed_oauth_scopes": ["api/read"]})
API = ResourceServerSettings(scopes={"read": "Read"})


def test_jwt_configuration_lets_users_in_and_no_machine(synthesize: Synthesize) -> None:
    told = outputs(synthesize, app_clients={"web": SPA, "job": MACHINE}, resource_servers={"api": API})
    assert told["jwt_configuration"] == {
        "issuer": told["issuer"],
        "audience": ["${aws_cognito_user_pool_client.web.id}"],
    }


def test_a_pool_of_machines_has_no_jwt_configuration(synthesize: Synthesize) -> None:
    told = outputs(synthesize, app_clients={"job": MACHINE}, resource_servers={"api": API})
    assert "jwt_configuration" not in told
    assert "authorizers" not in told


def test_an_authorizer_that_is_made_says_what_others_need_of_it(synthesize: Synthesize) -> None:
    scopes = ["aws.cognito.signin.user.admin"]
    told = outputs(
        synthesize,
        app_clients={"web": AppClientSettings()},
        protected={
            "made": ProtectedSettings(kind="HTTP_API", scopes=scopes, api_id="a1b2c3d4e5"),
            "told": ProtectedSettings(kind="HTTP_API", scopes=scopes),
        },
    )
    block = {
        "issuer": told["issuer"],
        "audience": ["${aws_cognito_user_pool_client.web.id}"],
        "authorization_scopes": scopes,
    }
    assert told["authorizers"] == {
        "made": block | {"authorizer_id": "${aws_apigatewayv2_authorizer.made.id}"},
        "told": block,
    }


def test_an_application_is_told_where_its_secret_is(synthesize: Synthesize) -> None:
    client = AppClientSettings.model_validate(
        {"application_type": "WEB", "callback_urls": ["https://chat.example.com/sso/callback"]}
    )
    kept = client.model_copy(update={"secretsmanager_secret_name": "chat"})
    for each, place in (
        (client, "client_secret of aws_cognito_user_pool_client.web, which the Terraform state has"),
        (kept, "${aws_secretsmanager_secret.web.arn}"),
    ):
        told = outputs(
            synthesize,
            app_clients={"web": each},
            domains={"main": DomainSettings(domain="example")},
            terraform=TerraformSettings(required_version=">= 1.11"),
            protected={"models": ProtectedSettings(kind="LITELLM", host="chat.example.com")},
        )
        assert told["authorizers"]["models"]["secrets"] == {"GENERIC_CLIENT_SECRET": place}
