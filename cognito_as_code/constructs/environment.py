"""One environment's resources."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_as_code.constructs.alarms import add_alarms
from cognito_as_code.constructs.app_client import AppClient
from cognito_as_code.constructs.authorizers import Block, Names, authorizer
from cognito_as_code.constructs.client_secret import ClientSecret
from cognito_as_code.constructs.domain import Domain
from cognito_as_code.constructs.engine import cdktf
from cognito_as_code.constructs.group import Group
from cognito_as_code.constructs.identity_pool import IdentityPool
from cognito_as_code.constructs.identity_pool_roles import IdentityPoolRoles
from cognito_as_code.constructs.identity_provider import IdentityProvider
from cognito_as_code.constructs.identity_role import IdentityRole
from cognito_as_code.constructs.lambda_triggers import add_lambda_permissions
from cognito_as_code.constructs.literals import as_literals
from cognito_as_code.constructs.log_delivery import LogDelivery
from cognito_as_code.constructs.login_pages import ManagedLoginBranding, UiCustomization
from cognito_as_code.constructs.outputs import outputs
from cognito_as_code.constructs.overrides import apply_overrides
from cognito_as_code.constructs.protected import Protected
from cognito_as_code.constructs.resource_server import ResourceServer
from cognito_as_code.constructs.risk_configuration import RiskConfiguration
from cognito_as_code.constructs.sms_role import SmsRole
from cognito_as_code.constructs.user import User
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.constructs.web_acl import WebAcl, WebAclAssociation
from cognito_as_code.settings import EnvironmentSettings, SettingsError
from cognito_as_code.settings.addresses import long_role_names, renamed
from cognito_as_code.settings.core.findings import Finding
from cognito_as_code.settings.identity_pool.model import IdentityPoolSettings
from cognito_as_code.settings.protected.admission import shown_domain
from cognito_as_code.settings.role.model import RoleSettings


class Environment:
    """All that one environment asks for, put into a stack: a user pool, its app clients, an identity pool and the rest.

    It is no construct of its own, so that a resource's path in the JSON is the stack's name and the resource's.
    `name` begins the names of roles, alarms and other things that AWS knows by name, as "cognito-prod".
    Raises ValueError for settings that were not checked (cognito_as_code.checks.require_sound), and SettingsError for
    an override or a role name that is out of place.
    """

    def __init__(self, stack: cdktf.TerraformStack, *, name: str, settings: EnvironmentSettings) -> None:
        if not settings.is_known_to_be_sound:
            raise ValueError(
                "these settings were not checked; call cognito_as_code.checks.require_sound(settings) first"
            )
        # Names that AWS knows things by stay as they were when the environment is renamed.
        self._prefix = f"cognito-{settings.renamed_from}" if settings.renamed_from else name
        if mistakes := list(long_role_names(self._prefix, settings)):
            raise SettingsError(Finding(key, message) for key, message in mistakes)
        overrides = settings.overrides  # as they are: their ${ } is Terraform's
        settings = as_literals(settings)
        self._stack, self._settings = stack, settings
        self._moved(settings)
        user_pool = self._user_pool()
        app_clients = self._app_clients(user_pool)
        domains = self._login_pages(user_pool, app_clients)
        self._protection(user_pool, app_clients)
        identity_pool = self._identity_pool(user_pool, app_clients) if settings.identity_pool else None
        group_roles = self._group_roles(identity_pool)
        self._people(user_pool, group_roles)
        if settings.identity_pool and identity_pool:
            self._identity_pool_roles(settings.identity_pool, user_pool, app_clients, identity_pool, group_roles)
        authorizers = self._authorizers(user_pool, app_clients, domains)
        self.outputs = outputs(settings, user_pool, app_clients, domains, identity_pool, authorizers)
        """Name -> value of every output; none is a secret."""
        apply_overrides(stack, overrides)

    def _user_pool(self) -> UserPool:
        settings = self._settings
        needs_role = settings.user_pool.sends_sms and not settings.user_pool.sms_configuration.sns_caller_arn
        sms_role = (
            SmsRole(self._stack, "sms_role", environment=settings, name=f"{self._prefix}-sms") if needs_role else None
        )
        user_pool = UserPool(self._stack, "user_pool", environment=settings, sms_role=sms_role)
        add_lambda_permissions(self._stack, environment=settings, statement_prefix=self._prefix, user_pool=user_pool)
        return user_pool

    def _app_clients(self, user_pool: UserPool) -> dict[str, AppClient]:
        settings = self._settings
        identity_providers = {
            name: IdentityProvider(
                self._stack, f"identity_provider.{name}", address=name, settings=each, user_pool=user_pool
            )
            for name, each in sorted(settings.identity_providers.items())
        }
        resource_servers = {
            name: ResourceServer(
                self._stack, f"resource_server.{name}", address=name, settings=each, user_pool=user_pool
            )
            for name, each in sorted(settings.resource_servers.items())
        }
        app_clients = {
            name: AppClient(
                self._stack,
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
            if settings.app_clients[name].secretsmanager_secret_name:
                ClientSecret(
                    self._stack,
                    f"client_secret.{name}",
                    address=name,
                    settings=settings.app_clients[name],
                    app_client=client,
                )
        return app_clients

    def _login_pages(self, user_pool: UserPool, app_clients: Mapping[str, AppClient]) -> dict[str, Domain]:
        settings = self._settings
        domains = {
            name: Domain(
                self._stack, f"domain.{name}", address=name, settings=each, region=settings.region, user_pool=user_pool
            )
            for name, each in sorted(settings.domains.items())
        }
        for name, client in app_clients.items():
            asked = settings.app_clients[name]
            if settings.has_managed_login and asked.has_login_page:
                ManagedLoginBranding(
                    self._stack,
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
                    self._stack,
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
                    self._stack,
                    f"risk_configuration.{client_name or ''}",
                    address=f"client_{client_name}" if client_name else "main",
                    settings=risk,
                    user_pool=user_pool,
                    app_client=app_clients[client_name] if client_name else None,
                )
        if settings.log_delivery:
            LogDelivery(
                self._stack,
                "log_delivery",
                environment=settings,
                settings=settings.log_delivery,
                stack_name=self._prefix,
                user_pool=user_pool,
            )
        if settings.web_acl:
            existing = settings.web_acl.web_acl_arn
            arn = existing or WebAcl(self._stack, "web_acl", name=self._prefix, settings=settings.web_acl).web_acl_arn
            WebAclAssociation(self._stack, "web_acl_association", web_acl_arn=arn, user_pool=user_pool)
        if settings.alarms:
            add_alarms(
                self._stack,
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
            self._stack,
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
            self._stack,
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
                self._stack,
                f"group.{name}",
                address=name,
                settings=group,
                user_pool=user_pool,
                role_arn=group_roles.get(name),
            )
            for name, group in sorted(self._settings.groups.items())
        }
        for name, user in sorted(self._settings.users.items()):
            User(self._stack, f"user.{name}", address=name, settings=user, user_pool=user_pool, groups=groups)

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
            self._stack,
            "identity_pool_roles",
            settings=settings,
            identity_pool=identity_pool,
            roles=roles,
            group_roles=group_roles,
            user_pool=user_pool,
            app_clients=app_clients,
        )

    def _authorizers(
        self, user_pool: UserPool, app_clients: Mapping[str, AppClient], domains: Mapping[str, Domain]
    ) -> dict[str, Block]:
        """Name -> the block of what is protected, and what was made of it here."""
        settings = self._settings
        domain = domains.get(shown_domain(settings))
        names = Names(
            issuer=user_pool.issuer,
            user_pool_id=user_pool.user_pool_id,
            user_pool_arn=user_pool.pool_arn,
            client_ids={name: client.client_id for name, client in app_clients.items()},
            secrets={
                name: f"${{aws_secretsmanager_secret.{name}.arn}}"
                if settings.app_clients[name].secretsmanager_secret_name
                else f"client_secret of aws_cognito_user_pool_client.{name}, which the Terraform state has"
                for name in app_clients
            },
            domain=domain.domain_name if domain else "",
            domain_url=domain.url if domain else "",
        )
        blocks = {}
        for name, protected in sorted(settings.protected.items()):
            block = authorizer(settings, protected, names)
            if protected.makes_a_resource:
                made = Protected(self._stack, f"protected.{name}", address=name, settings=protected, block=block)
                block = block | made.references
            blocks[name] = block
        return blocks

    def _moved(self, settings: EnvironmentSettings) -> None:
        moved = [{"from": before, "to": address} for address, before in renamed(settings).items()]
        if moved:
            self._stack.add_override("moved", moved)
