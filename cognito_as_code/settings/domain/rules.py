"""Rules about domains and how sign-in pages look."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cognito_as_code.settings.core.fields import parse_arn, shown
from cognito_as_code.settings.core.findings import KeyPath, did_you_mean
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.places import looks

CSS_CLASSES = [
    f".{name}-customizable"
    for name in (
        "background",
        "banner",
        "errorMessage",
        "idpButton",
        "idpDescription",
        "inputField",
        "label",
        "legalText",
        "logo",
        "passwordCheck-notValid",
        "passwordCheck-valid",
        "redirect",
        "socialButton",
        "submitButton",
        "textDescription",
    )
]


@rule(
    "DOM-5",
    "A custom domain comes with a certificate of us-east-1, a prefix with none",
    why="Custom domains are served by CloudFront, which takes certificates of that Region only; AWS refuses others.",
    source=f"{GUIDE}/cognito-user-pools-add-custom-domain.html",
)
def custom_domains_have_a_certificate(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, domain in settings.domains.items():
        place: KeyPath = ("domains", name, "certificate_arn")
        certificate = domain.certificate_arn
        if domain.is_custom and not certificate:
            yield place, f"is missing for the custom domain {shown(domain.domain)}; add an ACM certificate of us-east-1"
        elif certificate and not domain.is_custom:
            yield place, "is for custom domains; remove it, or write a domain like auth.example.com"
        elif certificate and settings.partition == "aws" and parse_arn(certificate).region != "us-east-1":
            yield place, f"{shown(certificate)} is in another Region; use a certificate of us-east-1"
        if domain.route53_zone_id and not domain.is_custom:
            yield ("domains", name, "route53_zone_id"), "is for custom domains; remove it"


@rule(
    "DOM-7",
    "A pool has one prefix domain and one custom domain at most",
    why="AWS refuses a second one of a kind.",
    source=f"{GUIDE}/cognito-user-pools-assign-domain.html",
)
def domains_are_one_of_a_kind(settings: EnvironmentSettings) -> Iterator[Problem]:
    kinds = [domain.is_custom for domain in settings.domains.values()]
    if len(kinds) > len(set(kinds)):
        yield ("domains",), f"has two {'custom' if kinds[0] else 'prefix'} domains; keep one"


@rule(
    "UI-1",
    "The classic pages' look has a classic domain",
    why="AWS refuses it without a domain, and managed login (version 2) ignores it.",
    source=f"{GUIDE}/hosted-ui-classic-branding.html",
)
def customization_has_a_classic_domain(settings: EnvironmentSettings) -> Iterator[Problem]:
    classic = any(domain.managed_login_version == 1 for domain in settings.domains.values())
    for place, _ in looks(settings):
        if not classic:
            yield place, "needs a domain with managed_login_version = 1; add one, or use managed_login_branding"


@rule(
    "UI-2",
    "The classic pages' CSS is about their own classes",
    why="AWS refuses others (The CSS class ... is not in the list of allowed classes).",
    source=f"{GUIDE}/hosted-ui-classic-branding.html",
)
def css_classes_are_known(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, look in looks(settings):
        selectors = re.sub(r"/\*.*?\*/|\{[^}]*\}", " ", look.css or "", flags=re.DOTALL)
        for name in sorted({*re.findall(r"[^\s,>+~]+", selectors)}):
            if name.partition(":")[0] not in CSS_CLASSES:
                hint = did_you_mean(name, CSS_CLASSES) or f"use {', '.join(CSS_CLASSES)}"
                yield (*place, "css"), f"{shown(name)} is no class of the sign-in pages; {hint.rstrip()}"


@rule(
    "UI-3",
    "The classic pages' look has CSS or an image",
    why="The provider refuses it without either, AWS an image above 128 KB.",
    source="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUICustomization.html",
)
def customization_is_something(settings: EnvironmentSettings) -> Iterator[Problem]:
    for place, look in looks(settings):
        if not look.css and not look.image_file:
            yield place, "has neither css nor image_file; add one, or remove the table"


@rule(
    "BRD-2",
    "Images of a style fit their place",
    why="AWS refuses ICO anywhere but in FAVICON_ICO.",
    source="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssetType.html",
)
def assets_fit(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, client in settings.app_clients.items():
        for index, asset in enumerate(client.managed_login_branding.asset if client.managed_login_branding else []):
            place: KeyPath = ("app_clients", name, "managed_login_branding", "asset", index)
            for special in ("ICO", "SVG"):
                if asset.category == f"FAVICON_{special}" and asset.extension != special:
                    yield (*place, "extension"), f'{shown(asset.extension)} for a {asset.category}; use "{special}"'
            if asset.extension == "ICO" and asset.category != "FAVICON_ICO":
                yield (*place, "extension"), f'"ICO" for a {asset.category}; use PNG, JPEG, SVG or WEBP'
            if bool(asset.bytes) == bool(asset.resource_id):
                yield place, "has no image, or two; give bytes or resource_id"


@rule(
    "BRD-3",
    "A style is for a client with managed login pages",
    why="A client without a sign-in page, or a pool with the classic pages only, never shows it.",
    source=f"{GUIDE}/managed-login-branding.html",
    severity="warning",
)
def branding_is_seen(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, client in settings.app_clients.items():
        if client.managed_login_branding and not (settings.has_managed_login and client.has_login_page):
            yield (
                ("app_clients", name, "managed_login_branding"),
                'is never seen; add a domain with managed_login_version = 2 and the flow "code", or remove it',
            )


@rule(
    "DOM-8",
    "The certificate is of this account",
    why="ACM shares no certificate with another account.",
    source="https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate.html",
    severity="warning",
)
def certificates_are_of_this_account(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, domain in settings.domains.items():
        if domain.certificate_arn and parse_arn(domain.certificate_arn).account_id != settings.account_id:
            yield (
                ("domains", name, "certificate_arn"),
                f"{shown(domain.certificate_arn)} is in another account; use a certificate in {settings.account_id}",
            )
