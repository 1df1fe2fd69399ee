"""What the configuration in a plan refers to: an argument's expression, through inputs and outputs of modules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .addresses import without_indexes

_TARGET = re.compile(r"(?:data\.)?[a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z_][\w-]*")
_IN_TEXT = re.compile(r"\$\{[^}]*?\b((?:data\.)?[a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z_][\w-]*)")
_DEEPEST = 30  # modules in modules that an expression is followed through


class Expressions:
    """The expressions of a plan's resources, and what they name."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        """Take the root module of a plan's configuration; {} where there is none."""
        self._modules: dict[str, Mapping[str, Any]] = {}
        self._calls: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self._resources: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self._read(root, "")

    def _read(self, module: Mapping[str, Any], path: str) -> None:
        self._modules[path] = module
        for each in module.get("resources") or []:
            self._resources[f"{path}{each['address']}"] = (path, each)
        for name, call in (module.get("module_calls") or {}).items():
            inner = f"{path}module.{name}."
            self._calls[inner] = (path, call)
            self._read(call.get("module") or {}, inner)

    def has(self, address: str, argument: str) -> bool | None:
        """Whether a resource's configuration has an argument; None where that is not known."""
        found = self._resources.get(without_indexes(address))
        return None if found is None else argument in (found[1].get("expressions") or {})

    def expressions(self, address: str) -> Mapping[str, Any]:
        """A resource's expressions."""
        found = self._resources.get(without_indexes(address))
        return (found[1].get("expressions") or {}) if found else {}

    def named(self, address: str, *path: str) -> list[str]:
        """The resources and data sources that an argument of one names, without keys, in the order of the text."""
        return self.named_in(address, _dug(self.expressions(address), path))

    def named_in(self, address: str, expression: Any) -> list[str]:
        """The resources and data sources that an expression of a resource's names, where that has a configuration."""
        found = self._resources.get(without_indexes(address))
        if found is None:
            return []
        module, resource = found
        each = list(_references(resource.get("for_each_expression")))
        said = [
            inner
            for reference in _references(expression)
            for inner in (each if reference.startswith("each.") else [reference])
        ]
        return list(dict.fromkeys(target for reference in said for target in self._targets(module, reference, 0)))

    def text(self, address: str, *path: str) -> str:
        """What an argument names, as a stand-in for its value: `${aws_s3_bucket.files}`; "" where it names nothing."""
        named = self.named(address, *path)
        return f"${{{', '.join(named)}}}" if named else ""

    def _targets(self, module: str, reference: str, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            return
        plain = without_indexes(reference)
        kind, _, rest = plain.partition(".")
        if kind == "var" and module in self._calls:
            outer, call = self._calls[module]
            for each in _references((call.get("expressions") or {}).get(rest.partition(".")[0])):
                yield from self._targets(outer, each, depth + 1)
        elif kind == "module":
            name, _, output = rest.partition(".")
            inner = f"{module}module.{name}."
            outputs = self._modules.get(inner, {}).get("outputs") or {}
            for each in _references((outputs.get(output.partition(".")[0]) or {}).get("expression")):
                yield from self._targets(inner, each, depth + 1)
        elif found := _TARGET.match(plain):
            yield f"{module}{found[0]}"


def named_in(value: Any) -> list[str]:
    """The resources that a value of a synthesized file names, as `${aws_iam_role.users.arn}` does."""
    if isinstance(value, str):
        return _IN_TEXT.findall(value)
    inner: Iterable[Any] = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [name for each in inner for name in named_in(each)]


def _dug(expressions: Any, path: tuple[str, ...]) -> Any:
    """What stands at a path, in each of a block's repetitions."""
    for part in path:
        if isinstance(expressions, list):
            expressions = [_dug(each, (part,)) for each in expressions]
        elif isinstance(expressions, Mapping):
            expressions = expressions.get(part)
    return expressions


def _references(expression: Any) -> Iterator[str]:
    if isinstance(expression, Mapping):
        for key, value in expression.items():
            if key == "references":
                yield from (each for each in value if isinstance(each, str))
            elif key != "constant_value":
                yield from _references(value)
    elif isinstance(expression, list):
        for each in expression:
            yield from _references(each)
