"""What can still be judged in a file with wrong keys: what no rule read a wrong key for.

Wrong values are left out, or stood in for where a key is required, and the rules judge the rest through a view that
notes what they read. A finding counts when its rule had read, up to then, no key that is wrong, that a wrong one may
have been meant to be, or whose default a wrong one decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import FunctionType, MethodType
from typing import Any, Generic, NamedTuple, TypeVar, cast

from pydantic_core import ErrorDetails, ValidationError

from cognito_as_code.settings.core.facts import DecidesDefaults
from cognito_as_code.settings.core.fields import Settings
from cognito_as_code.settings.core.findings import KeyPath, key_path, nearest
from cognito_as_code.settings.core.walk import Place, field_at, places

_S = TypeVar("_S", bound=Settings)
_T = TypeVar("_T")
_MOST_ERRORS = 500  # each is mended in a copy of the tables
_MOST_ROUNDS = 10  # tables are nested less deeply: each round mends what the one before it uncovered


class Rest(NamedTuple, Generic[_S]):
    """Settings without what was wrong in them, and the keys whose values are not the author's."""

    settings: _S
    doubtful: frozenset[KeyPath]


def rest_of(model: type[_S], data: dict[str, Any], error: ValidationError) -> Rest[_S] | None:
    """What is left of tables that a model refused with an error; None when nothing can be made of them."""
    doubtful: set[KeyPath] = set()
    stood_in: set[KeyPath] = set()
    if error.error_count() > _MOST_ERRORS:
        return None
    for _ in range(_MOST_ROUNDS):
        refused = data
        for details in error.errors(include_url=False):
            data = _mended(model, refused, data, details, doubtful, stood_in)
        try:
            return Rest(model.model_validate(data), frozenset(doubtful))
        except ValidationError as another:
            error = another
    return None


def _mended(
    model: type[Settings],
    refused: dict[str, Any],
    data: dict[str, Any],
    details: ErrorDetails,
    doubtful: set[KeyPath],
    stood_in: set[KeyPath],
) -> dict[str, Any]:
    """The tables, of which others of the errors that refused them are mended already, without one more error."""
    key = key_path(details)
    if details["type"] == "default_factory_not_called":  # says again that a key beside it is wrong
        return data
    if details["type"] == "missing" and key not in stood_in:
        stood_in.add(key)
        doubtful.add(key)
        (*_, place) = field_at(model, key)
        stand_in = place.info.examples[0] if place.info.examples else {}
        return cast("dict[str, Any]", _with(data, key, stand_in)) if _is_said(data, key[:-1]) else data
    if details["type"] == "extra_forbidden":
        doubtful.update(_meant(model, refused, key))
    if key in stood_in:  # what should stand in does not: without the table, then
        key = key[:-1]
    while key and not _is_said(refused, key):
        key = key[:-1]
    doubtful.update(depending(model, refused, key))
    return cast("dict[str, Any]", _with(data, key)) if _is_said(data, key) else data


def _meant(model: type[Settings], data: dict[str, Any], unknown: KeyPath) -> Iterator[KeyPath]:
    """What an unknown key may have been meant to be: the nearest key, or any that its table leaves out."""
    *_, place = [None, *field_at(model, unknown[:-1])]
    table = _at(data, unknown[:-1])
    known = [each.key for each in places((place.model or model) if place else model)]
    near = nearest(str(unknown[-1]), known)
    for key in [near] if near else known:
        if key not in table:
            yield from depending(model, data, (*unknown[:-1], key))


def depending(model: type[Settings], data: dict[str, Any], key: KeyPath) -> Iterator[KeyPath]:
    """The key whose value is in doubt with a wrong one, and those whose defaults it decides."""
    while key and isinstance(key[-1], int):  # without one entry a list is another
        key = key[:-1]
    yield key
    *_, place = [None, *field_at(model, key)]
    for decides in place.facts(DecidesDefaults) if place else []:
        for decided in _leaves(decides.keys):
            path = (*key[:-1], *decided)
            unsaid = next(
                (path[:end] for end in range(len(key), len(path) + 1) if not _is_said(data, path[:end])), None
            )
            if unsaid:
                yield unsaid


def _leaves(keys: Mapping[str, Any], here: KeyPath = ()) -> Iterator[KeyPath]:
    for key, inner in keys.items():
        if isinstance(inner, dict) and inner:
            yield from _leaves(inner, (*here, key))
        else:
            yield (*here, key)


def _at(data: Any, key: KeyPath) -> Any:
    for part in key:
        data = data[part]
    return data


def _is_said(data: Any, key: KeyPath) -> bool:
    try:
        _at(data, key)
    except (KeyError, IndexError, TypeError):
        return False
    return True


_OUT = object()


