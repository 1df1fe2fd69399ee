"""Whether Amazon SES lets a pool send as it says: for its own e-mail, and for that about risks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from cognito_as_code.settings.core.fields import parse_arn, shown
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.user_pool.regions import SES_REGIONS

_ADDRESS = r"[^\s@<>]+@[^\s@<>]+"
SENDER = re.compile(rf"[^<>]*<(?P<named>{_ADDRESS})>|(?P<bare>{_ADDRESS})")


def wrong_region(settings: EnvironmentSettings, identity: str) -> str:
    """What is wrong with the Region of an SES identity; "" where nothing is."""
    allowed = SES_REGIONS.get(settings.region, (settings.region,))
    if parse_arn(identity).region in allowed:
        return ""
    return f"{shown(identity)} cannot serve a pool in {settings.region}; use an identity in {' or '.join(allowed)}"


def wrong_account(settings: EnvironmentSettings, identity: str) -> str:
    """What is wrong with the account of an SES identity; "" where nothing is."""
    if parse_arn(identity).account_id == settings.account_id:
        return ""
    return f"{shown(identity)} is in another account; use an identity in {settings.account_id}"


def no_sender(sender: str) -> str:
    """What is wrong with the form of a sender; "" where nothing is."""
    form = "write user@example.com or Name <user@example.com>"
    return "" if SENDER.fullmatch(sender) else f"{shown(sender)} is no address; {form}"


def uncovered(sender: str, identity: str) -> str:
    """What is wrong with a sender, which is an address, under an SES identity; "" where that covers it."""
    matched = SENDER.fullmatch(sender)
    address = matched["named"] or matched["bare"] if matched else sender
    name = parse_arn(identity).resource.removeprefix("identity/")
    domain = address.rpartition("@")[2]
    if address == name if "@" in name else domain == name or domain.endswith(f".{name}"):
        return ""
    return f"{shown(address)} is not under the SES identity {name}; use an address that is"


def wrong_identity(
    settings: EnvironmentSettings, identity: str, sender: str | None
) -> Iterator[tuple[Literal["identity", "sender"], str]]:
    """All that is wrong with an SES identity and the sender who uses it."""
    for problem in (wrong_region(settings, identity), wrong_account(settings, identity)):
        if problem:
            yield "identity", problem
    if sender and (problem := no_sender(sender) or uncovered(sender, identity)):
        yield "sender", problem
