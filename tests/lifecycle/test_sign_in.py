"""A user signs in with a second factor and reaches AWS, through the deployed pools and public clients alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

import jwt
import pyotp
import pytest
from botocore.exceptions import ClientError
from pycognito import AWSSRP

from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.identity_pool.model import IdentityPoolSettings
from cognito_as_code.trial.emulator import Emulator
from tests.conftest import minimal
from tests.lifecycle.counts import COUNTS
from tests.lifecycle.deployment import Deployment
from tests.lifecycle.test_apply import mfa_configuration

pytestmark = pytest.mark.lifecycle

USERNAME = "ana@example.com"
TEMPORARY_PASSWORD = "Temporary-1-password"
PASSWORD = "Lasting-2-password"


@dataclass
class User:
    """A person with a password and, after enrolment, an authenticator app."""

    deployment: Deployment
    client_id: str
    password: str
    authenticator: pyotp.TOTP | None = None

    @property
    def cognito(self) -> Any:
        """The public API, as an application calls it."""
        return self.deployment.emulator.client("cognito-idp")

    def start(self) -> dict[str, Any]:
        """Prove the password by SRP; what comes back is tokens or the next challenge."""
        srp = AWSSRP(
            username=USERNAME,
            password=self.password,
            pool_id=self.deployment.outputs()["user_pool_id"],
            client_id=self.client_id,
            client=self.cognito,
        )
        first = self.cognito.initiate_auth(
            AuthFlow="USER_SRP_AUTH", AuthParameters=srp.get_auth_params(), ClientId=self.client_id
        )
        answer: dict[str, Any] = self.cognito.respond_to_auth_challenge(
            ClientId=self.client_id,
            ChallengeName=first["ChallengeName"],
            ChallengeResponses=srp.process_challenge(first["ChallengeParameters"], srp.get_auth_params()),
        )
        return answer

    def answer(self, challenge: dict[str, Any], **responses: str) -> dict[str, Any]:
        """Respond to a challenge."""
        answer: dict[str, Any] = self.cognito.respond_to_auth_challenge(
            ClientId=self.client_id,
            ChallengeName=challenge["ChallengeName"],
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": USERNAME, **responses},
        )
        return answer

    def enrol(self, access_token: str) -> None:
        """Set up an authenticator app as the preferred second factor."""
        secret = self.cognito.associate_software_token(AccessToken=access_token)["SecretCode"]
        self.authenticator = pyotp.TOTP(secret)
        verified = self.cognito.verify_software_token(AccessToken=access_token, UserCode=self.authenticator.now())
        assert verified["Status"] == "SUCCESS"
        self.cognito.set_user_mfa_preference(
            AccessToken=access_token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
        )

    def sign_in(self) -> dict[str, str]:
        """Password and authenticator code -> tokens."""
        assert self.authenticator
        challenge = self.start()
        assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
        tokens: dict[str, str] = self.answer(challenge, SOFTWARE_TOKEN_MFA_CODE=self.authenticator.now())[
            "AuthenticationResult"
        ]
        COUNTS["sign-ins"] += 1
        return tokens


@pytest.fixture(scope="module")
def deployed(
    tmp_path_factory: pytest.TempPathFactory, aws: Emulator, terraform_variables: dict[str, str]
) -> Deployment:
    """A pool with MFA and one invited user, a public and a confidential client, and an identity pool."""
    aws.reset()
    deployment = Deployment(tmp_path_factory.mktemp("deployed"), aws, terraform_variables)
    clients = {"web": AppClientSettings(), "server": AppClientSettings(generate_secret=True)}
    deployment.write(minimal(app_clients=clients, identity_pool=IdentityPoolSettings()))
    deployment.init()
    deployment.apply()
    aws.client("cognito-idp").admin_create_user(
        UserPoolId=deployment.outputs()["user_pool_id"],
        Username=USERNAME,
        TemporaryPassword=TEMPORARY_PASSWORD,
        UserAttributes=[{"Name": "email", "Value": USERNAME}, {"Name": "email_verified", "Value": "true"}],
        MessageAction="SUPPRESS",
    )
    return deployment


def test_a_user_signs_in_with_a_second_factor_and_reaches_aws(deployed: Deployment) -> None:
    outputs = deployed.outputs()
    client_id = outputs["app_client_ids"]["web"]
    user = User(deployed, client_id, TEMPORARY_PASSWORD)
    challenge = user.start()
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    first = user.answer(challenge, NEW_PASSWORD=PASSWORD)["AuthenticationResult"]
    COUNTS["sign-ins"] += 1
    user.password = PASSWORD
    user.enrol(first["AccessToken"])

    wrong_code = f"{(int(user.authenticator.now()) + 1) % 1_000_000:06}" if user.authenticator else ""
    with pytest.raises(ClientError, match="CodeMismatch"):
        user.answer(user.start(), SOFTWARE_TOKEN_MFA_CODE=wrong_code)
    user.password = "Wrong-3-password"
    with pytest.raises(ClientError, match="NotAuthorized"):
        user.start()
    user.password = PASSWORD
    tokens = user.sign_in()

    claims = verified_claims(tokens["IdToken"], outputs, deployed.emulator, audience=client_id)
    assert claims["email"] == USERNAME
    assert verified_claims(tokens["AccessToken"], outputs, deployed.emulator)["client_id"] == client_id

    assert assumed_role(tokens["IdToken"], outputs, deployed.emulator) == "cognito-test-authenticated"

    refreshed = user.cognito.initiate_auth(
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]},
        ClientId=client_id,
    )
    assert refreshed["AuthenticationResult"]["AccessToken"] != tokens["AccessToken"]
    user.cognito.revoke_token(Token=tokens["RefreshToken"], ClientId=client_id)
    with pytest.raises(ClientError, match="NotAuthorized"):
        user.cognito.initiate_auth(
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]},
            ClientId=client_id,
        )


def verified_claims(token: str, outputs: dict[str, Any], aws: Emulator, audience: str | None = None) -> dict[str, Any]:
    """The claims of a token that the pool signed, checked against the outputs a resource server would be given."""
    keys = jwt.PyJWKClient(
        outputs["jwks_uri"].replace(f"https://{outputs['user_pool_endpoint'].split('/')[0]}", aws.url)
    )
    claims: dict[str, Any] = jwt.decode(
        token,
        keys.get_signing_key_from_jwt(token),
        algorithms=["RS256"],
        issuer=outputs["issuer"],
        audience=audience,
        options={"verify_aud": audience is not None},
    )
    return claims


def assumed_role(id_token: str, outputs: dict[str, Any], aws: Emulator) -> str:
    """The role behind the credentials that an id token buys."""
    identity = aws.client("cognito-identity")
    logins = {outputs["user_pool_endpoint"]: id_token}
    identity_id = identity.get_id(IdentityPoolId=outputs["identity_pool_id"], Logins=logins)["IdentityId"]
    bought = identity.get_credentials_for_identity(IdentityId=identity_id, Logins=logins)["Credentials"]
    caller = aws.client(
        "sts",
        aws_access_key_id=bought["AccessKeyId"],
        aws_secret_access_key=bought["SecretKey"],
        aws_session_token=bought["SessionToken"],
    ).get_caller_identity()
    kind, role, _ = caller["Arn"].rpartition(":")[2].split("/")
    assert kind == "assumed-role"
    return str(role)


def test_a_client_with_a_secret_wants_its_hash(deployed: Deployment) -> None:
    outputs = deployed.outputs()
    client_id = outputs["app_client_ids"]["server"]
    cognito = deployed.emulator.client("cognito-idp")
    described = cognito.describe_user_pool_client(UserPoolId=outputs["user_pool_id"], ClientId=client_id)
    secret = described["UserPoolClient"]["ClientSecret"]
    srp = AWSSRP(
        username=USERNAME,
        password=PASSWORD,
        pool_id=outputs["user_pool_id"],
        client_id=client_id,
        client=cognito,
    )
    parameters = srp.get_auth_params()
    with pytest.raises(ClientError, match=r"(?i)secret"):
        cognito.initiate_auth(AuthFlow="USER_SRP_AUTH", AuthParameters=parameters, ClientId=client_id)
    digest = hmac.new(secret.encode(), f"{USERNAME}{client_id}".encode(), hashlib.sha256).digest()
    parameters["SECRET_HASH"] = base64.b64encode(digest).decode()
    answer = cognito.initiate_auth(AuthFlow="USER_SRP_AUTH", AuthParameters=parameters, ClientId=client_id)
    assert answer["ChallengeName"] == "PASSWORD_VERIFIER"


def test_what_the_emulator_would_let_pass_is_configured(deployed: Deployment) -> None:
    """The emulator gives tokens without enrolment, lets people sign up, and guests in; AWS goes by these settings."""
    outputs, aws = deployed.outputs(), deployed.emulator
    assert mfa_configuration(deployed)["MfaConfiguration"] == "ON"
    pool = aws.client("cognito-idp").describe_user_pool(UserPoolId=outputs["user_pool_id"])["UserPool"]
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["DeletionProtection"] == "ACTIVE"
    identity_pool = aws.client("cognito-identity").describe_identity_pool(IdentityPoolId=outputs["identity_pool_id"])
    assert identity_pool["AllowUnauthenticatedIdentities"] is False
    assert identity_pool.get("AllowClassicFlow", False) is False
    providers = {provider["ClientId"]: provider for provider in identity_pool["CognitoIdentityProviders"]}
    assert set(providers) == set(outputs["app_client_ids"].values())
    for provider in providers.values():
        assert provider["ServerSideTokenCheck"] is True
        assert provider["ProviderName"] == outputs["user_pool_endpoint"]
    trust = aws.client("iam").get_role(RoleName="cognito-test-authenticated")["Role"]["AssumeRolePolicyDocument"]
    assert trust["Statement"][0]["Condition"] == {
        "StringEquals": {"cognito-identity.amazonaws.com:aud": outputs["identity_pool_id"]},
        "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
    }
