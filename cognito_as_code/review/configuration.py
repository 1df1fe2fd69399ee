"""Which resources a plan's configuration names in an argument, through modules' inputs and outputs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .addresses import without_indexes

_RESOURCE = re.compile(r"(?:data\.)?[a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z_][\w-]*")
_MODULE = re.compile(r"module\.([\w-]+)\.([\w-]+)")
_VARIABLE = re.compile(r"var\.([\w-]+)")
_DEEPEST = 30

Path = tuple[str, ...]


class Configuration:
    """What `configuration.root_module` of a plan says, by address without keys."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._modules: dict[Path, Mapping[str, Any]] = {}
        self._calls: dict[Path, Mapping[str, Any]] = {}
        self.resources: dict[str, Mapping[str, Any]] = {}
        self._paths: dict[str, Path] = {}
        self._resolved: dict[tuple[Path, str], frozenset[str]] = {}
        self._read(root, ())

    def _read(self, module: Mapping[str, Any], path: Path) -> None:
        self._modules[path] = module
        for resource in module.get("resources", []):
            address = f"{_prefix(path)}{resource['address']}"
            self.resources[address] = resource
            self._paths[address] = path
        for name, call in module.get("module_calls", {}).items():
            self._calls[(*path, name)] = call
            self._read(call.get("module", {}), (*path, name))

    def expressions(self, address: str) -> Mapping[str, Any] | None:
        """A resource's arguments; None where the configuration does not have it."""
        resource = self.resources.get(without_indexes(address))
        return None if resource is None else resource.get("expressions", {})

    def named(self, address: str) -> dict[str, frozenset[str]]:
        """Argument -> the resources that it names, wherever they stand."""
        bare = without_indexes(address)
        resource, path = self.resources.get(bare), self._paths.get(bare, ())
        if resource is None:
            return {}
        each = [*_references(resource.get("for_each_expression")), *_references(resource.get("count_expression"))]
        found = {}
        for name, expression in resource.get("expressions", {}).items():
            references = _references(expression)
            spelled = [other for one in references for other in (each if one.startswith("each.") else [one])]
            found[name] = frozenset().union(*(self._resolve(path, one, 0) for one in spelled))
        return found

    def _resolve(self, path: Path, reference: str, depth: int) -> frozenset[str]:
        key = path, reference
        if key not in self._resolved:
            self._resolved[key] = frozenset()  # whoever comes back to it learns nothing more
            if depth < _DEEPEST:
                self._resolved[key] = frozenset(self._resources(path, reference, depth))
        return self._resolved[key]

    def _resources(self, path: Path, reference: str, depth: int) -> Iterator[str]:
        bare = without_indexes(reference)
        if variable := _VARIABLE.match(bare):
            call = self._calls.get(path, {})
            for other in _references(call.get("expressions", {}).get(variable[1])):
                yield from self._resolve(path[:-1], other, depth + 1)
        elif output := _MODULE.match(bare):
            inner = (*path, output[1])
            expression = self._modules.get(inner, {}).get("outputs", {}).get(output[2], {}).get("expression")
            for other in _references(expression):
                yield from self._resolve(inner, other, depth + 1)
        elif resource := _RESOURCE.match(bare):
            yield f"{_prefix(path)}{resource[0]}"


def _prefix(path: Path) -> str:
    return "".join(f"module.{name}." for name in path)


def _references(expression: Any) -> list[str]:
    if isinstance(expression, Mapping):
        found: list[Any] = []
        for key, value in expression.items():
            found += value if key == "references" and isinstance(value, list) else _references(value)
        return [each for each in found if isinstance(each, str)]
    if isinstance(expression, list):
        return [found for each in expression for found in _references(each)]
    return []
