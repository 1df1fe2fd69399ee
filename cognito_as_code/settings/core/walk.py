"""One walk over settings, for whatever is made of the facts beside the keys."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, get_args, get_origin

from pydantic.fields import FieldInfo

from cognito_as_code.settings.core.facts import StandsIn, Strength
from cognito_as_code.settings.core.fields import Settings
from cognito_as_code.settings.core.findings import KeyPath

_F = TypeVar("_F")
Shape = Literal["value", "table", "tables by name", "list of tables"]


class Place(NamedTuple):
    """A key of a model."""

    attribute: str
    key: str
    """As a file says it."""
    info: FieldInfo
    shape: Shape
    model: type[Settings] | None
    """The table's model, or that of the tables."""

    def facts(self, kind: type[_F]) -> list[_F]:
        """The facts of a kind that stand beside the key, or beside what its value holds."""
        beside = [*self.info.metadata, *_metadata_in(self.info.annotation)]
        return [fact for fact in beside if isinstance(fact, kind)]


Fact = tuple[KeyPath, _F, Any]
"""A fact, with the key before it and the value behind it that it is about."""


def _metadata_in(annotation: Any) -> Iterator[Any]:
    for part in get_args(annotation):
        if get_origin(part) is Annotated:
            yield from part.__metadata__
        yield from _metadata_in(part)


def _tables_of(annotation: Any) -> tuple[Shape, type[Settings] | None]:
    if isinstance(annotation, type) and issubclass(annotation, Settings):
        return "table", annotation
    for part in get_args(annotation):
        shape, model = _tables_of(part)
        if model:
            origin = get_origin(annotation)
            return ("tables by name" if origin is dict else "list of tables" if origin is list else shape), model
    return "value", None


@cache
def places(model: type[Settings]) -> tuple[Place, ...]:
    """Every key of a model, in order."""
    return tuple(
        Place(name, info.alias or name, info, *_tables_of(info.annotation)) for name, info in model.model_fields.items()
    )


class _Step(NamedTuple):
    attribute: str
    key: str
    facts: tuple[Any, ...]
    inner: tuple[_Step, ...]
    shape: Shape
    absent: tuple[Fact[Any], ...]
    """What holds inside while the table is left out, with key paths from the table."""


@cache
def _steps(model: type[Settings], kind: Hashable) -> tuple[_Step, ...]:
    """The keys of a model that have a fact of a kind, or lead to one; without a kind, all."""
    steps = []
    for place in places(model):
        facts = tuple(place.facts(kind)) if isinstance(kind, type) else (place.info,)
        inner = _steps(place.model, kind) if place.model else ()
        absent = () if place.shape != "table" or place.facts(StandsIn) else tuple(_absent(inner))
        if facts or inner:
            steps.append(_Step(place.attribute, place.key, facts, inner, place.shape, absent))
    return tuple(steps)


def _absent(steps: tuple[_Step, ...]) -> Iterator[Fact[Any]]:
    for step in steps:
        for fact in step.facts:
            if isinstance(fact, Strength) and fact.holds_when_absent:
                yield (step.key,), fact, fact.absent
        for key, fact, value in step.absent:
            yield (step.key, *key), fact, value


def _walk(settings: Any, steps: tuple[_Step, ...], here: KeyPath, found: list[Fact[Any]]) -> None:
    for attribute, key, facts, inner, shape, absent in steps:
        value = getattr(settings, attribute)
        at = (*here, key)
        for fact in facts:
            found.append((at, fact, value))  # noqa: PERF401  (there is one most often: a generator costs more)
        if not inner:
            continue
        if shape == "table":
            if value is not None:
                _walk(value, inner, at, found)
            else:
                found += [((*at, *inside), fact, without) for inside, fact, without in absent]
        elif value:
            for name, table in value.items() if shape == "tables by name" else enumerate(value):
                _walk(table, inner, (*at, name), found)


def facts_of(settings: Settings, kind: type[_F]) -> list[Fact[_F]]:
    """Every fact of a kind in settings, tables by name included; of tables that are left out, what holds without."""
    found: list[Fact[Any]] = []
    _walk(settings, _steps(settings.__class__, kind), (), found)  # type: ignore[arg-type]  # a class is hashable
    return found


def fields_of(settings: Settings) -> Iterator[tuple[KeyPath, FieldInfo, Any]]:
    """Every key in settings with its field and its value, tables too."""
    found: list[Fact[Any]] = []
    _walk(settings, _steps(settings.__class__, None), (), found)
    yield from found


def field_at(model: type[Settings], key: KeyPath) -> Iterator[Place]:
    """The key of each table that a key path leads through, and the last; names and places in lists are passed over."""
    here: type[Settings] | None = model
    parts = iter(key)
    for part in parts:
        if here is None:
            return
        place = next((each for each in places(here) if each.key == part), None)
        if place is None:
            return
        yield place
        here = place.model
        if place.shape in ("tables by name", "list of tables"):
            next(parts, None)


NAME = "NAME"
"""What stands for any name in a key path."""


def strengths_at(settings: Settings, key: KeyPath) -> Iterator[Fact[Strength]]:
    """The strength and the values of a key, NAME being any table's; of a table that is left out, what holds without.

    Nothing where nothing is there that could have the key. Raises ValueError when the key has no strength.
    """
    *tables, last = field_at(settings.__class__, key)
    (strength,) = last.facts(Strength)
    found: list[tuple[KeyPath, Any]] = [((), settings)]
    for place in tables:
        values = [((*at, place.key), table and getattr(table, place.attribute)) for at, table in found]
        if place.shape == "table":
            found = values
        else:
            found = [((*at, name), table) for at, named in values for name, table in (named or {}).items()]
    for at, table in found:
        if table is not None:
            yield (*at, last.key), strength, getattr(table, last.attribute)
        elif strength.holds_when_absent:
            yield (*at, last.key), strength, strength.absent