def _with(data: Any, key: KeyPath, value: Any = _OUT) -> Any:
    """A copy with another value at a key path, or without it."""
    if not key:
        return {} if value is _OUT else value
    part, *rest = key
    if isinstance(data, list) and isinstance(part, int):
        inside = [] if not rest and value is _OUT else [_with(data[part], tuple(rest), value)]
        return [*data[:part], *inside, *data[part + 1 :]]
    if not rest and value is _OUT:
        return {name: inner for name, inner in data.items() if name != part}
    return {**data, part: _with(data.get(part, {}), tuple(rest), value)}


class Doubt:
    """Which keys are in doubt, and whether one of them was read."""

    def __init__(self, keys: Iterable[KeyPath]) -> None:
        self._keys = frozenset(keys)
        self._tables = frozenset(key[:-1] for key in self._keys)
        self._around = frozenset(key[:length] for key in self._keys for length in range(len(key) + 1))
        self.is_met = False

    def read(self, key: KeyPath, *, whole: bool = False) -> None:
        """Note that a key was read: which value it has or, of a table, that it is there; or with all that is in it."""
        self.is_met |= key in (self._around if whole else self._keys)

    def list(self, key: KeyPath) -> None:
        """Note that all names in a table were read."""
        self.is_met |= key in self._tables

    def apart(self, tables: Iterable[_T]) -> Iterator[_T]:
        """Tables that are judged one by one: what is met in one is no doubt of the next, but of all together."""
        before = met = self.is_met
        try:
            for table in tables:
                self.is_met = before
                yield table
                met |= self.is_met
        finally:
            self.is_met |= met

    def touches(self, key: KeyPath) -> bool:
        """Whether a key, or one inside it, is in doubt."""
        return key in self._around


def viewed(rest: Rest[_S]) -> tuple[_S, Doubt]:
    """The settings as a rule is to see them, and what notes whether it meets a key in doubt."""
    doubt = Doubt(rest.doubtful)
    return cast("_S", _Table(rest.settings, (), doubt)), doubt


@cache
def _by_attribute(model: type[Settings]) -> dict[str, Place]:
    return {place.attribute: place for place in places(model)}


def _view(value: Any, place: Place, here: KeyPath, doubt: Doubt) -> Any:
    doubt.read(here, whole=place.shape == "value")
    if value is None:
        return None
    match place.shape:
        case "table":
            return _Table(value, here, doubt)
        case "tables by name":
            return _Named(value, here, doubt)
        case "list of tables":
            return _Listed([_Table(each, (*here, index), doubt) for index, each in enumerate(value)], doubt)
    return value


class _Table:
    """Settings whose reader is watched: to rules the model itself, properties and methods included."""

    def __init__(self, settings: Settings, here: KeyPath, doubt: Doubt) -> None:
        self._settings = settings
        self._here = here
        self._doubt = doubt

    @property
    def __class__(self) -> type:  # so that isinstance and the walk see the model
        return type(self._settings)

    @__class__.setter
    def __class__(self, model: type) -> None:
        raise TypeError(f"a view is of one model, not of {model.__name__}")

    def __getattr__(self, name: str) -> Any:
        model = type(self._settings)
        if place := _by_attribute(model).get(name):
            return _view(getattr(self._settings, name), place, (*self._here, place.key), self._doubt)
        if name == "model_fields_set":
            self._doubt.list(self._here)
            return self._settings.model_fields_set
        attribute = getattr(model, name, None)
        if isinstance(attribute, property) and attribute.fget:
            return attribute.fget(self)
        if isinstance(attribute, FunctionType):
            return MethodType(attribute, self)
        return getattr(self._settings, name)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        for name in _by_attribute(type(self._settings)):
            yield name, getattr(self, name)

    def __eq__(self, other: object) -> bool:
        self._doubt.read(self._here, whole=True)
        return self._settings == (other._settings if type(other) is _Table else other)

    def __hash__(self) -> int:
        self._doubt.read(self._here, whole=True)
        return hash(self._settings)


class _Listed(list[Any]):
    """Tables of a list whose reader is watched."""

    def __init__(self, tables: list[_Table], doubt: Doubt) -> None:
        super().__init__(tables)
        self._doubt = doubt

    def __iter__(self) -> Iterator[Any]:
        return self._doubt.apart(super().__iter__())


class _Named(Mapping[str, Any]):
    """Tables by name whose reader is watched. Those with a key in doubt come last, so that others are judged first."""

    def __init__(self, tables: Mapping[str, Settings], here: KeyPath, doubt: Doubt) -> None:
        self._tables = tables
        self._here = here
        self._doubt = doubt

    def __getitem__(self, name: str) -> Any:
        self._doubt.read((*self._here, name))
        return _Table(self._tables[name], (*self._here, name), self._doubt)

    def __contains__(self, name: object) -> bool:
        self._doubt.read((*self._here, str(name)))
        return name in self._tables

    def __iter__(self) -> Iterator[str]:
        yield from self._doubt.apart(sorted(self._tables, key=lambda name: self._doubt.touches((*self._here, name))))
        self._doubt.list(self._here)

    def __len__(self) -> int:
        self._doubt.list(self._here)
        return len(self._tables)

    def __bool__(self) -> bool:
        return bool(self._tables) or len(self) > 0
