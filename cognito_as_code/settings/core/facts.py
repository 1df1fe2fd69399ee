"""What stands beside a key as metadata of its field: what it needs, how well a value protects, what it decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cognito_as_code.settings.core.fields import parse_duration

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic_core import core_schema

    from cognito_as_code.settings.environment import EnvironmentSettings

Tier = Literal["LITE", "ESSENTIALS", "PLUS"]
TIERS: tuple[Tier, ...] = ("LITE", "ESSENTIALS", "PLUS")
Version = tuple[int, int, int]


def written(version: Version) -> str:
    """A version as a constraint would name it."""
    return ".".join(map(str, version))


@dataclass(frozen=True)
class NeedsTier:
    """Annotates a key that a feature plan below `tier` does not have.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html
    """

    tier: Tier
    values: tuple[Any, ...] = ()
    """The values that need it, or entries where the value is a list. Default: any value that turns something on."""

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "x-tier": {"tier": self.tier, "values": list(self.values)}}


@dataclass(frozen=True)
class NeedsProvider:
    """Annotates a key that hashicorp/aws has from a version on.

    Source: https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md
    """

    version: Version
    feature: str
    """What that version brought."""
    values: tuple[Any, ...] = ()
    """The values that need it. Default: any that turns something on."""
    unless: Callable[[Any], bool] | None = None
    """What of the value does without. Default: nothing."""
    where: Callable[[EnvironmentSettings], bool] | None = None
    """Of what settings around the key it is true. Default: any."""
    otherwise: str = "leave this out"

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        needed = {"version": written(self.version), "feature": self.feature, "values": list(self.values)}
        return {**handler(schema), "x-provider": needed}


_NOTHING = object()


@dataclass(frozen=True)
class Strength:
    """Annotates a key of whose values one protects users better than another."""

    of: Callable[[Any], float]
    """How well a value protects: more is better."""
    absent: Any = _NOTHING
    """What holds where the key's table is left out. Default: nothing that could be compared."""
    is_table: bool = False
    """Whether it is the table that protects, by being there."""

    @property
    def holds_when_absent(self) -> bool:
        """Whether something holds where the key's table is left out."""
        return self.absent is not _NOTHING

    def said(self, value: Any) -> Any:
        """A value for a message: of a table, whether there is one."""
        return value if not self.is_table else "none" if value is None else "one"


def weak_to_strong(*values: Any, absent: Any = _NOTHING) -> Strength:
    """Each value protects better than the one before it."""
    places = {value: place for place, value in enumerate(values)}
    return Strength(places.__getitem__, absent)


def without(*weak: str) -> Strength:
    """A list protects better the fewer of these it has."""
    weaknesses = frozenset(weak)
    return Strength(lambda values: -len(weaknesses.intersection(values)))


def safer(value: bool, absent: Any = _NOTHING) -> Strength:
    """A switch that protects when it is `value`; one that is not said is off."""
    return Strength(lambda given: bool(given) is value, absent)


HIGHER = Strength(float)
"""A higher number protects better."""

LOWER = Strength(lambda number: -number)
"""A lower number protects better."""

SHORTER = Strength(lambda duration: -parse_duration(duration).seconds)
"""A shorter duration protects better."""

GIVEN = Strength(lambda value: value is not None, absent=None, is_table=True)
"""A table protects by being there."""


@dataclass(frozen=True)
class Quota:
    """Annotates tables by name of which AWS takes so many, and more on request.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
    """

    usual: int


@dataclass(frozen=True)
class DecidesDefaults:
    """Annotates a key on which defaults depend: of keys in its own table, or deeper, as tables say it."""

    keys: Mapping[str, Any]


@dataclass(frozen=True)
class StandsIn:
    """Annotates a table that replaces another one as a whole: without it that one holds, not nothing."""

    place: tuple[str, ...]
    """The other one, from the top."""
