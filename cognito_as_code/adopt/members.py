"""What is done with each member that AWS answers: taken over, AWS's own, or told. One that is not here is told too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cognito_as_code.adopt.live import Live
from cognito_as_code.settings.core.fields import shown

_SMS = "SmsConfiguration.SnsCallerArn SmsConfiguration.ExternalId SmsConfiguration.SnsRegion"
_EMAILS = " ".join(
    f"NotifyConfiguration.{email}.{part}"
    for email in ("BlockEmail", "MfaEmail", "NoActionEmail")
    for part in ("Subject", "HtmlBody", "TextBody")
)

TAKEN = {
    "describe-user-pool UserPool": f"""
        Id Name Arn DeletionProtection UserPoolTier UserPoolTags{{}} Domain CustomDomain MfaConfiguration
        Policies.PasswordPolicy.MinimumLength Policies.PasswordPolicy.RequireUppercase
        Policies.PasswordPolicy.RequireLowercase Policies.PasswordPolicy.RequireNumbers
        Policies.PasswordPolicy.RequireSymbols Policies.PasswordPolicy.PasswordHistorySize
        Policies.PasswordPolicy.TemporaryPasswordValidityDays Policies.SignInPolicy.AllowedFirstAuthFactors[]
        LambdaConfig.PreSignUp LambdaConfig.CustomMessage LambdaConfig.PostConfirmation LambdaConfig.PreAuthentication
        LambdaConfig.PostAuthentication LambdaConfig.DefineAuthChallenge LambdaConfig.CreateAuthChallenge
        LambdaConfig.VerifyAuthChallengeResponse LambdaConfig.PreTokenGeneration LambdaConfig.UserMigration
        LambdaConfig.PreTokenGenerationConfig.LambdaVersion LambdaConfig.PreTokenGenerationConfig.LambdaArn
        LambdaConfig.CustomSMSSender.LambdaVersion LambdaConfig.CustomSMSSender.LambdaArn
        LambdaConfig.CustomEmailSender.LambdaVersion LambdaConfig.CustomEmailSender.LambdaArn LambdaConfig.KMSKeyID
        SchemaAttributes[].Name SchemaAttributes[].AttributeDataType SchemaAttributes[].DeveloperOnlyAttribute
        SchemaAttributes[].Mutable SchemaAttributes[].Required
        SchemaAttributes[].NumberAttributeConstraints.MinValue SchemaAttributes[].NumberAttributeConstraints.MaxValue
        SchemaAttributes[].StringAttributeConstraints.MinLength SchemaAttributes[].StringAttributeConstraints.MaxLength
        AutoVerifiedAttributes[] AliasAttributes[] UsernameAttributes[] SmsVerificationMessage EmailVerificationMessage
        EmailVerificationSubject VerificationMessageTemplate.SmsMessage VerificationMessageTemplate.EmailMessage
        VerificationMessageTemplate.EmailSubject VerificationMessageTemplate.EmailMessageByLink
        VerificationMessageTemplate.EmailSubjectByLink VerificationMessageTemplate.DefaultEmailOption
        SmsAuthenticationMessage UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate[]
        DeviceConfiguration.ChallengeRequiredOnNewDevice DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt
        EmailConfiguration.SourceArn EmailConfiguration.ReplyToEmailAddress EmailConfiguration.EmailSendingAccount
        EmailConfiguration.From EmailConfiguration.ConfigurationSet {_SMS}
        AdminCreateUserConfig.AllowAdminCreateUserOnly AdminCreateUserConfig.InviteMessageTemplate.SMSMessage
        AdminCreateUserConfig.InviteMessageTemplate.EmailMessage
        AdminCreateUserConfig.InviteMessageTemplate.EmailSubject
        UserPoolAddOns.AdvancedSecurityMode UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode
        UsernameConfiguration.CaseSensitive AccountRecoverySetting.RecoveryMechanisms[].Priority
        AccountRecoverySetting.RecoveryMechanisms[].Name""",
    "get-user-pool-mfa-config": """
        MfaConfiguration SmsMfaConfiguration.SmsAuthenticationMessage SoftwareTokenMfaConfiguration.Enabled
        SmsMfaConfiguration.SmsConfiguration.SnsCallerArn SmsMfaConfiguration.SmsConfiguration.ExternalId
        SmsMfaConfiguration.SmsConfiguration.SnsRegion EmailMfaConfiguration.Message EmailMfaConfiguration.Subject
        WebAuthnConfiguration.RelyingPartyId WebAuthnConfiguration.UserVerification""",
    "describe-user-pool-client UserPoolClient": """
        UserPoolId ClientName ClientId RefreshTokenValidity AccessTokenValidity IdTokenValidity
        TokenValidityUnits.AccessToken TokenValidityUnits.IdToken TokenValidityUnits.RefreshToken ReadAttributes[]
        WriteAttributes[] ExplicitAuthFlows[] SupportedIdentityProviders[] CallbackURLs[] LogoutURLs[]
        DefaultRedirectURI AllowedOAuthFlows[] AllowedOAuthScopes[] AllowedOAuthFlowsUserPoolClient
        AnalyticsConfiguration.ApplicationId AnalyticsConfiguration.ApplicationArn AnalyticsConfiguration.RoleArn
        AnalyticsConfiguration.ExternalId AnalyticsConfiguration.UserDataShared PreventUserExistenceErrors
        EnableTokenRevocation EnablePropagateAdditionalUserContextData AuthSessionValidity RefreshTokenRotation.Feature
        RefreshTokenRotation.RetryGracePeriodSeconds HasClientSecret""",
    "describe-user-pool-domain DomainDescription": "Domain CustomDomainConfig.CertificateArn ManagedLoginVersion",
    "describe-identity-provider IdentityProvider": """
        UserPoolId ProviderName ProviderType ProviderDetails{} AttributeMapping{} IdpIdentifiers[] SecretDetails[]""",
    "list-groups Groups[]": "UserPoolId GroupName Description RoleArn Precedence",
    "list-resource-servers ResourceServers[]": """
        UserPoolId Identifier Name Scopes[].ScopeName Scopes[].ScopeDescription""",
    "describe-risk-configuration RiskConfiguration": """
        UserPoolId ClientId CompromisedCredentialsRiskConfiguration.EventFilter[]
        CompromisedCredentialsRiskConfiguration.Actions.EventAction RiskExceptionConfiguration.BlockedIPRangeList[]
        RiskExceptionConfiguration.SkippedIPRangeList[]""",
    "describe-risk-configuration RiskConfiguration.AccountTakeoverRiskConfiguration": f"""
        NotifyConfiguration.From NotifyConfiguration.ReplyTo NotifyConfiguration.SourceArn {_EMAILS}
        Actions.LowAction.Notify Actions.LowAction.EventAction Actions.MediumAction.Notify
        Actions.MediumAction.EventAction Actions.HighAction.Notify Actions.HighAction.EventAction""",
    "get-ui-customization UICustomization": "UserPoolId ClientId CSS ImageUrl",
    "describe-managed-login-branding-by-client ManagedLoginBranding": """
        ManagedLoginBrandingId UserPoolId UseCognitoProvidedValues Settings Assets[].Category""",
    "get-log-delivery-configuration LogDeliveryConfiguration": """
        UserPoolId LogConfigurations[].LogLevel LogConfigurations[].EventSource
        LogConfigurations[].CloudWatchLogsConfiguration.LogGroupArn LogConfigurations[].S3Configuration.BucketArn
        LogConfigurations[].FirehoseConfiguration.StreamArn""",
    "list-users Users[]": "Username Attributes[].Name Attributes[].Value Enabled UserStatus",
    "describe-identity-pool": """
        IdentityPoolId IdentityPoolName AllowUnauthenticatedIdentities AllowClassicFlow SupportedLoginProviders{}
        DeveloperProviderName OpenIdConnectProviderARNs[] SamlProviderARNs[] IdentityPoolTags{}
        CognitoIdentityProviders[].ProviderName CognitoIdentityProviders[].ClientId
        CognitoIdentityProviders[].ServerSideTokenCheck""",
    "get-identity-pool-roles": """
        Roles{} RoleMappings{}.Type RoleMappings{}.AmbiguousRoleResolution
        RoleMappings{}.RulesConfiguration.Rules[].Claim RoleMappings{}.RulesConfiguration.Rules[].MatchType
        RoleMappings{}.RulesConfiguration.Rules[].Value RoleMappings{}.RulesConfiguration.Rules[].RoleARN""",
    "get-principal-tag-attribute-map": "IdentityPoolId IdentityProviderName UseDefaults PrincipalTags{}",
}
"""Operation and what is around them -> members that become settings, import ids or unmanaged arguments."""

AWSS_OWN = {
    "describe-user-pool UserPool": """
        Status LastModifiedDate CreationDate EstimatedNumberOfUsers AdminCreateUserConfig.UnusedAccountValidityDays""",
    "describe-user-pool-client UserPoolClient": "ClientSecret LastModifiedDate CreationDate",
    "describe-user-pool-domain DomainDescription": """
        UserPoolId AWSAccountId S3Bucket CloudFrontDistribution Version Status""",
    "describe-identity-provider IdentityProvider": "LastModifiedDate CreationDate",
    "list-groups Groups[]": "LastModifiedDate CreationDate",
    "describe-risk-configuration RiskConfiguration": "LastModifiedDate",
    "get-ui-customization UICustomization": "CSSVersion LastModifiedDate CreationDate",
    "describe-managed-login-branding-by-client ManagedLoginBranding": """
        Assets[].ColorMode Assets[].Extension Assets[].Bytes Assets[].ResourceId CreationDate LastModifiedDate""",
    "list-users Users[]": """
        UserCreateDate UserLastModifiedDate MFAOptions[].DeliveryMedium MFAOptions[].AttributeName""",
    "get-identity-pool-roles": "IdentityPoolId",
}
"""Members that nobody sets here: dates, counts, what repeats another member, and secrets, which were dropped."""

_EUMS = (
    "CallerArn",
    "ExternalId",
    "OriginationIdentity",
    "ConfigurationSetName",
    "InEntityId",
    "InTemplateId",
    "Region",
)
TOLD = {
    "describe-user-pool UserPool": {
        "SmsConfigurationFailure": "Cognito cannot send SMS",
        "EmailConfigurationFailure": "Cognito cannot send e-mail",
        "LambdaConfig.InboundFederation.LambdaArn": "The inbound federation trigger stays outside of Terraform",
        "LambdaConfig.InboundFederation.LambdaVersion": "",
        "KeyConfiguration.KeyType": "",
        "KeyConfiguration.KmsKeyArn": "The pool's key stays outside of Terraform",
        "IssuerConfiguration.Type": "The form of the issuer stays outside of Terraform",
        **{f"SmsConfiguration.EumsSms.{each}": "" for each in _EUMS},
        "SmsConfiguration.EumsSms.OriginationIdentity": "SMS through AWS End User Messaging stay outside of Terraform",
    },
    "get-user-pool-mfa-config": {
        "WebAuthnConfiguration.FactorConfiguration": "How many factors a passkey counts for stays outside of Terraform",
        **{f"SmsMfaConfiguration.SmsConfiguration.EumsSms.{each}": "" for each in _EUMS},
    },
    "describe-user-pool-domain DomainDescription": {
        "CustomDomainConfig.SecurityPolicy": "The domain's TLS policy stays outside of Terraform",
        "Routing.Failover.SecondaryRegion": "The domain's failover stays outside of Terraform",
        "Routing.Failover.PrimaryRoute53HealthCheckId": "",
    },
}
"""Members that the settings have no key for -> the sentence about them; "" where another member's says it."""
_USUAL = {"AWS_OWNED_KEY", "ORIGINAL", "SINGLE_FACTOR"}
"""Values that say what holds without being said."""
_ANY = ("get-web-acl-for-resource",)
"""Answers of which one member is looked at, and the rest is another service's."""


