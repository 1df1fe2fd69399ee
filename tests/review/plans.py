"""Small plans, as `terraform show -json` prints them."""

from __future__ import annotations

import json
import re
from typing import Any

from cognito_as_code.review import rules
from cognito_as_code.review.findings import Finding, review
from cognito_as_code.review.terraform import plan_of

assert rules


def entry(address: str, actions: list[str], before: Any = None, after: Any = None, **more: Any) -> dict[str, Any]:
    """One of a plan's resource_changes; what is not of `change` goes beside it."""
    beside: dict[str, Any] = {key: more.pop(key) for key in ("action_reason", "previous_address") if key in more}
    return {
        "address": address,
        "mode": "managed",
        "type": re.sub(r"\[[^.]*?(\".*\")?\]$", "", address).rpartition("module.")[2].split(".")[-2],
        "change": {"actions": actions, "before": before, "after": after, **more},
        **beside,
    }


def document(*changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A plan with these changes."""
    return {"format_version": "1.2", "planned_values": {}, "resource_changes": list(changes), **more}


def findings(*changes: dict[str, Any], **more: Any) -> list[Finding]:
    """What a review finds in a plan with these changes."""
    return review(plan_of(document(*changes, **more), "plan"))


def of_module(plan: dict[str, Any], name: str) -> dict[str, Any]:
    """The plan of one module, as if it were a configuration of its own."""
    prefix = f"module.{name}."
    text = json.dumps(
        {
            **{key: plan[key] for key in ("format_version", "terraform_version")},
            "planned_values": {},
            "resource_changes": [
                _in_root(each, prefix) for each in plan["resource_changes"] if each["address"].startswith(prefix)
            ],
            "configuration": {
                **plan["configuration"],
                "root_module": plan["configuration"]["root_module"]["module_calls"][name]["module"],
            },
        }
    )
    parsed: dict[str, Any] = json.loads(text.replace(prefix, ""))
    return parsed


def _in_root(entry: dict[str, Any], prefix: str) -> dict[str, Any]:
    inner = entry["module_address"].removeprefix(prefix)
    return {key: value for key, value in entry.items() if key != "module_address"} | (
        {"module_address": inner} if f"{inner}." != prefix else {}
    )
