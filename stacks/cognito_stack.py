"""One environment's stack."""

from __future__ import annotations

from typing import TypeVar

from settings import EnvironmentSettings, require_sound
from settings.fields import Settings
from settings.terraform import TerraformSettings
from stacks.aws import App, AwsProvider, AwsProviderDefaultTags, CognitoUserPoolClient, TerraformOutput, TerraformStack
from stacks.cognito.app_client import AppClient
from stacks.cognito.authenticated_role import AuthenticatedRole
from stacks.cognito.identity_pool import IdentityPool
from stacks.cognito.identity_pool_roles import IdentityPoolRoles
from stacks.cognito.sms_role import SmsRole
from stacks.cognito.user_pool import UserPool

_T = TypeVar("_T")


class CognitoStack(TerraformStack):
    """A user pool, its app clients and, if the settings ask for one, an identity pool.

    Raises SettingsError when the settings break a rule.
    """

    def __init__(self, scope: App, id: str, *, settings: EnvironmentSettings) -> None:
        require_sound(settings)
        super().__init__(scope, id)
        settings = _as_literals(settings)
        self._terraform(settings.terraform)
        self._moved(settings)
        role_prefix = f"cognito-{settings.renamed_from}" if settings.renamed_from else id
        AwsProvider(
            self,
            "aws",
            region=settings.region,
            allowed_account_ids=[settings.account_id],
            default_tags=[AwsProviderDefaultTags(tags=settings.tags)] if settings.tags else None,
        )
        needs_role = settings.user_pool.sends_sms and not settings.user_pool.sms_configuration.sns_caller_arn
        user_pool = UserPool(
            self,
            "user_pool",
            environment=settings,
            sms_role=SmsRole(self, "sms_role", environment=settings, name=f"{role_prefix}-sms") if needs_role else None,
        )
        app_clients = {
            name: AppClient(self, f"app_client_{name}", address=name, settings=client, user_pool=user_pool)
            for name, client in sorted(settings.app_clients.items())
        }
        issuer = f"https://{user_pool.provider_name}"
        self._output("user_pool_id", user_pool.user_pool_id)
        self._output("user_pool_arn", user_pool.arn)
        self._output("user_pool_endpoint", user_pool.provider_name)
        self._output("issuer", issuer)
        self._output("jwks_uri", f"{issuer}/.well-known/jwks.json")
        self._output("app_client_ids", {name: client.client_id for name, client in app_clients.items()})
        if settings.identity_pool is not None:
            identity_pool = IdentityPool(
                self,
                "identity_pool",
                name=settings.identity_pool.identity_pool_name or settings.user_pool.name,
                settings=settings.identity_pool,
                user_pool=user_pool,
                app_clients=app_clients.values(),
            )
            role = AuthenticatedRole(
                self,
                "authenticated_role",
                name=f"{role_prefix}-authenticated",
                environment=settings,
                settings=settings.identity_pool.roles.authenticated,
                identity_pool=identity_pool,
            )
            IdentityPoolRoles(self, "identity_pool_roles", identity_pool=identity_pool, authenticated=role)
            self._output("identity_pool_id", identity_pool.identity_pool_id)

    def _terraform(self, settings: TerraformSettings) -> None:
        block: dict[str, object] = {
            "required_providers": {"aws": {"source": "hashicorp/aws", "version": settings.aws_provider}},
        }
        if settings.required_version:
            block["required_version"] = settings.required_version
        # CDKTF adds a local backend with an absolute path where it sees none of its own backend classes; those
        # classes lack newer keys and cannot be empty, so the table goes in as it is.
        unwanted = "terraform.backend"
        name, table = next(iter(settings.backend.items()), ("none", {}))
        match name:
            case "none":
                pass
            case "cloud":
                block["cloud"] = table
            case "local":
                block["backend"] = {"local": {"path": "terraform.tfstate"} | table}
            case _:
                unwanted = "terraform.backend.local"
                block["backend"] = {name: table}
        self.add_override("terraform", block)
        if name != "local":
            self.add_override(unwanted, None)
        self.add_override("//.metadata.backend", name)

    def _moved(self, settings: EnvironmentSettings) -> None:
        type_ = CognitoUserPoolClient.TF_RESOURCE_TYPE
        moved = [
            {"from": f"{type_}.{client.renamed_from}", "to": f"{type_}.{name}"}
            for name, client in sorted(settings.app_clients.items())
            if client.renamed_from
        ]
        if moved:
            self.add_override("moved", moved)

    def _output(self, name: str, value: object) -> None:
        TerraformOutput(self, name, value=value)


def _as_literals(value: _T) -> _T:
    """Settings in which ${ and %{ mean themselves, to IAM for one, and nothing to Terraform."""
    if isinstance(value, Settings):
        changes = {name: _as_literals(getattr(value, name)) for name in type(value).model_fields}
        return value.model_copy(update=changes)
    if isinstance(value, dict):
        return {key: _as_literals(inner) for key, inner in value.items()}  # type: ignore[return-value]
    if isinstance(value, list):
        return [_as_literals(inner) for inner in value]  # type: ignore[return-value]
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")  # type: ignore[return-value]
    return value