def decided() -> dict[str, str]:
    """Operation and path of each member that somebody decided about -> what about."""
    decisions = {}
    for kind, table in (("taken", TAKEN), ("own", AWSS_OWN), ("told", TOLD)):
        for around, members in table.items():
            operation, _, prefix = around.partition(" ")
            for member in members.split() if isinstance(members, str) else members:
                decisions[f"{operation} {prefix}{'.' if prefix else ''}{member}"] = kind
    return decisions


def said_of(live: Live) -> Iterator[str]:
    """A sentence for each member that is there, and that the settings have no key for."""
    for around, sentences in TOLD.items():
        operation, _, prefix = around.partition(" ")
        for path, value in _members(live, operation):
            sentence = sentences.get(path.removeprefix(f"{prefix}."))
            if sentence and value not in _USUAL:
                yield f"{sentence}: {path.rpartition('.')[2]} is {shown(value)}."


def unknown_members(live: Live) -> Iterator[str]:
    """A sentence for each member that is newer than this project."""
    known = set(decided())
    wholes = {path for path in known if path.endswith(" ManagedLoginBranding.Settings")}
    for operation in sorted(live):
        if operation in _ANY:
            continue
        paths = sorted({path for path, _ in _members(live, operation)})
        for path in paths:
            full = f"{operation} {path}"
            if full not in known and not any(full.startswith(whole) for whole in wholes) and path != "ClientId":
                yield f"{full.replace(' ', ': ')} is not known here, and stays as it is in AWS."


def _members(live: Live, operation: str) -> Iterator[tuple[str, Any]]:
    for response in live.get(operation, []):
        yield from _leaves("", response, operation)


def _leaves(path: str, value: Any, operation: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        is_map = f"{operation} {path}{{}}" in _MAPS
        for key, inner in value.items():
            yield from _leaves(f"{path}{{}}" if is_map else f"{path}.{key}".strip("."), inner, operation)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(f"{path}[]", inner, operation)
    elif value is not None:
        yield path, value


_MAPS = {path[: path.index("{}") + 2] for path in decided() if "{}" in path}
