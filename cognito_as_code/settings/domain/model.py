"""What an environment file may say under [domains.NAME] and about how sign-in pages look."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from cognito_as_code.settings.core.facts import NeedsProvider, NeedsTier
from cognito_as_code.settings.core.fields import Base64, CertificateArn, Settings, Text, refused, shown

if TYPE_CHECKING:
    from cognito_as_code.settings.environment import EnvironmentSettings

_RESERVED = ("aws", "amazon", "cognito")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_FEWEST_LABELS = 3


def _domain(domain: str) -> str:
    if "." in domain:
        if not re.fullmatch(rf"{_LABEL}(\.{_LABEL})+", domain) or domain.count(".") < _FEWEST_LABELS - 1:
            raise refused(f"{shown(domain)} is no custom domain", "use a subdomain like auth.example.com")
    elif not re.fullmatch(_LABEL, domain):
        raise refused(f"{shown(domain)} is no prefix", "use lower-case letters, digits and -, but no - at either end")
    elif reserved := [word for word in domain.split("-") if word in _RESERVED]:
        raise refused(f"{shown(domain)} has {' and '.join(reserved)}, which AWS keeps for itself", "leave that out")
    return domain


def _has_pages(settings: EnvironmentSettings) -> bool:
    return any(client.has_login_page for client in settings.app_clients.values())


class DomainSettings(Settings):
    """Where the sign-in pages and OAuth endpoints are. The table's name is the Terraform address.

    A pool may have one prefix domain and one custom domain; a change of either replaces it.
    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html
    """

    domain: Annotated[str, Field(min_length=1, max_length=63), AfterValidator(_domain)] = Field(
        examples=["auth.example.com"]
    )
    """A prefix of amazoncognito.com, as "my-app", or a custom domain, as "auth.example.com": 1 to 63 characters.

    A custom domain needs certificate_arn, and its parent domain needs a DNS A record.
    """

    certificate_arn: CertificateArn | None = None
    """ACM certificate in us-east-1 for a custom domain. Default: none."""

    managed_login_version: Annotated[
        Literal[1, 2],
        NeedsTier("ESSENTIALS", (2,)),
        NeedsProvider(
            (6, 12, 0),
            "aws_cognito_managed_login_branding",
            values=(2,),
            where=_has_pages,
            otherwise="use managed_login_version = 1",
        ),
    ] = 2
    """2: managed login. 1: the classic hosted UI. Default: 2.

    With 2, every app client with a sign-in page gets a branding style: without one its pages do not exist.
    """

    route53_zone_id: Annotated[str, Text(r"Z[A-Z0-9]+", "a hosted zone's id like Z1EXAMPLE", most=32)] | None = None
    """Hosted zone to put the custom domain's alias record (A and AAAA) in. Default: none, you make it yourself."""

    @property
    def is_custom(self) -> bool:
        """Whether it is a domain of one's own."""
        return "." in self.domain


def _json_object(text: str) -> str:
    try:
        if isinstance(json.loads(text), dict):
            return text
    except ValueError as error:
        raise refused(f"is not JSON ({error})", "export the style from the branding editor") from None
    raise refused("is not a JSON object", "export the style from the branding editor")


AssetCategory = Literal[
    "FAVICON_ICO",
    "FAVICON_SVG",
    "EMAIL_GRAPHIC",
    "SMS_GRAPHIC",
    "AUTH_APP_GRAPHIC",
    "PASSWORD_GRAPHIC",
    "PASSKEY_GRAPHIC",
    "PAGE_HEADER_LOGO",
    "PAGE_HEADER_BACKGROUND",
    "PAGE_FOOTER_LOGO",
    "PAGE_FOOTER_BACKGROUND",
    "PAGE_BACKGROUND",
    "FORM_BACKGROUND",
    "FORM_LOGO",
    "IDP_BUTTON_ICON",
]


LARGEST_ASSET_BYTES = 1_000_000


def _not_too_large(image: str) -> str:
    if len(base64.b64decode(image)) > LARGEST_ASSET_BYTES:
        raise refused(f"has more than {LARGEST_ASSET_BYTES:,} bytes", "use a smaller image")
    return image


class AssetSettings(Settings):
    """An image of a branding style.

    Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssetType.html
    """

    category: AssetCategory = Field(examples=["FORM_LOGO"])
    """Where the image goes."""

    color_mode: Literal["LIGHT", "DARK", "DYNAMIC"] = "DYNAMIC"
    """For which colour scheme of the browser; DYNAMIC: both. Default: DYNAMIC."""

    extension: Literal["ICO", "JPEG", "PNG", "SVG", "WEBP"] = Field(examples=["PNG"])
    """The file's type; ICO for FAVICON_ICO only."""

    bytes: Annotated[Base64, AfterValidator(_not_too_large)] | None = None
    """The file, up to 1,000,000 bytes: { filebase64 = "logo.png" }. Default: none."""

    resource_id: Annotated[str, Text(r"[\w` -]+", "letters, digits, spaces, _ and -", most=40)] | None = None
    """The id of an asset that is in AWS already. Default: none."""


MOST_STYLES = 20
"""Styles that a pool has at most. Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html"""


class ManagedLoginBrandingSettings(Settings):
    """A style of your own for an app client's managed login pages. No table: Cognito's own style.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-brandingeditor.html
    """

    settings: Annotated[str, Field(max_length=2_000_000), AfterValidator(_json_object)] = Field(
        examples=['{ file = "branding.json" }']
    )
    """The style as JSON: { file = "branding.json" }, exported from the branding editor."""

    asset: list[AssetSettings] = Field(default=[], max_length=40)
    """Images, up to 40. A change replaces the style. Default: none."""


class UiCustomizationSettings(Settings):
    """How the classic hosted UI (managed_login_version = 1) looks.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/hosted-ui-classic-branding.html
    """

    css: Annotated[str, Field(min_length=1, max_length=131_072)] | None = None
    """CSS for Cognito's own classes, up to 131,072 characters: { file = "login.css" }. Default: none."""

    image_file: Annotated[str, Field(min_length=1, max_length=174_764)] | None = None
    """Logo, PNG or JPEG up to 100 KB: { filebase64 = "logo.png" }. Default: none."""
