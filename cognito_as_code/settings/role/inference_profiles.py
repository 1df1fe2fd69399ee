"""Bedrock models that a Region serves through an inference profile only. What is not listed, nothing is said about.

Where a model is not served in the Region itself, from AWS's list of spring 2026 (with Claude Opus 4.7, of 2026-04-16):
Source: https://docs.aws.amazon.com/bedrock/latest/userguide/models-region-compatibility.html
Where a profile routes to, from AWS's list of December 2025; a geography's profile never gets other Regions:
Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
"""

from __future__ import annotations

from typing import NamedTuple


class _Profile(NamedTuple):
    sources: tuple[str, ...]
    """Regions that serve the model through this profile, and not themselves."""
    destinations: tuple[str, ...] = ()
    """Where each source's requests go, besides the source itself; none: not known."""


_US = ("us-east-1", "us-east-2", "us-west-2")
_US_WEST = ("us-east-2", "us-west-1", "us-west-2")  # for models that us-east-1 serves itself
_EU = ("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3")
_EU_NOVA = ("eu-central-1", "eu-north-1", "eu-west-1", "eu-west-3")
_AU = ("ap-southeast-2", "ap-southeast-4")

_CLAUDE = {
    "eu": _Profile((*_EU, "eu-central-2", "eu-west-2"), _EU),
    "us": _Profile((*_US, "us-west-1", "ca-central-1"), _US),
}
PROFILES = {
    "amazon.nova-micro-v1:0": {
        "eu": _Profile(_EU, _EU_NOVA),
        "us": _Profile(("us-east-2", "us-west-2"), _US),
    },
    "amazon.nova-lite-v1:0": {
        "eu": _Profile(tuple(each for each in _EU if each != "eu-north-1"), _EU_NOVA),
        "us": _Profile(_US_WEST, _US),
    },
    "amazon.nova-pro-v1:0": {"eu": _Profile(_EU, _EU_NOVA), "us": _Profile(_US_WEST, _US)},
    "amazon.nova-premier-v1:0": {"us": _Profile(_US, _US)},
    "amazon.nova-2-lite-v1:0": {
        "eu": _Profile(_EU, _EU),
        "us": _Profile((*_US, "us-west-1", "ca-central-1", "ca-west-1"), _US),
    },
    "anthropic.claude-sonnet-4-5-20250929-v1:0": {**_CLAUDE, "au": _Profile(_AU, _AU)},
    "anthropic.claude-haiku-4-5-20251001-v1:0": {
        "eu": _Profile(("eu-central-1", "eu-central-2", "eu-south-1", "eu-south-2", "eu-west-2", "eu-west-3"), _EU),
        "us": _Profile((*_US_WEST, "ca-central-1"), _US),
        "au": _Profile(("ap-southeast-2",), _AU),
    },
    "anthropic.claude-opus-4-5-20251101-v1:0": _CLAUDE,
    # Of these the list of profiles knows nothing yet; their ids are those of their model cards.
    "anthropic.claude-opus-4-6-v1": {
        "eu": _Profile((*_EU, "eu-central-2", "eu-west-2")),
        "us": _Profile((*_US, "us-west-1", "ca-central-1", "ca-west-1")),
        "au": _Profile((*_AU, "ap-southeast-6")),
    },
    "anthropic.claude-sonnet-4-6": {
        "eu": _Profile((*_EU, "eu-central-2")),
        "us": _Profile((*_US, "us-west-1", "ca-central-1", "ca-west-1")),
        "au": _Profile((*_AU, "ap-southeast-6")),
    },
    "anthropic.claude-opus-4-7": {
        "eu": _Profile(("eu-central-1", "eu-central-2", "eu-south-1", "eu-south-2", "eu-west-2", "eu-west-3")),
        "us": _Profile(("us-west-1", "us-west-2", "ca-central-1", "ca-west-1")),
        "jp": _Profile(("ap-northeast-3",)),
    },
    "deepseek.r1-v1:0": {"us": _Profile(_US, _US)},
}
"""Model id -> geography, which is the prefix of its profile's id -> the profile."""


def profile_for(model: str, region: str) -> str | None:
    """The inference profile through which alone a Region serves a model; None where it serves it itself, or unknown."""
    found = (geography for geography, profile in PROFILES.get(model, {}).items() if region in profile.sources)
    return next((f"{geography}.{model}" for geography in found), None)


def destinations_of(profile_id: str, region: str) -> list[str] | None:
    """The Regions that a profile routes a Region's requests to; None where that is not known."""
    geography, _, model = profile_id.partition(".")
    profile = PROFILES.get(model, {}).get(geography)
    is_known = profile and profile.destinations and region in profile.sources
    return sorted({*profile.destinations, region}) if profile and is_known else None
