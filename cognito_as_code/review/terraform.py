"""From `terraform show -json` to changes. Format: https://developer.hashicorp.com/terraform/internals/json-format"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from .addresses import without_indexes
from .changes import Change, NotReadableError, Plan, output_change
from .configuration import Configuration
from .facts import LINKS, SECRETS
from .wording import Sensitive, shown

LARGEST_BYTES = 250_000_000
_SHOW = "make one with: terraform show -json tfplan > plan.json"


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
    if isinstance(error, json.JSONDecodeError):
        return str(error)
    return "it is not text" if isinstance(error, UnicodeError) else "a number in it is too long"


def plan_of(document: Any, name: str) -> Plan:
    """The plan in what `terraform show -json` printed. Raises NotReadableError, in one sentence, when it is none."""
    if not isinstance(document, dict) or not isinstance(version := document.get("format_version"), str):
        raise NotReadableError(f"{name} is JSON, but not what terraform show -json prints; {_SHOW}")
    if version.partition(".")[0] != "1":
        raise NotReadableError(f"{name} has format {version}, and this reads 1.x; use a Terraform that writes it")
    if "planned_values" not in document and "resource_changes" not in document:
        raise NotReadableError(f"{name} is a state, not a plan; {_SHOW}")
    if document.get("errored") not in (None, False):
        raise NotReadableError(f"{name} is a plan that failed; mend what Terraform said and plan again")
    try:
        return _plan(document)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise NotReadableError(f"{name} looks like a plan, but its parts are not where format 1.x has them") from None


def _plan(document: Mapping[str, Any]) -> Plan:
    described = document.get("configuration") or {}
    configuration = Configuration(described.get("root_module") or {})
    changes = tuple(_changes(document.get("resource_changes") or [], configuration))
    return Plan(
        changes=(
            *changes,
            *_outputs(document.get("output_changes") or {}),
            *_unfinished(document),
            *_strange(changes),
            *_programs(configuration, changes),
            *_places(described.get("provider_config") or {}, changes),
        ),
        drift=tuple(_changes(document.get("resource_drift") or [], configuration)),
        source={
            **{key: document.get(key) for key in ("configuration", "prior_state", "planned_values")},
            "reads": [each for each in document.get("resource_changes") or [] if each.get("mode") == "data"],
        },
    )


def _changes(entries: Iterable[Any], configuration: Configuration) -> Iterator[Change]:
    for entry in entries:
        if entry.get("mode") != "managed":
            continue
        change, address, type_ = entry["change"], _text(entry["address"]), _text(entry["type"])
        actions = tuple(_text(each) for each in change["actions"])
        # Of thousands of others that stay as they are, nobody asks for a value.
        is_judged = actions != ("no-op",) or type_.startswith(("aws_cognito_", "aws_iam_")) or type_ in LINKS
        expressions = configuration.expressions(address) if is_judged else None
        named = configuration.named(address) if is_judged else {}
        yield Change(
            address=address,
            type=type_,
            actions=actions,
            before=_values(change.get("before"), change.get("before_sensitive")) if is_judged else None,
            after=_values(change.get("after"), change.get("after_sensitive")) if is_judged else None,
            unknown=_unknown(change.get("after_unknown"), change.get("after")),
            because=tuple(_dotted(path) for path in change.get("replace_paths") or []),
            reason=_text(entry.get("action_reason") or ""),
            previous_address=_text(entry.get("previous_address") or ""),
            is_import=bool(change.get("importing")),
            configured=None if expressions is None else frozenset(expressions),
            references=frozenset().union(*named.values()),
            named=named,
        )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text should be there")
    return value


def _values(values: Any, sensitive: Any) -> Mapping[str, Any] | None:
    """A resource's arguments, the secret ones hidden."""
    if values is None:
        return None
    if not isinstance(values, dict):
        raise TypeError("arguments should be there")
    if sensitive is True:
        return {name: Sensitive(value) for name, value in values.items()}
    hidden: Mapping[str, Any] = _without_secrets(values, sensitive)
    return hidden


