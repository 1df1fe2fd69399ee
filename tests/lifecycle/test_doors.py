"""Doors before APIs let the users in who are meant, and no machine: real tokens, real Terraform, the authorizers made.

The authorizers are this project's; APIs, routes and methods, which are a team's own, follow the output.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.domain.model import DomainSettings
from cognito_as_code.settings.protected.model import ProtectedSettings
from cognito_as_code.settings.resource_server.model import ResourceServerSettings
from cognito_as_code.settings.user_pool.model import MfaSettings, UserPoolSettings
from cognito_as_code.trial.emulator import Emulator
from tests.conftest import minimal
from tests.lifecycle.apis import status_of
from tests.lifecycle.deployment import Deployment
from tests.lifecycle.token_pool import machine_token

pytestmark = pytest.mark.lifecycle

USERNAME = "ana@example.com"
PASSWORD = "Lasting-2-password"
SELF_SERVICE = "aws.cognito.signin.user.admin"


@dataclass(frozen=True)
class Doors:
    """APIs before which a deployment's authorizers stand."""

    deployment: Deployment
    http_api: str
    rest_api: str

    @property
    def emulator(self) -> Emulator:
        return self.deployment.emulator

    def http(self, route: str, token: str) -> int:
        """What a route of the HTTP API answers."""
        return status_of(f"{self.emulator.url}/_aws/execute-api/{self.http_api}/$default/{route}", token)

    def rest(self, resource: str, token: str) -> int:
        """What a resource of the REST API answers."""
        return status_of(f"{self.emulator.url}/restapis/{self.rest_api}/test/_user_request_/{resource}", token)


