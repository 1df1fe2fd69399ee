"""The token truth table, proven: real Terraform makes the consumers from the output, and real tokens knock."""

from __future__ import annotations

import json
import shutil
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest
from botocore.exceptions import ClientError

from cognito_as_code.access.table import APPLIED_KINDS, NOT_ENFORCED, Cell, Pool, cells
from cognito_as_code.checks import check
from cognito_as_code.reference.tokens import EXAMPLE, POOL, example
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.trial.emulator import Emulator
from cognito_as_code.trial.terraform import emulate
from tests.conftest import missing
from tests.lifecycle.apis import status_of
from tests.lifecycle.counts import COUNTS
from tests.lifecycle.deployment import Deployment, until_answered
from tests.lifecycle.token_pool import machine_token, make_user, rows, same_claims, sign_in, signed_by_the_pool
from tests.terraform.workspace import Workspace

pytestmark = pytest.mark.lifecycle

APPLIED = [name for name, (kind, _) in example().items() if kind in APPLIED_KINDS]
CALLBACKS = {"web": "https://app.example.com/callback", "mobile": "com.example.app://callback"}
ANA, BEN = "ana@example.com", "ben@example.com"


@dataclass(frozen=True)
class Doors:
    """The team's own folder, with its APIs."""

    workspace: Workspace
    backend: str
    aws: Emulator

    def apply(self, **variables: Any) -> dict[str, Any]:
        """Apply, and say the ids of the APIs."""
        given = [f"-var={name}={json.dumps(value)}" for name, value in variables.items()]
        COUNTS["applies"] += 1
        arguments = ("apply", "-auto-approve", "-input=false", "-no-color", f"-var=backend={self.backend}", *given)
        run = until_answered(lambda: self.workspace.terraform(*arguments), self.aws, "test")
        assert run.returncode == 0, run.stderr
        printed = json.loads(self.workspace.terraform("output", "-json").stdout)
        return {**printed["api_ids"]["value"], **printed["rest_api_ids"]["value"]}


@pytest.fixture(scope="module")
def doors(
    tmp_path_factory: pytest.TempPathFactory, aws: Emulator, terraform_variables: dict[str, str], backend: str
) -> Doors:
    aws.reset()
    folder = tmp_path_factory.mktemp("doors")
    shutil.copy(Path(__file__).with_name("doors.tf"), folder)
    emulate(folder, aws.url, region="eu-central-1")
    workspace = Workspace(folder, terraform_variables)
    if (run := workspace.terraform("init", "-input=false", "-no-color")).returncode:
        missing(f"terraform cannot be initialized: {run.stderr}")
    return Doors(workspace, backend, aws)


@dataclass(frozen=True)
class Proof:
    """The deployed pool and APIs, what consumers were told, and a token of each row of the table."""

    aws: Emulator
    outputs: dict[str, Any]
    pool: Pool
    consumers: dict[str, tuple[str, dict[str, Any]]]
    api_ids: dict[str, str]
    tokens: dict[str, str]
    now: int

    def cells(self) -> list[Cell]:
        """The table, of this pool."""
        return list(cells(self.consumers, self.pool, now=self.now))

    def status(self, api: str, token: str) -> int:
        """What an API answers to a token."""
        stage = "live" if api.startswith("rest") else "$default"
        return status_of(f"{self.aws.url}/_aws/execute-api/{self.api_ids[api]}/{stage}/", token)

    def gets_in(self, consumer: str, token: str) -> bool:
        """What the emulator does with a token."""
        if consumer == "identity_pool":
            return self._buys_credentials(token)
        if consumer == "verifier":
            return self._is_verified(token)
        status = self.status(consumer, token)
        assert status in (200, 401, 403), status
        return status == 200

    def _is_verified(self, token: str) -> bool:
        """What a service does that reads its block and has a library for the rest."""
        block = self.outputs["authorizers"]["verifier"]
        host = f"https://{self.outputs['user_pool_endpoint'].split('/')[0]}"
        keys = jwt.PyJWKClient(block["jwks_uri"].replace(host, self.aws.url))
        try:
            key = keys.get_signing_key_from_jwt(token)
            said = jwt.decode(
                token,
                key,
                block["algorithms"],
                options={"require": ["exp", "iss"], "verify_aud": False},
                issuer=block["issuer"],
            )
        except jwt.PyJWTError:
            return False
        have = {
            claim: value.split() if isinstance(value, str) else value for claim, value in said.items() if value != ""
        }
        return all(any(each in have.get(claim, ()) for each in wanted) for claim, wanted in block["claims"].items())

    def _buys_credentials(self, token: str) -> bool:
        identity = self.aws.client("cognito-identity")
        logins = {self.outputs["user_pool_endpoint"]: token}
        try:
            one = identity.get_id(IdentityPoolId=self.outputs["identity_pool_id"], Logins=logins)["IdentityId"]
            return bool(identity.get_credentials_for_identity(IdentityId=one, Logins=logins)["Credentials"])
        except ClientError as refused:
            if refused.response["Error"]["Code"] != "NotAuthorizedException":
                raise
            return False


