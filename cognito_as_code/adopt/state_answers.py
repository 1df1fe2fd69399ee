"""What AWS would answer for a resource that a state has: the same members, under AWS's names."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from cognito_as_code.adopt.app_client import USUAL_UNITS
from cognito_as_code.adopt.live import Live
from cognito_as_code.adopt.members import TAKEN
from cognito_as_code.adopt.secrets import HAS_SECRET, drop_secrets
from cognito_as_code.settings.user_pool.schema import STANDARD_ATTRIBUTES

Values = Mapping[str, Any]

_CAPITALS = {
    "allowed_oauth_flows": "AllowedOAuthFlows",
    "allowed_oauth_flows_user_pool_client": "AllowedOAuthFlowsUserPoolClient",
    "allowed_oauth_scopes": "AllowedOAuthScopes",
    "blocked_ip_range_list": "BlockedIPRangeList",
    "callback_urls": "CallbackURLs",
    "css": "CSS",
    "custom_sms_sender": "CustomSMSSender",
    "default_redirect_uri": "DefaultRedirectURI",
    "from_email_address": "From",
    "kms_key_id": "KMSKeyID",
    "logout_urls": "LogoutURLs",
    "openid_connect_provider_arns": "OpenIdConnectProviderARNs",
    "recovery_mechanism": "RecoveryMechanisms",
    "saml_provider_arns": "SamlProviderARNs",
    "schema": "SchemaAttributes",
    "skipped_ip_range_list": "SkippedIPRangeList",
}
"""Where AWS's name is not Terraform's with capitals."""
_SEVERAL = {"cognito_identity_providers", "log_configurations", "recovery_mechanism", "schema", "scope"}
"""Blocks of which there are several; of any other there is one, which a state writes as a list too."""
_MAPS = {"attribute_mapping", "principal_tags", "provider_details", "roles", "supported_login_providers"}
_UNSAID = {"access_token_validity", "id_token_validity", "temporary_password_validity_days"}
"""Numbers that the provider writes as 0 where AWS says none."""


def _answer(value: Any, name: str = "") -> Any:
    """A value of a state as AWS says it; None for what is empty, which AWS leaves out."""
    if isinstance(value, list) and name not in _SEVERAL and all(isinstance(each, Mapping) for each in value):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        if name in _MAPS:
            return dict(value) or None
        inner = {_CAPITALS.get(key, key.title().replace("_", "")): _answer(each, key) for key, each in value.items()}
        return {key: each for key, each in inner.items() if each is not None} or None
    if isinstance(value, list):
        return [_answer(each) for each in value] or None
    return None if value == "" or (value == 0 and name in _UNSAID) else value


def _known(said: dict[str, Any], of: str) -> dict[str, Any]:
    """What is said, without what AWS does not answer."""
    members = TAKEN[of]
    known = {path.replace("[", ".").replace("{", ".").partition(".")[0] for path in members.split()}
    return {name: each for name, each in said.items() if name in known}


def _add(live: Live, operation: str, response: dict[str, Any]) -> None:
    live.setdefault(operation, []).append(response)


def _tags(values: Values) -> dict[str, str]:
    """All that AWS has, of which `tags` are the resource's own."""
    return dict(values.get("tags_all") or values.get("tags") or {})


def _pool(live: Live, values: Values) -> None:
    said: dict[str, Any] = _answer(values)
    policies = {key: said.pop(key) for key in ("PasswordPolicy", "SignInPolicy") if key in said}
    invitation = said.get("AdminCreateUserConfig", {}).get("InviteMessageTemplate") or {}
    if "SmsMessage" in invitation:
        invitation["SMSMessage"] = invitation.pop("SmsMessage")
    for each in said.get("SchemaAttributes", []):
        prefix = "dev:custom:" if each.get("DeveloperOnlyAttribute") else "custom:"
        each["Name"] = each["Name"] if each["Name"] in (*STANDARD_ATTRIBUTES, "sub") else f"{prefix}{each['Name']}"
    said |= {"Policies": policies} if policies else {}
    said |= {"UserPoolTags": tags} if (tags := _tags(values)) else {}
    mfa = {key: said[key] for key in said if key.endswith(("MfaConfiguration", "WebAuthnConfiguration"))}
    _add(live, "describe-user-pool", {"UserPool": _known(said, "describe-user-pool UserPool")})
    _add(live, "get-user-pool-mfa-config", {"MfaConfiguration": "OFF", **mfa})


def _client(live: Live, values: Values) -> None:
    said: dict[str, Any] = _answer(values)
    said |= {"ClientId": said["Id"], "ClientName": said["Name"]}
    client = _known(said, "describe-user-pool-client UserPoolClient")
    if values.get("client_secret") or values.get("generate_secret"):
        client[HAS_SECRET] = True
    client |= {key: sorted(client.get(key) or []) for key in ("ReadAttributes", "WriteAttributes")}
    if units := client.get("TokenValidityUnits"):  # Terraform says all, whatever AWS does
        client["TokenValidityUnits"] = {**USUAL_UNITS, **units}
    _add(live, "describe-user-pool-client", {"UserPoolClient": client})


def _group(live: Live, values: Values) -> None:
    said = _answer(values)
    group = _known({**said, "GroupName": said["Name"]}, "list-groups Groups[]")
    live.setdefault("list-groups", [{"Groups": []}])[0]["Groups"].append(group)


