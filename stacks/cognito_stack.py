"""One environment's stack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from settings import EnvironmentSettings, SettingsError, require_sound
from settings.app_client import AppClientSettings
from settings.fields import Settings
from settings.findings import Finding
from settings.identity_pool import IdentityPoolSettings
from settings.role import RoleSettings
from settings.terraform import TerraformSettings
from stacks.aws import App, AwsProvider, AwsProviderDefaultTags, TerraformOutput, TerraformStack
from stacks.cognito.alarms import add_alarms
from stacks.cognito.app_client import AppClient
from stacks.cognito.client_secret import ClientSecret
from stacks.cognito.domain import Domain
from stacks.cognito.group import Group
from stacks.cognito.identity_pool import IdentityPool
from stacks.cognito.identity_pool_roles import IdentityPoolRoles
from stacks.cognito.identity_provider import IdentityProvider
from stacks.cognito.identity_role import IdentityRole
from stacks.cognito.lambda_triggers import add_lambda_permissions
from stacks.cognito.log_delivery import LogDelivery
from stacks.cognito.login_pages import ManagedLoginBranding, UiCustomization
from stacks.cognito.resource_server import ResourceServer
from stacks.cognito.risk_configuration import RiskConfiguration
from stacks.cognito.sms_role import SmsRole
from stacks.cognito.user import User
from stacks.cognito.user_pool import UserPool
from stacks.cognito.web_acl import WebAcl, WebAclAssociation
from stacks.outputs import outputs
from stacks.overrides import apply_overrides

LONGEST_ROLE_NAME = 64
_T = TypeVar("_T")


class CognitoStack(TerraformStack):
    """A user pool, its app clients and, if the settings ask for one, an identity pool.

    Raises SettingsError when the settings break a rule.
    """

    def __init__(self, scope: App, id: str, *, settings: EnvironmentSettings) -> None:
        require_sound(settings)
        # Names that AWS knows things by stay as they were when the environment is renamed.
        self._prefix = f"cognito-{settings.renamed_from}" if settings.renamed_from else id
        _require_names_that_fit(self._prefix, settings)
        super().__init__(scope, id)
        overrides = settings.overrides  # as they are: their ${ } is Terraform's
        settings = _as_literals(settings)
        self._settings = settings
        self._terraform(settings.terraform)
        self._moved(settings)
        AwsProvider(
            self,
            "aws",
            region=settings.region,
            allowed_account_ids=[settings.account_id],
            default_tags=[AwsProviderDefaultTags(tags=settings.tags)] if settings.tags else None,
        )
        user_pool = self._user_pool()
        app_clients = self._app_clients(user_pool)
        domains = self._login_pages(user_pool, app_clients)
        self._protection(user_pool, app_clients)
        identity_pool = self._identity_pool(user_pool, app_clients) if settings.identity_pool else None
        group_roles = self._group_roles(identity_pool)
        self._people(user_pool, group_roles)
        if settings.identity_pool and identity_pool:
            self._identity_pool_roles(settings.identity_pool, user_pool, app_clients, identity_pool, group_roles)
        for name, value in outputs(settings, user_pool, app_clients, domains, identity_pool).items():
            TerraformOutput(self, name, value=value)
        apply_overrides(self, overrides)

    def _user_pool(self) -> UserPool:
        settings = self._settings
        needs_role = settings.user_pool.sends_sms and not settings.user_pool.sms_configuration.sns_caller_arn
        sms_role = SmsRole(self, "sms_role", environment=settings, name=f"{self._prefix}-sms") if needs_role else None
        user_pool = UserPool(self, "user_pool", environment=settings, sms_role=sms_role)
        add_lambda_permissions(self, environment=settings, statement_prefix=self._prefix, user_pool=user_pool)
        return user_pool

    def _app_clients(self, user_pool: UserPool) -> dict[str, AppClient]:
        settings = self._settings
        identity_providers = {
            name: IdentityProvider(self, f"identity_provider.{name}", address=name, settings=each, user_pool=user_pool)
            for name, each in sorted(settings.identity_providers.items())
        }
        resource_servers = {
            name: ResourceServer(self, f"resource_server.{name}", address=name, settings=each, user_pool=user_pool)
            for name, each in sorted(settings.resource_servers.items())
        }
        app_clients = {
            name: AppClient(
                self,
                f"app_client.{name}",
                address=name,
                environment=settings,
                user_pool=user_pool,
                identity_providers=identity_providers,
                resource_servers=resource_servers,
            )
            for name in sorted(settings.app_clients)
        }
        for name, client in app_clients.items():
            if secret := settings.app_clients[name].secretsmanager_secret_name:
                ClientSecret(self, f"client_secret.{name}", address=name, name=secret, app_client=client)
        return app_clients

    def _login_pages(self, user_pool: UserPool, app_clients: Mapping[str, AppClient]) -> dict[str, Domain]:
        settings = self._settings
        domains = {
            name: Domain(
                self, f"domain.{name}", address=name, settings=each, region=settings.region, user_pool=user_pool
            )
            for name, each in sorted(settings.domains.items())
        }
        for name, client in app_clients.items():
            asked = settings.app_clients[name]
            if settings.has_managed_login and asked.has_login_page:
                ManagedLoginBranding(
                    self,
                    f"branding.{name}",
                    address=name,
                    settings=asked.managed_login_branding,
                    user_pool=user_pool,
                    app_client=client,
                )
        looks = {None: settings.ui_customization} | {
            name: client.ui_customization for name, client in sorted(settings.app_clients.items())
        }
        for client_name, look in looks.items():
            if look:
                UiCustomization(
                    self,
                    f"ui_customization.{client_name or ''}",
                    address=f"client_{client_name}" if client_name else "main",
                    settings=look,
                    user_pool=user_pool,
                    app_client=app_clients[client_name] if client_name else None,
                    domains=list(domains.values()),
                )
        return domains

    def _protection(self, user_pool: UserPool, app_clients: Mapping[str, AppClient]) -> None:
        settings = self._settings
        risks = {None: settings.risk_configuration} | {
            name: client.risk_configuration for name, client in sorted(settings.app_clients.items())
        }
        for client_name, risk in risks.items():
            if risk:
                RiskConfiguration(
                    self,
                    f"risk_configuration.{client_name or ''}",
                    address=f"client_{client_name}" if client_name else "main",
                    settings=risk,
                    user_pool=user_pool,
                    app_client=app_clients[client_name] if client_name else None,
                )
        if settings.log_delivery:
            LogDelivery(
                self,
                "log_delivery",
                environment=settings,
                settings=settings.log_delivery,
                stack_name=self._prefix,
                user_pool=user_pool,
            )
        if settings.web_acl:
            existing = settings.web_acl.web_acl_arn
            arn = existing or WebAcl(self, "web_acl", name=self._prefix, settings=settings.web_acl).web_acl_arn
            WebAclAssociation(self, "web_acl_association", web_acl_arn=arn, user_pool=user_pool)
        if settings.alarms:
            add_alarms(
                self,
                environment=settings,
                settings=settings.alarms,
                stack_name=self._prefix,
                user_pool=user_pool,
                app_clients=app_clients,
            )

    def _identity_pool(self, user_pool: UserPool, app_clients: Mapping[str, AppClient]) -> IdentityPool | None:
        settings = self._settings
        if settings.identity_pool is None:
            return None
        return IdentityPool(
            self,
            "identity_pool",
            name=settings.identity_pool.identity_pool_name or settings.user_pool.name,
            settings=settings.identity_pool,
            user_pool=user_pool,
            app_clients=[app_clients[name] for name in settings.trusted_clients],
        )

    def _role(self, address: str, name: str, settings: RoleSettings, identity_pool: IdentityPool | None) -> str:
        """The ARN of a role: of the one that is there, or of one made here."""
        if settings.role_arn or identity_pool is None:
            return settings.role_arn or ""
        role = IdentityRole(
            self,
            f"role.{address}",
            address=address,
            name=name,
            kind="unauthenticated" if address == "unauthenticated" else "authenticated",
            environment=self._settings,
            settings=settings,
            identity_pool=identity_pool,
        )
        return role.arn

    def _group_roles(self, identity_pool: IdentityPool | None) -> dict[str, str]:
        return {
            name: self._role(f"group_{name}", f"{self._prefix}-group-{name}", group.role, identity_pool)
            for name, group in sorted(self._settings.groups.items())
            if group.role
        }

    def _people(self, user_pool: UserPool, group_roles: Mapping[str, str]) -> None:
        groups = {
            name: Group(
                self,
                f"group.{name}",
                address=name,
                settings=group,
                user_pool=user_pool,
                role_arn=group_roles.get(name),
            )
            for name, group in sorted(self._settings.groups.items())
        }
        for name, user in sorted(self._settings.users.items()):
            User(self, f"user.{name}", address=name, settings=user, user_pool=user_pool, groups=groups)

    def _identity_pool_roles(
        self,
        settings: IdentityPoolSettings,
        user_pool: UserPool,
        app_clients: Mapping[str, AppClient],
        identity_pool: IdentityPool,
        group_roles: Mapping[str, str],
    ) -> None:
        kinds = {"authenticated": settings.roles.authenticated, "unauthenticated": settings.roles.unauthenticated}
        roles = {
            kind: self._role(kind, f"{self._prefix}-{kind}", role, identity_pool)
            for kind, role in kinds.items()
            if role
        }
        IdentityPoolRoles(
            self,
            "identity_pool_roles",
            settings=settings,
            identity_pool=identity_pool,
            roles=roles,
            group_roles=group_roles,
            user_pool=user_pool,
            app_clients=app_clients,
        )

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
        moved = [
            {"from": label.format(client.renamed_from), "to": label.format(name)}
            for name, client in sorted(settings.app_clients.items())
            if client.renamed_from
            for label in _addresses_of_a_client(settings, client)
        ]
        if moved:
            self.add_override("moved", moved)


def _require_names_that_fit(prefix: str, settings: EnvironmentSettings) -> None:
    """Raise SettingsError where a role's name, made of the stack's and a group's, is longer than IAM takes."""
    mistakes = [
        Finding(
            ("groups", name, "role"),
            f'would be called "{prefix}-group-{name}", and IAM takes {LONGEST_ROLE_NAME} characters; '
            "shorten the table's name, or the environment's, or give role_arn",
        )
        for name, group in settings.groups.items()
        if group.role and not group.role.role_arn and len(f"{prefix}-group-{name}") > LONGEST_ROLE_NAME
    ]
    if mistakes:
        raise SettingsError(mistakes)


def _addresses_of_a_client(settings: EnvironmentSettings, client: AppClientSettings) -> Iterator[str]:
    """The addresses of all that is made for an app client, with {} for its name."""
    yield "aws_cognito_user_pool_client.{}"
    if client.secretsmanager_secret_name:
        yield "aws_secretsmanager_secret.{}"
        yield "aws_secretsmanager_secret_version.{}"
    if settings.has_managed_login and client.has_login_page:
        yield "aws_cognito_managed_login_branding.{}"
    if client.ui_customization:
        yield "aws_cognito_user_pool_ui_customization.client_{}"
    if client.risk_configuration:
        yield "aws_cognito_risk_configuration.client_{}"
    if settings.alarms:
        yield "aws_cloudwatch_metric_alarm.throttled_{}"


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