@pytest.fixture(scope="module")
def doors(
    tmp_path_factory: pytest.TempPathFactory, aws: Emulator, terraform_variables: dict[str, str], backend: str
) -> Doors:
    """Two clients of users, a machine, and an API of each kind, whose routes are as the outputs say."""
    aws.reset()
    http_api = aws.client("apigatewayv2").create_api(Name="chat", ProtocolType="HTTP")["ApiId"]
    rest_api = aws.client("apigateway").create_rest_api(name="reports")["id"]
    deployment = Deployment(tmp_path_factory.mktemp("doors"), aws, terraform_variables)
    by_password = AppClientSettings(explicit_auth_flows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    machine = {"application_type": "M2M", "allowed_oauth_scopes": ["api/ask"]}
    deployment.write(
        minimal(
            user_pool=UserPoolSettings(name="test", mfa=MfaSettings(configuration="OFF", factors=[])),
            app_clients={
                "web": by_password,
                "admin": by_password,
                "job": AppClientSettings.model_validate(machine),
            },
            resource_servers={"api": ResourceServerSettings(scopes={"ask": "Ask questions"})},
            domains={"main": DomainSettings(domain="test")},
            protected={
                "chat": ProtectedSettings(kind="HTTP_API", app_clients=["web"], scopes=[SELF_SERVICE], api_id=http_api),
                "batch": ProtectedSettings(kind="HTTP_API", app_clients=["job"], scopes=["api/ask"], api_id=http_api),
                "reports": ProtectedSettings(kind="REST_API", scopes=[SELF_SERVICE], rest_api_id=rest_api),
                "profile": ProtectedSettings(kind="REST_API", token="ID", rest_api_id=rest_api),
            },
        )
    )
    deployment.init()
    deployment.apply()
    # The emulator tells a version of the payload for authorizers of JWTs, which have none.
    assert {address.partition(".")[0] for address in deployment.changes()} <= {"aws_apigatewayv2_authorizer"}
    pool_id, cognito = deployment.outputs()["user_pool_id"], aws.client("cognito-idp")
    cognito.admin_create_user(
        UserPoolId=pool_id, Username=USERNAME, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    cognito.admin_set_user_password(UserPoolId=pool_id, Username=USERNAME, Password=PASSWORD, Permanent=True)
    found = Doors(deployment, http_api, rest_api)
    open_http_routes(found, backend)
    open_rest_methods(found)
    return found


def open_http_routes(doors: Doors, backend: str) -> None:
    """A route for each authorizer of the HTTP API, and one as jwt_configuration used to be: of every client."""
    api, outputs = doors.emulator.client("apigatewayv2"), doors.deployment.outputs()
    everybody = api.create_authorizer(
        ApiId=doors.http_api,
        Name="everybody",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Issuer": outputs["issuer"], "Audience": list(outputs["app_client_ids"].values())},
    )["AuthorizerId"]
    blocks = outputs["authorizers"]
    routes = {
        "chat": (blocks["chat"]["authorizer_id"], blocks["chat"]["authorization_scopes"]),
        "batch": (blocks["batch"]["authorizer_id"], blocks["batch"]["authorization_scopes"]),
        "without-scopes": (blocks["chat"]["authorizer_id"], []),
        "everybody": (everybody, []),
    }
    integration = api.create_integration(
        ApiId=doors.http_api,
        IntegrationType="HTTP_PROXY",
        IntegrationMethod="GET",
        IntegrationUri=backend,
        PayloadFormatVersion="1.0",
    )["IntegrationId"]
    for route, (authorizer_id, scopes) in routes.items():
        api.create_route(
            ApiId=doors.http_api,
            RouteKey=f"GET /{route}",
            Target=f"integrations/{integration}",
            AuthorizationType="JWT",
            AuthorizerId=authorizer_id,
            AuthorizationScopes=scopes,
        )
    api.create_stage(ApiId=doors.http_api, StageName="$default", AutoDeploy=True)


def open_rest_methods(doors: Doors) -> None:
    """A method for each authorizer of the REST API."""
    api, blocks = doors.emulator.client("apigateway"), doors.deployment.outputs()["authorizers"]
    (root,) = api.get_resources(restApiId=doors.rest_api)["items"]
    for name in ("reports", "profile"):
        resource = api.create_resource(restApiId=doors.rest_api, parentId=root["id"], pathPart=name)["id"]
        method = {"restApiId": doors.rest_api, "resourceId": resource, "httpMethod": "GET"}
        api.put_method(
            **method,
            authorizationType="COGNITO_USER_POOLS",
            authorizerId=blocks[name]["authorizer_id"],
            authorizationScopes=blocks[name]["authorization_scopes"],
        )
        api.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
        api.put_method_response(**method, statusCode="200")
        api.put_integration_response(**method, statusCode="200")
    api.create_deployment(restApiId=doors.rest_api, stageName="test")


def users_tokens(doors: Doors, client: str) -> dict[str, str]:
    """The access and id token that a user gets by a client."""
    client_id = doors.deployment.outputs()["app_client_ids"][client]
    result: dict[str, str] = doors.emulator.client("cognito-idp").initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": USERNAME, "PASSWORD": PASSWORD},
        ClientId=client_id,
    )["AuthenticationResult"]
    return result


def machines_token(doors: Doors) -> str:
    """The access token that the machine gets by client_credentials."""
    outputs = doors.deployment.outputs()
    client_id = outputs["app_client_ids"]["job"]
    described: dict[str, Any] = doors.emulator.client("cognito-idp").describe_user_pool_client(
        UserPoolId=outputs["user_pool_id"], ClientId=client_id
    )["UserPoolClient"]
    return machine_token(doors.emulator, client_id, described["ClientSecret"], "api/ask")


def test_an_http_api_lets_users_of_its_client_in_and_nobody_else(doors: Doors) -> None:
    user, other = users_tokens(doors, "web"), users_tokens(doors, "admin")
    assert doors.http("chat", user["AccessToken"]) == 200
    assert doors.http("chat", user["IdToken"]) == 403
    assert doors.http("chat", other["AccessToken"]) == 401
    assert doors.http("chat", "no.such.token") == 401


def test_a_machine_that_got_in_before_stays_out(doors: Doors) -> None:
    """jwt_configuration listed every client of the file."""
    token = machines_token(doors)
    assert doors.http("everybody", token) == 200
    assert doors.http("chat", token) == 401
    assert doors.http("without-scopes", token) == 401
    clients = doors.deployment.outputs()
    assert clients["app_client_ids"]["job"] not in clients["jwt_configuration"]["audience"]


def test_a_machine_comes_in_where_it_is_named(doors: Doors) -> None:
    assert doors.http("batch", machines_token(doors)) == 200
    assert doors.http("batch", users_tokens(doors, "web")["AccessToken"]) == 401


def test_without_a_scope_of_the_route_id_tokens_come_in(doors: Doors) -> None:
    """What PRT-12 warns of."""
    user = users_tokens(doors, "web")
    assert doors.http("without-scopes", user["IdToken"]) == 200
    assert doors.http("without-scopes", user["AccessToken"]) == 200


def test_a_rest_api_takes_access_tokens_with_its_scope(doors: Doors) -> None:
    user = users_tokens(doors, "web")
    assert doors.rest("reports", user["AccessToken"]) == 200
    assert doors.rest("reports", user["IdToken"]) in (401, 403)
    assert doors.rest("reports", machines_token(doors)) in (401, 403)


def test_a_rest_api_without_scopes_takes_id_tokens(doors: Doors) -> None:
    """And on AWS no access tokens, which the emulator takes as well."""
    assert doors.rest("profile", users_tokens(doors, "web")["IdToken"]) == 200
    assert doors.rest("profile", "no.such.token") == 401
