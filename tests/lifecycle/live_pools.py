"""Pools that this project did not make: by boto3, with the values of whoever makes them so."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cognito_as_code.trial.emulator import Emulator

Made = tuple[str, str | None]
"""Ids of a user pool, and of an identity pool."""
EIGHT = {
    "MinimumLength": 8,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
    "TemporaryPasswordValidityDays": 7,
}


def _role(aws: Emulator, name: str) -> str:
    """The ARN of a role that users may assume."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": "cognito-identity.amazonaws.com"},
                "Action": "sts:AssumeRoleWithWebIdentity",
            }
        ],
    }
    role = aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    return str(role["Arn"])


def console(aws: Emulator) -> Made:
    """The console's single-page application."""
    idp = aws.client("cognito-idp")
    pool = idp.create_user_pool(
        PoolName="User pool - k2x9da",
        Policies={"PasswordPolicy": EIGHT},
        DeletionProtection="ACTIVE",
        AutoVerifiedAttributes=["email"],
        UsernameAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        Schema=[{"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}],
        AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": False},
    )["UserPool"]["Id"]
    idp.create_user_pool_client(
        UserPoolId=pool,
        ClientName="My SPA app - k2x9da",
        RefreshTokenValidity=5,
        AccessTokenValidity=60,
        IdTokenValidity=60,
        TokenValidityUnits={"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
        ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH"],
        SupportedIdentityProviders=["COGNITO"],
        CallbackURLs=["https://d84l1y8p4kdic.cloudfront.net"],
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["email", "openid", "phone"],
        AllowedOAuthFlowsUserPoolClient=True,
        PreventUserExistenceErrors="ENABLED",
    )
    idp.create_user_pool_domain(UserPoolId=pool, Domain="console-k2x9da")
    return pool, None


def amplify(aws: Emulator) -> Made:
    """Amplify's first generation: two clients that say little, an identity pool with its roles."""
    idp, identity = aws.client("cognito-idp"), aws.client("cognito-identity")
    pool = idp.create_user_pool(
        PoolName="photos_userpool_1a2b3c4d-dev",
        Policies={"PasswordPolicy": {"MinimumLength": 8, "TemporaryPasswordValidityDays": 7}},
        AutoVerifiedAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        Schema=[{"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}],
        EmailVerificationMessage="Your verification code is {####}",
        EmailVerificationSubject="Your verification code",
        UserPoolTags={"user:Application": "photos", "user:Stack": "dev"},
    )["UserPool"]["Id"]
    clients = [
        idp.create_user_pool_client(
            UserPoolId=pool,
            ClientName=f"photos_app_client{suffix}",
            GenerateSecret=not suffix,
            RefreshTokenValidity=30,
            TokenValidityUnits={"RefreshToken": "days"},
        )["UserPoolClient"]["ClientId"]
        for suffix in ("", "Web")
    ]
    idp.create_group(UserPoolId=pool, GroupName="Editors", RoleArn=_role(aws, "editors"), Precedence=1)
    provider = f"cognito-idp.eu-central-1.amazonaws.com/{pool}"
    identity_pool = identity.create_identity_pool(
        IdentityPoolName="photos_identitypool__dev",
        AllowUnauthenticatedIdentities=True,
        CognitoIdentityProviders=[
            {"ProviderName": provider, "ClientId": client, "ServerSideTokenCheck": False} for client in clients
        ],
    )["IdentityPoolId"]
    identity.set_identity_pool_roles(
        IdentityPoolId=identity_pool,
        Roles={"authenticated": _role(aws, "users"), "unauthenticated": _role(aws, "guests")},
        RoleMappings={
            f"{provider}:{client}": {"Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole"}
            for client in clients
        },
    )
    return pool, identity_pool


def of_2019(aws: Emulator) -> Made:
    """One that was made when there was little to say."""
    idp = aws.client("cognito-idp")
    pool = idp.create_user_pool(
        PoolName="customers",
        Policies={"PasswordPolicy": {"MinimumLength": 6, "RequireLowercase": True, "RequireNumbers": True}},
        AliasAttributes=["email", "preferred_username"],
        AutoVerifiedAttributes=["email"],
        Schema=[{"Name": "tenant", "AttributeDataType": "String", "Mutable": False}],
        EmailVerificationMessage="Hello,\n\nyour code is {####}.\n",
        EmailVerificationSubject="Your code",
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False},
        LambdaConfig={"CustomMessage": "arn:aws:lambda:eu-central-1:000000000000:function:messages"},
    )["UserPool"]["Id"]
    idp.create_identity_provider(
        UserPoolId=pool,
        ProviderName="Google",
        ProviderType="Google",
        ProviderDetails={
            "client_id": "1example.apps.googleusercontent.com",
            "client_secret": "never-to-be-seen",
            "authorize_scopes": "profile email openid",
        },
        AttributeMapping={"email": "email", "username": "sub"},
    )
    idp.create_user_pool_client(UserPoolId=pool, ClientName="Web", GenerateSecret=True)
    idp.create_user_pool_client(
        UserPoolId=pool,
        ClientName="web",
        ExplicitAuthFlows=["ADMIN_NO_SRP_AUTH"],
        SupportedIdentityProviders=["COGNITO", "Google"],
        AllowedOAuthFlows=["code", "implicit"],
        AllowedOAuthScopes=["phone"],
        CallbackURLs=["https://shop.example.com/"],
    )
    for name in ("Admins", "Staff_&_Friends"):
        idp.create_group(UserPoolId=pool, GroupName=name, RoleArn=_role(aws, name.split("_")[0]), Precedence=0)
    return pool, None


def sam(aws: Emulator) -> Made:
    """A SAM template's: machines, and the scopes of an API."""
    idp = aws.client("cognito-idp")
    pool = idp.create_user_pool(
        PoolName="orders-UserPool-1EXAMPLE",
        Policies={"PasswordPolicy": EIGHT},
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
        UserPoolTags={"service": "orders"},
    )["UserPool"]["Id"]
    idp.create_resource_server(
        UserPoolId=pool,
        Identifier="https://api.orders.example.com",
        Name="Orders API",
        Scopes=[{"ScopeName": "orders.read", "ScopeDescription": "Read orders"}],
    )
    idp.create_user_pool_client(
        UserPoolId=pool,
        ClientName="MachineClient-1EXAMPLE",
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"],
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["https://api.orders.example.com/orders.read"],
        AllowedOAuthFlowsUserPoolClient=True,
    )
    idp.create_user_pool_domain(UserPoolId=pool, Domain="orders-1example")
    return pool, None


def cdk(aws: Emulator) -> Made:
    """A CDK stack's UserPool with MFA, and addClient with its defaults."""
    idp = aws.client("cognito-idp")
    pool = idp.create_user_pool(
        PoolName="UserPool6BA7E5F2-1EXAMPLE",
        Policies={"PasswordPolicy": {**EIGHT, "MinimumLength": 12}},
        DeletionProtection="ACTIVE",
        AutoVerifiedAttributes=["email"],
        AliasAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": True},
        Schema=[
            {"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True},
            {"Name": "joined", "AttributeDataType": "DateTime", "Mutable": True},
            {
                "Name": "tenant",
                "AttributeDataType": "String",
                "Mutable": False,
                "StringAttributeConstraints": {"MinLength": "5", "MaxLength": "15"},
            },
        ],
        VerificationMessageTemplate={
            "DefaultEmailOption": "CONFIRM_WITH_CODE",
            "EmailMessage": "The verification code to your new account is {####}",
            "EmailSubject": "Verify your new account",
            "SmsMessage": "The verification code to your new account is {####}",
        },
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        AccountRecoverySetting={
            "RecoveryMechanisms": [
                {"Priority": 1, "Name": "verified_phone_number"},
                {"Priority": 2, "Name": "verified_email"},
            ]
        },
    )["UserPool"]["Id"]
    idp.set_user_pool_mfa_config(
        UserPoolId=pool, MfaConfiguration="ON", SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    idp.create_user_pool_client(
        UserPoolId=pool,
        ClientName="UserPoolappclient49CD5F5D-1EXAMPLE",
        RefreshTokenValidity=43200,
        AccessTokenValidity=60,
        IdTokenValidity=60,
        TokenValidityUnits={"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "minutes"},
        ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
        SupportedIdentityProviders=["COGNITO"],
        CallbackURLs=["https://example.com"],
        AllowedOAuthFlows=["code", "implicit"],
        AllowedOAuthScopes=["aws.cognito.signin.user.admin", "email", "openid", "phone", "profile"],
        AllowedOAuthFlowsUserPoolClient=True,
        PreventUserExistenceErrors="ENABLED",
    )
    return pool, None


def bare(aws: Emulator) -> Made:
    """A name, and nothing else."""
    return aws.client("cognito-idp").create_user_pool(PoolName="bare")["UserPool"]["Id"], None


POOLS: dict[str, Callable[[Emulator], Made]] = {
    "amplify": amplify,
    "bare": bare,
    "cdk": cdk,
    "console": console,
    "of-2019": of_2019,
    "sam": sam,
}


def snapshot(aws: Emulator, pool: str) -> dict[str, Any]:
    """What AWS says of a pool and its clients, without what an apply may touch: dates."""
    idp = aws.client("cognito-idp")
    said = {"pool": idp.describe_user_pool(UserPoolId=pool)["UserPool"]}
    for client in idp.list_user_pool_clients(UserPoolId=pool, MaxResults=60)["UserPoolClients"]:
        id = client["ClientId"]  # noqa: A001
        said[id] = idp.describe_user_pool_client(UserPoolId=pool, ClientId=id)["UserPoolClient"]
    return {name: {key: value for key, value in each.items() if "Date" not in key} for name, each in said.items()}
