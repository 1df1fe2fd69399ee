"""What compliance = ["strict"] turns on, as defaults: whatever a file says itself goes first."""

from __future__ import annotations

from typing import Any

STRICT: dict[str, Any] = {
    "user_pool": {
        "user_pool_add_ons": {
            "advanced_security_mode": "ENFORCED",
            "advanced_security_additional_flows": {"custom_auth_mode": "ENFORCED"},
        },
    },
    "risk_configuration": {
        "account_takeover_risk_configuration": {
            "actions": {level: {"event_action": "BLOCK"} for level in ("low_action", "medium_action", "high_action")},
        },
        "compromised_credentials_risk_configuration": {},
    },
    "web_acl": {},
}
"""The rest of what the strictest profiles ask for is the default anyway."""


def with_strict(data: Any, defaults: Any = STRICT) -> Any:
    """The tables of a file, laid over the strict defaults."""
    if not isinstance(data, dict) or not isinstance(defaults, dict):
        return data
    return {**defaults, **{key: with_strict(value, defaults.get(key)) for key, value in data.items()}}
