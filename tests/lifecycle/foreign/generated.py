"""Pools of chance: any of what CreateUserPool and its like take, together as nobody would put it."""

from __future__ import annotations

import random
from typing import Any

from cognito_as_code.trial.emulator import NO_ACCOUNT
from tests.lifecycle.foreign.live import REGION

Calls = dict[str, Any]

_TRIGGERS = (
    "PreSignUp", "CustomMessage", "PostConfirmation", "PreAuthentication", "PostAuthentication", "DefineAuthChallenge",
    "CreateAuthChallenge", "VerifyAuthChallengeResponse", "PreTokenGeneration", "UserMigration",
)  # fmt: skip
_FLOWS = ("ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH")
_SCOPES = ("openid", "email", "phone", "profile", "aws.cognito.signin.user.admin")
_UNITS = {"seconds": (3600, 86400), "minutes": (60, 1440), "hours": (1, 24), "days": (1, 1)}
_TEXTS = ("{####}", "Your code is {####}.", "Köln: {####}", "Zwei\nZeilen {####}", 'A "quoted" {####} and ${x} \\ %{y}')


class _Chance:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  (no secret)

    def any(self, *of: Any) -> Any:
        return self._random.choice(of)

    def some(self, of: tuple[str, ...], least: int = 0) -> list[str]:
        return self._random.sample(of, self._random.randint(least, len(of)))

    def number(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def maybe(self, **arguments: Any) -> dict[str, Any]:
        """Each argument, or not."""
        return {key: value for key, value in arguments.items() if self._random.random() < 0.5}


def calls(seed: int) -> Calls:
    """The calls that make a pool, as live.make takes them: the same for the same seed."""
    chance = _Chance(seed)
    made: Calls = {"create_user_pool": {"PoolName": f"generated {seed}", **_pool(chance)}}
    if chance.any(True, False):
        factors = chance.maybe(
            SoftwareTokenMfaConfiguration={"Enabled": chance.any(True, False)},
            EmailMfaConfiguration=chance.maybe(Message=_TEXTS[1], Subject="Code") or {"Subject": "Code"},
        )
        made["set_user_pool_mfa_config"] = {"MfaConfiguration": chance.any("ON", "OPTIONAL", "OFF"), **factors}
    made["create_group"] = [
        {"GroupName": f"group-{number}", **chance.maybe(Precedence=chance.number(0, 9), Description=_TEXTS[3])}
        for number in range(chance.number(0, 3))
    ]
    made["create_user_pool_client"] = [
        {"ClientName": f"Client {number}", **_client(chance)} for number in range(chance.number(1, 3))
    ]
    return made


def _pool(chance: _Chance) -> dict[str, Any]:
    names: dict[str, Any] = chance.any(
        {},
        {"UsernameAttributes": chance.some(("email", "phone_number"), 1)},
        {"AliasAttributes": chance.some(("email", "phone_number", "preferred_username"), 1)},
    )
    rules = chance.maybe(
        RequireUppercase=chance.any(True, False),
        RequireLowercase=chance.any(True, False),
        RequireNumbers=chance.any(True, False),
        RequireSymbols=chance.any(True, False),
        TemporaryPasswordValidityDays=chance.number(1, 365),
        PasswordHistorySize=chance.number(0, 24),
    )
    messages = chance.maybe(
        EmailMessage=chance.any(*_TEXTS),
        EmailSubject="Code",
        EmailMessageByLink="{##Go##}",
        EmailSubjectByLink="Go",
        SmsMessage=chance.any(*_TEXTS[:3]),
        DefaultEmailOption=chance.any("CONFIRM_WITH_CODE", "CONFIRM_WITH_LINK"),
    )
    invitation = chance.maybe(
        EmailMessage="{username}: {####}", EmailSubject="Welcome", SMSMessage="{username}, {####}"
    )
    functions = {name: f"arn:aws:lambda:{REGION}:{NO_ACCOUNT}:function:{name}" for name in chance.some(_TRIGGERS)[:4]}
    recovery = chance.some(("verified_email", "verified_phone_number"), 1)
    return names | chance.maybe(
        AutoVerifiedAttributes=chance.some(("email", "phone_number")),
        Policies={"PasswordPolicy": {"MinimumLength": chance.number(6, 99), **rules}},
        DeletionProtection=chance.any("ACTIVE", "INACTIVE"),
        UsernameConfiguration={"CaseSensitive": chance.any(True, False)},
        DeviceConfiguration=chance.maybe(ChallengeRequiredOnNewDevice=True, DeviceOnlyRememberedOnUserPrompt=False),
        VerificationMessageTemplate=messages,
        EmailVerificationMessage=chance.any(*_TEXTS),
        EmailVerificationSubject="Code",
        SmsVerificationMessage=chance.any(*_TEXTS[:3]),
        SmsAuthenticationMessage=chance.any(*_TEXTS[:3]),
        SmsConfiguration={"SnsCallerArn": "<role:sms>", **chance.maybe(ExternalId="x", SnsRegion="eu-west-1")},
        AdminCreateUserConfig=chance.maybe(AllowAdminCreateUserOnly=True, InviteMessageTemplate=invitation),
        AccountRecoverySetting={
            "RecoveryMechanisms": [{"Name": name, "Priority": place} for place, name in enumerate(recovery, start=1)]
        },
        UserAttributeUpdateSettings={
            "AttributesRequireVerificationBeforeUpdate": chance.some(("email", "phone_number"), 1)
        },
        UserPoolAddOns={"AdvancedSecurityMode": chance.any("OFF", "AUDIT", "ENFORCED")},
        UserPoolTier="PLUS",
        UserPoolTags={"owner": "a", "x:y": "ü z"},
        LambdaConfig=functions,
        Schema=[
            {"Name": f"a{number}", "AttributeDataType": kind, "Mutable": chance.any(True, False)}
            for number, kind in enumerate(chance.some(("String", "Number", "DateTime", "Boolean"), 1))
        ],
    )


def _client(chance: _Chance) -> dict[str, Any]:
    unit = chance.any(*_UNITS)
    least, most = _UNITS[unit]
    pages = {
        "AllowedOAuthFlows": chance.some(("code", "implicit"), 1),
        "AllowedOAuthScopes": chance.some(_SCOPES, 1),
        "AllowedOAuthFlowsUserPoolClient": chance.any(True, False),
        "CallbackURLs": ["https://app.example.com/a", "myapp://b"],
    }
    tokens = {
        "TokenValidityUnits": {"AccessToken": unit, "IdToken": unit, "RefreshToken": "days"},
        "AccessTokenValidity": chance.number(least, most),
        "IdTokenValidity": chance.number(least, most),
        "RefreshTokenValidity": chance.number(2, 3650),
    }
    flows = [*chance.some(_FLOWS), "ALLOW_REFRESH_TOKEN_AUTH"]
    said = chance.maybe(
        GenerateSecret=chance.any(True, False),
        ExplicitAuthFlows=flows,
        ReadAttributes=chance.some(("email", "name", "phone_number"), 1),
        WriteAttributes=chance.some(("email", "name"), 1),
        LogoutURLs=["https://app.example.com/bye"],
        SupportedIdentityProviders=["COGNITO"],
        PreventUserExistenceErrors=chance.any("ENABLED", "LEGACY"),
        EnableTokenRevocation=chance.any(True, False),
        EnablePropagateAdditionalUserContextData=True,
        AuthSessionValidity=chance.number(3, 15),
    )
    return {**said, **chance.any({}, pages), **chance.any({}, tokens)}