def settings(api_ids: dict[str, str]) -> EnvironmentSettings:
    """The example's, for APIs that are there, without what the emulator or this provider does not know.

    That is rotation of refresh tokens, and managed login: the emulator's pages are found without a domain.
    """
    tables = tomllib.loads(EXAMPLE.read_text())
    del tables["domains"], tables["protected"]["alb"]
    for name, protected in tables["protected"].items():
        if protected["kind"] in ("HTTP_API", "REST_API"):
            protected["api_id" if protected["kind"] == "HTTP_API" else "rest_api_id"] = api_ids[name]
    checked, findings = check(tables)
    assert checked, findings
    clients = {
        name: client.model_copy(update={"refresh_token_rotation": None}) for name, client in checked.app_clients.items()
    }
    return checked.model_copy(update={"app_clients": clients})


@pytest.fixture(scope="module")
def proof(
    tmp_path_factory: pytest.TempPathFactory, aws: Emulator, terraform_variables: dict[str, str], doors: Doors
) -> Proof:
    api_ids = doors.apply()
    deployment = Deployment(tmp_path_factory.mktemp("deployed"), aws, terraform_variables)
    deployment.write(settings(api_ids))
    deployment.init()
    deployment.apply()
    outputs = deployment.outputs()
    told = outputs["authorizers"]
    # As it was told before: every client of the pool in the audience, machines too, and no scope.
    everybody = {
        "issuer": outputs["issuer"],
        "audience": sorted(outputs["app_client_ids"].values()),
        "authorization_scopes": [],
    }
    doors.apply(
        http_routes={
            **{name: told[name] for name in ("http_api", "http_api_bound")},
            "jwt_configuration": {**outputs["jwt_configuration"], "authorization_scopes": []},
            "every_client": everybody,
        },
        rest_methods={name: told[name] for name in ("rest_api", "rest_api_identity")},
    )
    ids, now = outputs["app_client_ids"], int(time.time())
    other = second_pool(aws)
    pool = POOL._replace(
        issuer=outputs["issuer"],
        other_issuer=f"https://cognito-idp.eu-central-1.amazonaws.com/{other['pool_id']}",
        client=ids["web"],
        other_client=ids["mobile"],
        machine=ids["job"],
    )
    kinds = {name: kind for name, (kind, _) in example().items()}
    providers = aws.client("cognito-identity").describe_identity_pool(IdentityPoolId=outputs["identity_pool_id"])
    blocks = {name: (kinds[name], block) for name, block in told.items()}
    blocks["jwt_configuration"] = ("HTTP_API", outputs["jwt_configuration"])
    blocks["identity_pool"] = ("IDENTITY_POOL", {"cognito_identity_providers": _in_words_of_terraform(providers)})
    return Proof(aws, outputs, pool, blocks, api_ids, tokens_of(aws, outputs, pool, other, now), now)


def _in_words_of_terraform(described: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"client_id": each["ClientId"], "provider_name": each["ProviderName"]}
        for each in described["CognitoIdentityProviders"]
    ]


def second_pool(aws: Emulator) -> dict[str, str]:
    """Another pool, and an access token of it."""
    cognito = aws.client("cognito-idp")
    pool_id = cognito.create_user_pool(PoolName="other")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="web", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    )["UserPoolClient"]["ClientId"]
    make_user(aws, pool_id, "ana")
    given = {"USERNAME": "ana", "PASSWORD": "Lasting-2-password"}
    signed_in = cognito.initiate_auth(AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given, ClientId=client)
    return {"pool_id": pool_id, "access_token": signed_in["AuthenticationResult"]["AccessToken"]}


