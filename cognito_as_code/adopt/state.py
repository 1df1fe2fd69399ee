"""Another configuration's state: its resources as AWS would answer for them, and the addresses that they have there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_as_code.adopt.adopted import Adopted
from cognito_as_code.adopt.environment_file import environment_of
from cognito_as_code.adopt.live import CannotAdoptError, Live
from cognito_as_code.adopt.secrets import HAS_SECRET, drop_secrets
from cognito_as_code.settings.user_pool.schema import STANDARD_ATTRIBUTES

Values = Mapping[str, Any]

_SHOW = "give what `terraform show -json` or `terraform state pull` prints"
_CAPITALS = {
    "allowed_oauth_flows": "AllowedOAuthFlows",
    "allowed_oauth_flows_user_pool_client": "AllowedOAuthFlowsUserPoolClient",
    "allowed_oauth_scopes": "AllowedOAuthScopes",
    "callback_urls": "CallbackURLs",
    "css": "CSS",
    "custom_sms_sender": "CustomSMSSender",
    "default_redirect_uri": "DefaultRedirectURI",
    "from_email_address": "From",
    "kms_key_id": "KMSKeyID",
    "logout_urls": "LogoutURLs",
}
"""Where AWS's name is not Terraform's with capitals."""
_BLOCKS = {
    "account_recovery_setting", "account_takeover_risk_configuration", "actions", "admin_create_user_config",
    "advanced_security_additional_flows", "analytics_configuration", "block_email",
    "compromised_credentials_risk_configuration", "custom_email_sender", "custom_sms_sender", "device_configuration",
    "email_configuration", "email_mfa_configuration", "high_action", "invite_message_template", "lambda_config",
    "low_action", "medium_action", "mfa_email", "no_action_email", "notify_configuration",
    "number_attribute_constraints", "password_policy", "pre_token_generation_config", "refresh_token_rotation",
    "risk_exception_configuration", "sign_in_policy", "sms_configuration", "software_token_mfa_configuration",
    "string_attribute_constraints", "token_validity_units", "user_attribute_update_settings", "user_pool_add_ons",
    "username_configuration", "verification_message_template", "web_authn_configuration",
}  # fmt: skip
"""Blocks of which there is one, which a state writes as a list."""
_MAPS = {"attribute_mapping", "principal_tags", "provider_details", "roles", "supported_login_providers", "tags"}


@dataclass(frozen=True)
class Resource:
    """A managed resource in a state."""

    address: str
    type: str
    values: Values


@dataclass
class Translated:
    """A state as AWS would answer for it."""

    live: Live = field(default_factory=dict)
    addresses: dict[tuple[str, str], str] = field(default_factory=dict)
    """Type and import id -> address in the state."""
    others: list[Resource] = field(default_factory=list)
    """What the state has beside the pool and what belongs to it."""


def from_state(document: Any) -> Adopted:
    """What another configuration's state becomes: its resources are moved, by the addresses that they have there.

    What the state has beside them is told: a plan would destroy it. Raises CannotAdoptError, in one sentence.
    """
    found = translated(resources_in(document))
    adopted = environment_of(found.live)
    adopted.moved = moved(adopted.imports, found.addresses)
    for (type_, import_id), address in sorted(found.addresses.items(), key=lambda entry: entry[1]):
        if address not in adopted.moved.values():
            found.others.append(Resource(address, type_, {"id": import_id}))
    for each in found.others:
        adopted.tell(
            f"{each.address} is in the state, and nothing here makes it: a plan would destroy it. Keep its block in a "
            "file beside the stack, or let Terraform forget it with a removed block."
        )
    return adopted


def resources_in(document: Any) -> list[Resource]:
    """The resources of a state, as Terraform prints it for programs or keeps it. Raises CannotAdoptError."""
    if isinstance(document, dict) and document.get("version") == 4:  # noqa: PLR2004  (of the file's format)
        return list(_kept(document.get("resources") or []))
    if isinstance(document, dict) and "format_version" in document:
        if "resource_changes" in document:
            raise CannotAdoptError(f"this is a plan, and not a state; {_SHOW}")
        return list(_shown((document.get("values") or {}).get("root_module") or {}))
    raise CannotAdoptError(f"this is no state of Terraform; {_SHOW}")


def _shown(module: Values) -> Iterator[Resource]:
    for each in module.get("resources") or []:
        if each.get("mode") == "managed":
            yield Resource(each["address"], each["type"], each.get("values") or {})
    for each in module.get("child_modules") or []:
        yield from _shown(each)


def _kept(resources: list[Any]) -> Iterator[Resource]:
    for each in resources:
        if each.get("mode") != "managed":
            continue
        prefix = f"{each['module']}." if each.get("module") else ""
        for instance in each.get("instances") or []:
            if instance.get("deposed"):
                continue
            key = f"[{json.dumps(instance['index_key'], ensure_ascii=False)}]" if "index_key" in instance else ""
            address = f"{prefix}{each['type']}.{each['name']}{key}"
            yield Resource(address, each["type"], instance.get("attributes") or {})


def translated(resources: list[Resource]) -> Translated:
    """What AWS would answer for the one pool in a state. Raises CannotAdoptError when there is none, or are several."""
    pools = [each for each in resources if each.type == "aws_cognito_user_pool"]
    if len(pools) != 1:
        there = ", ".join(each.address for each in pools) or "none"
        raise CannotAdoptError(f"the state must have one user pool, and has {there}; give the state, or part, of one")
    pool_id = pools[0].values["id"]
    found = Translated()
    identity_pools = [each for each in resources if each.type == "aws_cognito_identity_pool"]
    ids = {pool_id, *(each.values["id"] for each in identity_pools if len(identity_pools) == 1)}
    for each in resources:
        owner = each.values.get("user_pool_id") or each.values.get("identity_pool_id") or each.values.get("id")
        if each.type in _ANSWERS and owner in ids:
            import_id, answer = _ANSWERS[each.type]
            found.addresses[each.type, import_id(each.values)] = each.address
            answer(found.live, each.values)
        else:
            found.others.append(each)
    return found


def _answer(value: Any, name: str = "") -> Any:
    """A value of a state as AWS says it; None for what is empty, which AWS leaves out."""
    if name in _BLOCKS and isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        if name in _MAPS:
            return dict(value) or None
        inner = {_capitals(key): _answer(each, key) for key, each in value.items()}
        return {key: each for key, each in inner.items() if each is not None} or None
    if isinstance(value, list):
        return [_answer(each) for each in value] or None
    return None if value == "" else value


def _capitals(name: str) -> str:
    return _CAPITALS.get(name, name.title().replace("_", ""))


def _add(live: Live, operation: str, response: dict[str, Any]) -> None:
    live.setdefault(operation, []).append(response)


def _pool(live: Live, values: Values) -> None:
    said: dict[str, Any] = _answer(values)
    policies = {key: said.pop(key) for key in ("PasswordPolicy", "SignInPolicy") if key in said}
    mfa = {key: said.pop(key) for key in _OF_MFA if key in said}
    invitation = said.get("AdminCreateUserConfig", {}).get("InviteMessageTemplate") or {}
    if "SmsMessage" in invitation:
        invitation["SMSMessage"] = invitation.pop("SmsMessage")
    recovery = said.get("AccountRecoverySetting", {})
    if mechanisms := recovery.pop("RecoveryMechanism", None):
        recovery["RecoveryMechanisms"] = mechanisms
    attributes = [
        {**each, "Name": each["Name"] if each["Name"] in _STANDARD else f"{_prefix(each)}{each['Name']}"}
        for each in said.pop("Schema", None) or []
    ]
    pool: dict[str, Any] = {key: said[key] for key in sorted(_OF_POOL & said.keys())}
    more = {"UserPoolTags": said.get("Tags"), "SchemaAttributes": attributes, "Policies": policies}
    pool |= {key: each for key, each in more.items() if each}
    _add(live, "describe-user-pool", {"UserPool": pool})
    _add(live, "get-user-pool-mfa-config", {"MfaConfiguration": said.get("MfaConfiguration", "OFF"), **mfa})


_OF_MFA = ("EmailMfaConfiguration", "SoftwareTokenMfaConfiguration", "WebAuthnConfiguration")
_OF_POOL = {
    "AccountRecoverySetting", "AdminCreateUserConfig", "AliasAttributes", "Arn", "AutoVerifiedAttributes",
    "CustomDomain", "DeletionProtection", "DeviceConfiguration", "Domain", "EmailConfiguration",
    "EmailVerificationMessage", "EmailVerificationSubject", "Id", "LambdaConfig", "MfaConfiguration", "Name",
    "SmsAuthenticationMessage", "SmsConfiguration", "SmsVerificationMessage", "UserAttributeUpdateSettings",
    "UserPoolAddOns", "UserPoolTier", "UsernameAttributes", "UsernameConfiguration", "VerificationMessageTemplate",
}  # fmt: skip
_STANDARD = STANDARD_ATTRIBUTES.keys() | {"sub"}


def _prefix(attribute: dict[str, Any]) -> str:
    return "dev:custom:" if attribute.get("DeveloperOnlyAttribute") else "custom:"


def _client(live: Live, values: Values) -> None:
    said = _answer({key: each for key, each in values.items() if key not in ("client_secret", "timeouts")})
    client = {**said, "ClientId": said["Id"], "ClientName": said["Name"]}
    if values.get("client_secret") or values.get("generate_secret"):
        client[HAS_SECRET] = True
    client["ReadAttributes"] = sorted(values.get("read_attributes") or [])
    client["WriteAttributes"] = sorted(values.get("write_attributes") or [])
    _add(live, "describe-user-pool-client", {"UserPoolClient": {k: v for k, v in client.items() if k not in _NOT_SAID}})


_NOT_SAID = {"GenerateSecret", "Id", "Name", "Region"}


def _group(live: Live, values: Values) -> None:
    said = _answer({key: values.get(key) for key in ("name", "user_pool_id", "description", "precedence", "role_arn")})
    groups = live.setdefault("list-groups", [{"Groups": []}])[0]["Groups"]
    groups.append({**said, "GroupName": said.pop("Name")})


def _resource_server(live: Live, values: Values) -> None:
    servers = live.setdefault("list-resource-servers", [{"ResourceServers": []}])[0]["ResourceServers"]
    scopes = sorted(values.get("scope") or [], key=lambda scope: str(scope["scope_name"]))
    said = {"Scopes": [_answer(scope) for scope in scopes]} if scopes else {}
    servers.append(
        {"UserPoolId": values["user_pool_id"], "Identifier": values["identifier"], "Name": values["name"], **said}
    )


def _domain(live: Live, values: Values) -> None:
    certificate = values.get("certificate_arn")
    described = {
        "Domain": values["domain"],
        **({"ManagedLoginVersion": values["managed_login_version"]} if values.get("managed_login_version") else {}),
        **({"CustomDomainConfig": {"CertificateArn": certificate}} if certificate else {}),
    }
    _add(live, "describe-user-pool-domain", {"DomainDescription": described})


def _identity_provider(live: Live, values: Values) -> None:
    said = _answer(
        {
            **{key: values.get(key) for key in ("user_pool_id", "provider_name", "provider_type", "idp_identifiers")},
            "attribute_mapping": values.get("attribute_mapping") or {},
            "provider_details": values.get("provider_details"),
        }
    )
    response = {"IdentityProvider": said}
    drop_secrets(response)
    _add(live, "describe-identity-provider", response)


def _identity_pool(live: Live, values: Values) -> None:
    providers = [_answer(each) for each in values.get("cognito_identity_providers") or []]
    said = {
        "IdentityPoolId": values["id"],
        "IdentityPoolName": values["identity_pool_name"],
        "AllowUnauthenticatedIdentities": bool(values.get("allow_unauthenticated_identities")),
        "AllowClassicFlow": bool(values.get("allow_classic_flow")),
        "SupportedLoginProviders": values.get("supported_login_providers"),
        "DeveloperProviderName": values.get("developer_provider_name"),
        "OpenIdConnectProviderARNs": values.get("openid_connect_provider_arns"),
        "SamlProviderARNs": values.get("saml_provider_arns"),
        "IdentityPoolTags": values.get("tags"),
        "CognitoIdentityProviders": providers,
    }
    _add(live, "describe-identity-pool", {key: each for key, each in said.items() if each not in (None, "", [], {})})


def _identity_pool_roles(live: Live, values: Values) -> None:
    mappings = {
        each["identity_provider"]: {
            "Type": each["type"],
            **(
                {"AmbiguousRoleResolution": each["ambiguous_role_resolution"]}
                if each.get("ambiguous_role_resolution")
                else {}
            ),
            **(
                {
                    "RulesConfiguration": {
                        "Rules": [
                            {
                                "Claim": rule["claim"],
                                "MatchType": rule["match_type"],
                                "Value": rule["value"],
                                "RoleARN": rule["role_arn"],
                            }
                            for rule in each["mapping_rule"]
                        ]
                    }
                }
                if each.get("mapping_rule")
                else {}
            ),
        }
        for each in values.get("role_mapping") or []
    }
    response = {"IdentityPoolId": values["identity_pool_id"], "Roles": dict(values.get("roles") or {})}
    _add(live, "get-identity-pool-roles", {**response, **({"RoleMappings": mappings} if mappings else {})})


_Answer = tuple[Callable[[Values], str], Callable[[Live, Values], None]]
_ANSWERS: dict[str, _Answer] = {
    "aws_cognito_user_pool": (lambda values: str(values["id"]), _pool),
    "aws_cognito_user_pool_client": (lambda values: f"{values['user_pool_id']}/{values['id']}", _client),
    "aws_cognito_user_group": (lambda values: f"{values['user_pool_id']}/{values['name']}", _group),
    "aws_cognito_resource_server": (
        lambda values: f"{values['user_pool_id']}|{values['identifier']}",
        _resource_server,
    ),
    "aws_cognito_user_pool_domain": (lambda values: str(values["domain"]), _domain),
    "aws_cognito_identity_provider": (
        lambda values: f"{values['user_pool_id']}:{values['provider_name']}",
        _identity_provider,
    ),
    "aws_cognito_identity_pool": (lambda values: str(values["id"]), _identity_pool),
    "aws_cognito_identity_pool_roles_attachment": (
        lambda values: str(values["identity_pool_id"]),
        _identity_pool_roles,
    ),
}
"""Type -> its import id, and what AWS would answer."""


def moved(imports: Mapping[str, str], addresses: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Address here -> address in the state, for what would be imported and the state has already."""
    return {
        address: addresses[address.partition(".")[0], import_id]
        for address, import_id in imports.items()
        if (address.partition(".")[0], import_id) in addresses
    }
