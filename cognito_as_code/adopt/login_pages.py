"""Domains of a live pool, and how its sign-in pages look."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cognito_as_code.adopt.adopted import Adopted


def add_domains(adopted: Adopted, described: list[dict[str, Any]]) -> None:
    """[domains.main], or [domains.prefix] and [domains.custom] where there are both."""
    domains = [domain for each in described if (domain := each.get("DomainDescription") or {}).get("Domain")]
    for domain in domains:
        kind = "custom" if "." in domain["Domain"] else "prefix"
        name = kind if len(domains) > 1 else "main"
        address = f"aws_cognito_user_pool_domain.{name}"
        adopted.imports[address] = domain["Domain"]
        version = domain.get("ManagedLoginVersion")
        table: dict[str, Any] = {"domain": domain["Domain"], "managed_login_version": version or 1}
        if version is None:
            adopted.leave(address, "managed_login_version")
        if certificate := domain.get("CustomDomainConfig", {}).get("CertificateArn"):
            table["certificate_arn"] = certificate
        adopted.settings.setdefault("domains", {})[name] = table


def has_managed_login(adopted: Adopted) -> bool:
    """Whether a domain shows managed login."""
    return any(table["managed_login_version"] > 1 for table in adopted.settings.get("domains", {}).values())


def add_classic_pages(adopted: Adopted, customizations: list[dict[str, Any]], clients: Mapping[str, str]) -> None:
    """ui_customization, the pool's and clients': CSS alone, since AWS gives out an image's address only."""
    for each in customizations:
        look = each.get("UICustomization") or {}
        name = clients.get(look.get("ClientId", ""))
        if not look.get("CSS") and not look.get("ImageUrl"):
            continue
        whose = f"of the app client {name}" if name else "of all app clients"
        if has_managed_login(adopted):
            adopted.tell(f"The classic pages' look {whose} stays outside of Terraform: managed login does not show it.")
            continue
        if not look.get("CSS"):
            adopted.tell(f"The classic pages' look {whose} is an image alone, which AWS does not give out; it stays.")
            continue
        if name:
            address, table = (
                f"aws_cognito_user_pool_ui_customization.client_{name}",
                adopted.settings["app_clients"][name],
            )
        else:
            address, table = "aws_cognito_user_pool_ui_customization.main", adopted.settings
        table["ui_customization"] = {"css": look["CSS"]}
        adopted.imports[address] = f"{look['UserPoolId']},{look.get('ClientId') or 'ALL'}"
        adopted.leave(address, "image_file")
        if look.get("ImageUrl"):
            place = ("app_clients", name, "ui_customization") if name else ("ui_customization",)
            adopted.tell(f"The logo {whose} stays as it is: AWS does not give the image out.", place)


def add_styles(adopted: Adopted, styles: list[dict[str, Any]], clients: Mapping[str, str]) -> None:
    """managed_login_branding of app clients that have a style; a client without one gets none."""
    for each in styles:
        style, name = each.get("ManagedLoginBranding") or {}, clients.get(each.get("ClientId") or "")
        if not style or name is None:
            continue
        table = adopted.settings["app_clients"][name]
        if not {"code", "implicit"} & {*table.get("allowed_oauth_flows", [])}:
            adopted.tell(f"The style of the app client {name} stays outside of Terraform: it has no sign-in page.")
            continue
        address = f"aws_cognito_managed_login_branding.{name}"
        adopted.imports[address] = f"{style['UserPoolId']},{style['ManagedLoginBrandingId']}"
        if style.get("UseCognitoProvidedValues"):
            continue
        if not style.get("Settings"):
            adopted.leave(address, "use_cognito_provided_values", "settings", "asset")
            continue
        settings = json.dumps(style["Settings"], indent=2, ensure_ascii=False, sort_keys=True)
        table["managed_login_branding"] = {"settings": settings}
        adopted.leave(address, "asset")
        if style.get("Assets"):
            adopted.tell(
                f"Images of the app client {name} stay as they are: {len(style['Assets'])}; to manage them, save "
                "them as files and name them in asset.",
                ("app_clients", name, "managed_login_branding"),
            )