def tokens_of(aws: Emulator, outputs: dict[str, Any], pool: Pool, other: dict[str, str], now: int) -> dict[str, str]:
    """A token of each row: what the pool issues, and signed with its key what time, RFC 8707 or forgers would make.

    The emulator binds no token to a resource, and its tokens last an hour.
    """
    pool_id = outputs["user_pool_id"]
    make_user(aws, pool_id, ANA, "analysts")
    make_user(aws, pool_id, BEN)
    scopes = " ".join(["openid", *pool.scopes])
    described = aws.client("cognito-idp").describe_user_pool_client(UserPoolId=pool_id, ClientId=pool.machine)
    signed_in = sign_in(aws, pool.client, CALLBACKS["web"], ANA, scopes)
    access = signed_in["access_token"]
    keys = aws.state / "cognito-pool-keys"
    COUNTS["sign-ins"] += 5
    return {
        "user's access token": access,
        "user's id token": signed_in["id_token"],
        "user's access token, bound to a resource": signed_by_the_pool(keys, pool_id, access, aud=pool.resource),
        "machine's access token": machine_token(
            aws, pool.machine, described["UserPoolClient"]["ClientSecret"], pool.machine_scopes[0]
        ),
        "another client's access token": sign_in(
            aws, pool.other_client, CALLBACKS["mobile"], ANA, f"openid {pool.scopes[0]}"
        )["access_token"],
        "access token without the scope": sign_in(aws, pool.client, CALLBACKS["web"], ANA, "openid")["access_token"],
        "access token without the group": sign_in(aws, pool.client, CALLBACKS["web"], BEN, scopes)["access_token"],
        "expired access token": signed_by_the_pool(keys, pool_id, access, iat=now - 7200, exp=now - 3600),
        "another pool's access token": signed_by_the_pool(
            keys,
            other["pool_id"],
            other["access_token"],
            client_id=pool.client,
            scope=scopes,
            **{"cognito:groups": [pool.group]},
        ),
    }


def test_the_tokens_say_what_the_table_says_of_them(proof: Proof) -> None:
    expected = rows(proof.pool, proof.now)
    assert expected.keys() == proof.tokens.keys()
    for name, token in proof.tokens.items():
        same_claims(token, expected[name])


@pytest.mark.parametrize("consumer", APPLIED)
def test_a_token_gets_in_where_the_table_says(proof: Proof, consumer: str) -> None:
    of_consumer = [cell for cell in proof.cells() if cell.consumer == consumer]
    found = {cell.token.name: proof.gets_in(consumer, proof.tokens[cell.token.name]) for cell in of_consumer}
    assert found == {
        cell.token.name: cell.verdict.is_in if cell.proof == "APPLIED" else not cell.verdict.is_in
        for cell in of_consumer
    }


def test_what_the_emulator_does_not_refuse_is_what_the_page_says(proof: Proof) -> None:
    unlike = {
        (proof.consumers[cell.consumer][0], cell.verdict.why)
        for cell in proof.cells()
        if cell.consumer in APPLIED
        and proof.gets_in(cell.consumer, proof.tokens[cell.token.name]) != cell.verdict.is_in
    }
    assert unlike == {*NOT_ENFORCED}


def test_a_machine_gets_in_where_every_client_is_in_the_audience_and_no_more(proof: Proof) -> None:
    machine = proof.tokens["machine's access token"]
    assert proof.status("every_client", machine) == 200
    assert proof.status("http_api", machine) == 401
    assert proof.status("jwt_configuration", machine) == 401
    assert proof.outputs["app_client_ids"]["job"] not in proof.outputs["jwt_configuration"]["audience"]


def test_a_scope_that_is_missing_is_forbidden_and_not_unknown(proof: Proof) -> None:
    """Clients tell from 403 that they are known, and may ask for more."""
    assert proof.status("http_api", proof.tokens["access token without the scope"]) == 403


def test_a_key_that_is_not_the_pools_opens_nothing(proof: Proof) -> None:
    other = proof.pool.other_issuer.rpartition("/")[2]
    forged = signed_by_the_pool(
        proof.aws.state / "cognito-pool-keys",
        other,
        proof.tokens["another pool's access token"],
        iss=proof.pool.issuer,
    )
    assert [consumer for consumer in APPLIED if proof.gets_in(consumer, forged)] == []
