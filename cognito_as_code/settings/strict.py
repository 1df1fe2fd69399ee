"""What compliance = ["strict"] turns on, as defaults: whatever a file says itself goes first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_as_code.settings.core.fields import Settings, said

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


def with_strict(data: Any, defaults: Mapping[str, Any] = STRICT) -> Any:
    """What a file or a program says, laid over the strict defaults; of a model's instance, what was said to it."""
    if isinstance(data, Settings):
        data = said(data)
    if not isinstance(data, dict):
        return data
    inside = {key: with_strict(value, defaults[key]) for key, value in data.items() if key in defaults}
    return {**defaults, **data, **inside}
