"""Policy documents of data.aws_iam_policy_document, which a plan often knows when it does not know the argument."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .addresses import without_indexes
from .expressions import Expressions

TYPE = "aws_iam_policy_document"
_DEEPEST = 10  # documents in documents
_SOURCES = ("source_policy_documents", "source_json")
_OVERRIDES = ("override_policy_documents", "override_json")


class Documents:
    """The data sources of a plan: those read, those still to be read, and those that only the configuration has."""

    def __init__(self, plan: Mapping[str, Any], expressions: Expressions) -> None:
        """Take what Terraform printed; {} where there was no plan."""
        self._expressions = expressions
        self.read: dict[str, Mapping[str, Any]] = {}
        """Address -> values, of each data source of IAM."""
        self._at: dict[str, list[str]] = {}
        for address, values in [*_values(plan), *_pending(plan)]:
            self.read[address] = values
        for address in self.read:
            self._at.setdefault(without_indexes(address), []).append(address)

    def of(self, address: str, *path: str, near: str = "") -> dict[str, Any] | None:
        """The document that an argument gets from the data sources that it names; None where it names others too."""
        named = self._expressions.named(address, *path)
        return self._joined(named, near or address, 0) if named else None

    def named(self, names: list[str], near: str) -> dict[str, Any] | None:
        """The document in data sources of these names; None where one is not known."""
        return self._joined(names, near, 0) if names else None

    def _joined(self, names: list[str], near: str, depth: int) -> dict[str, Any] | None:
        found: list[Any] = []
        for name in names:
            document = self._document(name, near, depth) if f"data.{TYPE}." in name else None
            if document is None:
                return None
            found += _list(document.get("Statement"))
        return {"Statement": found}

    def _document(self, name: str, near: str, depth: int) -> dict[str, Any] | None:
        if depth > _DEEPEST:
            return None
        addresses = closest(self._at.get(name, []), near)
        if not addresses:
            said = self._expressions.expressions(name)
            return self._built(name, _constants(said), near, depth) if said else None
        joined: list[Any] = []
        for address in addresses:
            values = self.read[address]
            if isinstance(values.get("json"), str):
                document: Any = json.loads(values["json"])
            else:
                document = self._built(address, values, near, depth)
            if document is None:
                return None
            joined += _list(document.get("Statement"))
        return {"Statement": joined}

    def _built(self, address: str, values: Mapping[str, Any], near: str, depth: int) -> dict[str, Any] | None:
        """What the provider would make of a data source's arguments: sources, then its own, then overrides, by sid."""
        own = [self._statement(address, each) for each in _list(values.get("statement"))]
        sources = self._others(address, values, _SOURCES, near, depth)
        overrides = self._others(address, values, _OVERRIDES, near, depth)
        if sources is None or overrides is None:
            return None
        made: list[dict[str, Any]] = []
        for each in [*sources, *own, *overrides]:
            same = [at for at, other in enumerate(made) if each.get("Sid") and other.get("Sid") == each["Sid"]]
            if same:
                made[same[0]] = each
            else:
                made.append(each)
        return {"Statement": made}

    def _others(
        self, address: str, values: Mapping[str, Any], arguments: tuple[str, ...], near: str, depth: int
    ) -> list[dict[str, Any]] | None:
        found: list[dict[str, Any]] = []
        for argument in arguments:
            said = _list(values.get(argument))
            if all(isinstance(each, str) for each in said) and (said or not self._expressions.named(address, argument)):
                texts = [json.loads(each) for each in said if each]
            else:
                document = self._joined(self._expressions.named(address, argument), near, depth + 1)
                if document is None:
                    return None
                texts = [document]
            found += [each for text in texts for each in _list(text.get("Statement"))]
        return found

    def _statement(self, address: str, said: Mapping[str, Any]) -> dict[str, Any]:
        def texts(value: Any, *path: str) -> list[str]:
            if value is None:
                return []
            stand_in = self._expressions.text(address, "statement", *path) or "(known after apply)"
            return [stand_in if each is None else str(each) for each in _list(value)]

        effect = said.get("effect")
        made: dict[str, Any] = {"Effect": effect if isinstance(effect, str) and effect else "Allow"}
        if said.get("sid"):
            made["Sid"] = said["sid"]
        for name, argument in (
            ("Action", "actions"),
            ("NotAction", "not_actions"),
            ("Resource", "resources"),
            ("NotResource", "not_resources"),
        ):
            if values := texts(said.get(argument), argument):
                made[name] = values
        for name, argument in (("Principal", "principals"), ("NotPrincipal", "not_principals")):
            for each in _list(said.get(argument)):
                kind = str(each.get("type"))
                principals = texts(each.get("identifiers", [None]), argument, "identifiers")
                made.setdefault(name, {}).setdefault("AWS" if kind == "*" else kind, []).extend(principals)
        for each in _list(said.get("condition")):
            keys = made.setdefault("Condition", {}).setdefault(str(each.get("test")), {})
            values = texts(each.get("values", [None]), "condition", "values")
            keys.setdefault(str(each.get("variable")), []).extend(values)
        return made


