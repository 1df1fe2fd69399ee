"""A live pool as an environment: `environment_of`."""

from __future__ import annotations

from typing import Any

from cognito_as_code.adopt.adopted import Adopted, outermost
from cognito_as_code.adopt.app_client import add_app_clients, can_be_taken_over, client_names
from cognito_as_code.adopt.brief import without_defaults
from cognito_as_code.adopt.identity_pool import ADDRESS as IDENTITY_POOL
from cognito_as_code.adopt.identity_pool import add_identity_pool, add_principal_tags
from cognito_as_code.adopt.identity_provider import add_identity_providers, provider_names
from cognito_as_code.adopt.live import CannotAdoptError, Live
from cognito_as_code.adopt.login_pages import add_classic_pages, add_domains, add_styles
from cognito_as_code.adopt.members import said_of, unknown_members
from cognito_as_code.adopt.people import add_groups, add_resource_servers, add_users
from cognito_as_code.adopt.protection import add_log_delivery, add_risk_configurations, add_tags, add_web_acl
from cognito_as_code.adopt.sending import add_lambda_triggers, add_mfa
from cognito_as_code.adopt.taken_out import take_out_what_is_refused
from cognito_as_code.adopt.user_pool import POOL, add_user_pool
from cognito_as_code.checks import check
from cognito_as_code.settings.addresses import addresses
from cognito_as_code.settings.adoption.model import WHOLE
from cognito_as_code.settings.core.fields import parse_arn

MOST_CLIENTS = 1000


def environment_of(live: Live) -> Adopted:
    """What a pool becomes, as reading.read_pool or saved.read_directory gives it: tables that the check accepts.

    The same for the same pool, in whatever order AWS lists its parts. Raises CannotAdoptError for what is no pool.
    """
    pool = _of(live, "describe-user-pool", "UserPool")
    if not all(pool.get(key) for key in ("Id", "Arn", "Name")):
        raise CannotAdoptError("describe-user-pool has no UserPool with Id, Arn and Name; save it again, whole")
    adopted = Adopted()
    arn = parse_arn(pool["Arn"])
    adopted.settings |= {"region": arn.region, "account_id": arn.account_id}
    add_user_pool(adopted, pool)
    add_mfa(adopted, pool, next(iter(live.get("get-user-pool-mfa-config", [])), {}))
    add_lambda_triggers(adopted, pool)
    clients = _add_clients(adopted, live)
    add_domains(adopted, live.get("describe-user-pool-domain", []))
    add_classic_pages(adopted, live.get("get-ui-customization", []), clients)
    add_styles(adopted, live.get("describe-managed-login-branding-by-client", []), clients)
    add_resource_servers(adopted, _all(live, "list-resource-servers", "ResourceServers"))
    add_risk_configurations(adopted, live.get("describe-risk-configuration", []), clients)
    add_log_delivery(adopted, live.get("get-log-delivery-configuration", []))
    add_web_acl(adopted, live.get("get-web-acl-for-resource", []), pool["Arn"])
    if "list-users" in live:
        add_users(adopted, _all(live, "list-users", "Users"), pool["Id"])
    tags = {POOL: pool.get("UserPoolTags") or {}}
    if identity_pool := next(iter(live.get("describe-identity-pool", [])), None):
        roles = next(iter(live.get("get-identity-pool-roles", [])), {})
        add_identity_pool(adopted, identity_pool, roles, clients, pool["Id"])
        add_principal_tags(adopted, next(iter(live.get("get-principal-tag-attribute-map", [])), {}))
        tags[IDENTITY_POOL] = identity_pool.get("IdentityPoolTags") or {}
    add_tags(adopted, tags)
    for sentence in (*said_of(live), *unknown_members(live)):
        adopted.tell(sentence)
    take_out_what_is_refused(adopted)
    _finish(adopted)
    adopted.left_out.sort()
    adopted.comments.get((), []).sort()
    return adopted


def _of(live: Live, operation: str, member: str) -> dict[str, Any]:
    found: dict[str, Any] = next((each[member] for each in live.get(operation, []) if each.get(member)), {})
    return found


def _all(live: Live, operation: str, member: str) -> list[dict[str, Any]]:
    return [each for response in live.get(operation, []) for each in response.get(member) or []]


def _add_clients(adopted: Adopted, live: Live) -> dict[str, str]:
    """Add app clients and the identity providers that they name; client id -> table name."""
    providers = [each["IdentityProvider"] for each in live.get("describe-identity-provider", [])]
    names = provider_names(providers)
    add_identity_providers(adopted, providers, names)
    add_groups(adopted, _all(live, "list-groups", "Groups"), names)
    clients = [each["UserPoolClient"] for each in live.get("describe-user-pool-client", [])]
    clients.sort(key=lambda each: (each.get("ClientName", ""), each["ClientId"]))
    for each in clients:
        if not can_be_taken_over(each):
            adopted.tell(
                f"The app client {each.get('ClientName')} stays outside of Terraform: AWS says the units of some of "
                "its tokens only, and Terraform would say the rest, an update. Say all of them in AWS, as "
                "docs/adopting.md has it, and adopt again."
            )
    clients = [each for each in clients if can_be_taken_over(each)]
    if len(clients) > MOST_CLIENTS:
        adopted.tell(
            f"{len(clients) - MOST_CLIENTS:,} app clients stay outside of Terraform: a file takes {MOST_CLIENTS:,}."
        )
        clients = clients[:MOST_CLIENTS]
    tables = client_names(clients)
    add_app_clients(adopted, clients, tables, names)
    return tables


def _finish(adopted: Adopted) -> None:
    """Leave out defaults, and what the environment would make that is not there, or cannot be imported."""
    settings, _ = check(adopted.settings)
    if settings is None:
        raise CannotAdoptError("the pool cannot be said in settings")
    made = set(addresses(settings))
    adopted.settings = without_defaults(adopted.settings, settings)
    adopted.imports = dict(sorted(each for each in adopted.imports.items() if each[0] in made))
    for address in made - adopted.imports.keys():
        adopted.unmanaged[address] = {WHOLE}
    adopted.unmanaged = {
        address: outermost(arguments)
        for address, arguments in sorted(adopted.unmanaged.items())
        if address in made and arguments
    }
