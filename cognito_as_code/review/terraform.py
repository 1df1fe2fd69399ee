"""From `terraform show -json` to changes. Format: https://developer.hashicorp.com/terraform/internals/json-format"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from .changes import Change, NotReadableError, Plan, Sensitive, output_change

LARGEST_BYTES = 250_000_000
_SHOW = "make one with: terraform show -json tfplan > plan.json"
_RESOURCE = re.compile(r"[a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z_][\w-]*")
# What the provider does not mark as sensitive, and what a plan made without it would not.
SECRETS = {"client_secret", "password", "private_key", "provider_details", "secret_string", "temporary_password"}


class Readable(Protocol):
    """A file of bytes, or what can be read like one."""

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes."""
        ...


def read_json(file: Readable, name: str, instead: str = _SHOW) -> Any:
    """The JSON in a file. Raises NotReadableError, in one sentence, when that is none."""
    content = file.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise NotReadableError(f"{name} is larger than {LARGEST_BYTES:,} bytes, which no plan should be")
    if not content.strip():
        raise NotReadableError(f"{name} is empty; {instead}")
    if content.startswith(b"PK"):
        raise NotReadableError(f"{name} is Terraform's binary plan; {_SHOW}")
    try:
        return json.loads(content)
    except RecursionError:
        raise NotReadableError(f"{name} is nested deeper than any plan; {instead}") from None
    except ValueError as error:
        if program := _logs(content):
            raise NotReadableError(
                f"{name} is the log of {program} plan -json, which has no values to judge; "
                f"plan with -out=tfplan, then: {program} show -json tfplan > plan.json"
            ) from None
        raise NotReadableError(f"{name} is not JSON ({_short(error)}); {instead}") from None


def _logs(content: bytes) -> str:
    """The program whose log this is, a JSON object a line; nothing when it is none.

    Source: https://developer.hashicorp.com/terraform/internals/machine-readable-ui
    """
    lines = content[:100_000].decode(json.detect_encoding(content[:4]), "replace").splitlines()
    try:
        first = json.loads(next(line for line in lines if line.strip()))
    except (StopIteration, RecursionError, ValueError):
        return ""
    if not isinstance(first, dict) or not {"@level", "@message", "type"} <= first.keys():
        return ""
    return "tofu" if "tofu" in first else "terraform"


def _short(error: ValueError) -> str:
    return str(error) if isinstance(error, json.JSONDecodeError) else "it is not text"


def plan_of(document: Any, name: str) -> Plan:
    """The plan in what `terraform show -json` printed. Raises NotReadableError, in one sentence, when it is none."""
    if not isinstance(document, dict) or not isinstance(version := document.get("format_version"), str):
        raise NotReadableError(f"{name} is JSON, but not what terraform show -json prints; {_SHOW}")
    if version.partition(".")[0] != "1":
        raise NotReadableError(f"{name} has format {version}, and this reads 1.x; use a Terraform that writes it")
    if "planned_values" not in document and "resource_changes" not in document:
        raise NotReadableError(f"{name} is a state, not a plan; {_SHOW}")
    if document.get("errored"):
        raise NotReadableError(f"{name} is a plan that failed; mend what Terraform said and plan again")
    try:
        expressions = dict(_expressions(document.get("configuration", {}).get("root_module", {}), ""))
        return Plan(
            changes=(
                *_changes(document.get("resource_changes", []), expressions),
                *_outputs(document.get("output_changes", {})),
            ),
            drift=tuple(_changes(document.get("resource_drift", []), {})),
        )
    except (AttributeError, KeyError, TypeError, IndexError):
        raise NotReadableError(f"{name} looks like a plan, but its parts are not where format 1.x has them") from None


def _changes(entries: Iterable[Any], expressions: Mapping[str, Mapping[str, Any]]) -> Iterable[Change]:
    for entry in entries:
        if entry.get("mode") != "managed":
            continue
        change = entry["change"]
        # Of thousands of others that stay as they are, nobody asks for a value.
        is_judged = change["actions"] != ["no-op"] or entry["type"].startswith(("aws_cognito_", "aws_iam_"))
        expression = expressions.get(_without_indexes(entry["address"]))
        yield Change(
            address=entry["address"],
            type=entry["type"],
            actions=tuple(change["actions"]),
            before=_without_secrets(change.get("before"), change.get("before_sensitive")) if is_judged else None,
            after=_without_secrets(change.get("after"), change.get("after_sensitive")) if is_judged else None,
            unknown=change.get("after_unknown") or {},
            because=tuple(_dotted(path) for path in change.get("replace_paths") or []),
            reason=entry.get("action_reason", ""),
            previous_address=entry.get("previous_address", ""),
            configured=None if expression is None else frozenset(expression),
            references=frozenset() if expression is None else frozenset(_references(expression, _prefix(entry))),
        )


def _without_secrets(values: Any, sensitive: Any) -> Any:
    """Values with those that must not be shown made so."""
    if sensitive is True:
        return None if values is None else Sensitive(values)
    if isinstance(values, dict):
        marks = sensitive if isinstance(sensitive, dict) else {}
        return {
            key: _without_secrets(value, True if key in SECRETS and value else marks.get(key))
            for key, value in values.items()
        }
    if isinstance(values, list) and isinstance(sensitive, list) and sensitive:
        marked = [*sensitive, *[None] * (len(values) - len(sensitive))]
        return [_without_secrets(value, mark) for value, mark in zip(values, marked, strict=False)]
    return values


def _expressions(module: Mapping[str, Any], path: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for resource in module.get("resources", []):
        yield f"{path}{resource['address']}", resource.get("expressions", {})
    for name, call in module.get("module_calls", {}).items():
        yield from _expressions(call.get("module", {}), f"{path}module.{name}.")


def _dotted(path: Iterable[str | int]) -> str:
    """A path without the places of blocks, each of which there is one of."""
    return ".".join(part for part in path if isinstance(part, str))


def _prefix(entry: Mapping[str, Any]) -> str:
    module = _without_indexes(entry.get("module_address", ""))
    return f"{module}." if module else ""


def _references(expression: Any, prefix: str) -> Iterable[str]:
    if isinstance(expression, dict):
        for key, value in expression.items():
            if key == "references":
                yield from (f"{prefix}{named[0]}" for each in value if (named := _RESOURCE.match(each)))
            else:
                yield from _references(value, prefix)
    elif isinstance(expression, list):
        for each in expression:
            yield from _references(each, prefix)


def _without_indexes(address: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", address)


def _outputs(outputs: Mapping[str, Any]) -> Iterable[Change]:
    for name, change in sorted(outputs.items()):
        yield output_change(
            f"output.{name}",
            change["actions"][0],
            was_sensitive=change.get("before_sensitive") is True,
            is_sensitive=change.get("after_sensitive") is True,
        )