def _unknown(unknown: Any, after: Any) -> Mapping[str, Any]:
    if unknown is True:
        return dict.fromkeys(after or {}, True)
    if not isinstance(unknown or {}, dict):
        raise TypeError("what is unknown should be an object")
    return unknown or {}


def _unfinished(document: Mapping[str, Any]) -> Iterator[Change]:
    """What the plan itself says that it leaves out."""
    if document.get("complete") is False:
        yield said("incomplete", "plan", "leaves out some of what the configuration wants")
    changes = document.get("resource_changes") or []
    if document.get("applyable") is False and any(each["change"]["actions"] not in _NOTHING for each in changes):
        yield said("incomplete", "plan", "has changes, and says of itself that it cannot be applied")
    for each in document.get("deferred_changes") or []:
        entry = each.get("resource_change") or {}
        yield said("deferred", _text(entry.get("address") or "plan"), f"puts it off ({each.get('reason')})")


_NOTHING = (["no-op"], ["read"])


def said(type_: str, address: str, what: str) -> Change:
    """What a plan says beside its changes of resources, for a rule to judge."""
    return Change(address=address, type=type_, actions=("no-op",), before=None, after={"what": what})


def _strange(changes: Iterable[Change]) -> Iterator[Change]:
    """Actions that nothing here has a word for."""
    for change in changes:
        if change.action == "unknown":
            yield said("action", change.address, f"does {shown(list(change.actions))}")


def _programs(configuration: Configuration, changes: Iterable[Change]) -> Iterator[Change]:
    """Programs that run: at a plan, or when a resource is made or deleted."""
    for address, resource in sorted(configuration.resources.items()):
        if resource.get("mode") == "data" and resource.get("type") == "external":
            yield said("program", address, "runs a program at each plan, whose word goes into the configuration")
    for change in changes:
        if change.action not in ("no-op", "update", "move", "forget"):
            resource = configuration.resources.get(without_indexes(change.address), {})
            for each in resource.get("provisioners") or []:
                yield said("program", change.address, f"runs the provisioner {shown(each.get('type'))}")


def _places(providers: Mapping[str, Any], changes: Iterable[Change]) -> Iterator[Change]:
    """Where the one AWS provider looks in another Region or account than the one that the pools are in."""
    aws = [each for each in providers.values() if each.get("name") == "aws"]
    if len(aws) != 1:
        return
    expressions = aws[0].get("expressions") or {}
    region, accounts = (
        (expressions.get(name) or {}).get("constant_value") for name in ("region", "allowed_account_ids")
    )
    for change in changes:
        if change.type != "aws_cognito_user_pool" or change.before is None or change.before.get("region"):
            continue
        parts = str(change.before.get("arn")).split(":")
        if len(parts) != _PARTS_OF_AN_ARN:
            continue
        if isinstance(region, str) and parts[3] != region:
            yield said("place", change.address, f"looks in {shown(region)}, and the pool is in {shown(parts[3])}")
        if isinstance(accounts, list) and parts[4] not in accounts:
            yield said("place", change.address, f"allows accounts {shown(accounts)}, and the pool is in another")


_PARTS_OF_AN_ARN = 6


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


def _dotted(path: Iterable[str | int]) -> str:
    """A path without the places of blocks, each of which there is one of."""
    return ".".join(part for part in path if isinstance(part, str))


_OUTPUT_ACTIONS = {("no-op",): "no-op", ("create",): "create", ("delete",): "delete"}


def _outputs(outputs: Mapping[str, Any]) -> Iterable[Change]:
    for name, change in sorted(outputs.items()):
        yield output_change(
            f"output.{name}",
            _OUTPUT_ACTIONS.get(tuple(change["actions"]), "update"),
            was_sensitive=change.get("before_sensitive") is True,
            is_sensitive=change.get("after_sensitive") is True,
        )