def closest(addresses: list[str], near: str) -> list[str]:
    """Of the instances of one resource those with the same keys as the one that names it; all, where none has."""
    if len(addresses) < 2:  # noqa: PLR2004
        return addresses
    keys = _keys(near)
    same = [each for each in addresses if _keys(each) and {*_keys(each)} <= {*keys}]
    return same or addresses


def _keys(address: str) -> list[str]:
    return [each.partition("]")[0] for each in address.split("[")[1:]]


def _values(plan: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Data sources that were read before, or while planning."""
    for key, part in (("prior_state", "values"), ("planned_values", "")):
        document = plan.get(key) or {}
        root = (document.get(part) or {}) if part else document
        yield from data_sources(root.get("root_module") or {})


def data_sources(module: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """IAM's data sources in a module of a state, and in those that it calls."""
    for each in module.get("resources") or []:
        if each.get("mode") == "data" and str(each.get("type")).startswith("aws_iam_"):
            yield each["address"], each.get("values") or {}
    for each in module.get("child_modules") or []:
        yield from data_sources(each)


def _pending(plan: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Data sources that are read while applying, with what of their arguments is known."""
    for entry in plan.get("reads") or []:
        if str(entry.get("type")).startswith("aws_iam_"):
            change = entry.get("change") or {}
            yield entry["address"], _with_unknown(change.get("after") or {}, change.get("after_unknown") or {})


def _with_unknown(after: Any, unknown: Any) -> Any:
    """Values with [None] for lists of which nothing is known: something is there."""
    if isinstance(after, Mapping) and isinstance(unknown, Mapping):
        lists = {"actions", "not_actions", "resources", "not_resources", "values", "identifiers"}
        made = {key: _with_unknown(value, unknown.get(key)) for key, value in after.items()}
        return {**made, **{key: [None] for key, is_unknown in unknown.items() if key in lists and is_unknown is True}}
    if isinstance(after, list) and isinstance(unknown, list):
        marks = [*unknown, *[None] * (len(after) - len(unknown))]
        return [_with_unknown(value, mark) for value, mark in zip(after, marks, strict=False)]
    return after


def _constants(said: Mapping[str, Any]) -> dict[str, Any]:
    """A data source's arguments as far as its configuration alone tells them."""
    return {key: _constant(value) for key, value in said.items()}


def _constant(expression: Any) -> Any:
    if isinstance(expression, list):
        return [_constant(each) for each in expression]
    if isinstance(expression, Mapping):
        if "constant_value" in expression:
            return expression["constant_value"]
        if "references" in expression:
            return [None]
        return {key: _constant(value) for key, value in expression.items()}
    return None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