def _resource_server(live: Live, values: Values) -> None:
    said = _answer(values)
    scopes = {"Scopes": sorted(said["Scope"], key=lambda each: str(each["ScopeName"]))} if "Scope" in said else {}
    server = _known({**said, **scopes}, "list-resource-servers ResourceServers[]")
    live.setdefault("list-resource-servers", [{"ResourceServers": []}])[0]["ResourceServers"].append(server)


def _domain(live: Live, values: Values) -> None:
    said = _answer(values)
    if certificate := said.get("CertificateArn"):
        said["CustomDomainConfig"] = {"CertificateArn": certificate}
    said = _known(said, "describe-user-pool-domain DomainDescription")
    _add(live, "describe-user-pool-domain", {"DomainDescription": said})


def _identity_provider(live: Live, values: Values) -> None:
    response = {"IdentityProvider": _known(_answer(values), "describe-identity-provider IdentityProvider")}
    drop_secrets(response)
    _add(live, "describe-identity-provider", response)


def _risk_configuration(live: Live, values: Values) -> None:
    said = _answer(values)
    _add(live, "describe-risk-configuration", {"RiskConfiguration": {k: v for k, v in said.items() if k != "Id"}})


def _ui_customization(live: Live, values: Values) -> None:
    said = _known(_answer(values), "get-ui-customization UICustomization")
    _add(live, "get-ui-customization", {"UICustomization": said})


def _branding(live: Live, values: Values) -> None:
    style = {
        "UserPoolId": values["user_pool_id"],
        "ManagedLoginBrandingId": values["managed_login_branding_id"],
        "UseCognitoProvidedValues": bool(values.get("use_cognito_provided_values")),
        "Settings": json.loads(values.get("settings") or "null"),
        "Assets": [{"Category": each.get("category")} for each in values.get("asset") or []],
    }
    response = {"ClientId": values["client_id"], "ManagedLoginBranding": {k: v for k, v in style.items() if v}}
    _add(live, "describe-managed-login-branding-by-client", response)


def _log_delivery(live: Live, values: Values) -> None:
    said = _known(_answer(values), "get-log-delivery-configuration LogDeliveryConfiguration")
    _add(live, "get-log-delivery-configuration", {"LogDeliveryConfiguration": said})


def _web_acl(live: Live, values: Values) -> None:
    _add(live, "get-web-acl-for-resource", {"WebACL": {"ARN": values["web_acl_arn"]}})


def _identity_pool(live: Live, values: Values) -> None:
    said = _answer(values)
    said |= {"IdentityPoolId": said["Id"], "IdentityPoolTags": _tags(values)}
    _add(live, "describe-identity-pool", {k: v for k, v in _known(said, "describe-identity-pool").items() if v})


def _identity_pool_roles(live: Live, values: Values) -> None:
    response: dict[str, Any] = {"IdentityPoolId": values["identity_pool_id"], "Roles": dict(values.get("roles") or {})}
    for each in values.get("role_mapping") or []:
        mapping = {"Type": each["type"], "AmbiguousRoleResolution": each.get("ambiguous_role_resolution")}
        names = {"Claim": "claim", "MatchType": "match_type", "Value": "value", "RoleARN": "role_arn"}
        rules = [{theirs: rule[ours] for theirs, ours in names.items()} for rule in each.get("mapping_rule") or []]
        mapping |= {"RulesConfiguration": {"Rules": rules} if rules else None}
        said = {key: value for key, value in mapping.items() if value}
        response.setdefault("RoleMappings", {})[each["identity_provider"]] = said
    _add(live, "get-identity-pool-roles", response)


def _principal_tags(live: Live, values: Values) -> None:
    said = _known(_answer(values), "get-principal-tag-attribute-map")
    _add(live, "get-principal-tag-attribute-map", said)


ImportId = Callable[[Values], str]


def _joined(separator: str, *names: str) -> ImportId:
    return lambda values: separator.join(str(values[name]) for name in names if values.get(name))


ANSWERS: dict[str, tuple[ImportId, Callable[[Live, Values], None]]] = {
    "aws_cognito_user_pool": (_joined("", "id"), _pool),
    "aws_cognito_user_pool_client": (_joined("/", "user_pool_id", "id"), _client),
    "aws_cognito_user_group": (_joined("/", "user_pool_id", "name"), _group),
    "aws_cognito_resource_server": (_joined("|", "user_pool_id", "identifier"), _resource_server),
    "aws_cognito_user_pool_domain": (_joined("", "domain"), _domain),
    "aws_cognito_identity_provider": (_joined(":", "user_pool_id", "provider_name"), _identity_provider),
    "aws_cognito_risk_configuration": (_joined(":", "user_pool_id", "client_id"), _risk_configuration),
    "aws_cognito_user_pool_ui_customization": (_joined(",", "user_pool_id", "client_id"), _ui_customization),
    "aws_cognito_managed_login_branding": (_joined(",", "user_pool_id", "managed_login_branding_id"), _branding),
    "aws_cognito_log_delivery_configuration": (_joined("", "user_pool_id"), _log_delivery),
    "aws_wafv2_web_acl_association": (_joined(",", "web_acl_arn", "resource_arn"), _web_acl),
    "aws_cognito_identity_pool": (_joined("", "id"), _identity_pool),
    "aws_cognito_identity_pool_roles_attachment": (_joined("", "identity_pool_id"), _identity_pool_roles),
    "aws_cognito_identity_pool_provider_principal_tag": (
        _joined(":", "identity_pool_id", "identity_provider_name"),
        _principal_tags,
    ),
}
"""Type -> its import id, and what AWS would answer."""
