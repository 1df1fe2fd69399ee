"""What is behind a door's back: an API's description, and a function's own address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..changes import Change, Plan
from ..doors import lets_users_in
from ..findings import Problem, Severity, rule
from ..wording import listed
from .door import APIS, TYPES


@rule(
    "door-unread",
    "An API is described in a text of its own",
    severity="warning",
    types=["aws_api_gateway_rest_api", "aws_apigatewayv2_api"],
    means="Which of its paths ask for a user's token stands in that text.",
    source=f"{APIS}/api-gateway-swagger-extensions-authorizer.html",
)
def api_is_described_in_a_text(change: Change, plan: Plan) -> Iterator[Problem]:
    if not change.stays or change.before is None or not change.before.get("body"):
        return
    if change.is_unknown("body"):
        yield Problem("changes `body` to what is known after apply", "Look at who is asked for a token in it", "note")
    elif change.differs("body"):
        was, becomes = (_guarded(values.get("body")) for values in (change.before, change.after or {}))
        if was is None or becomes is None:
            yield Problem("changes `body`, which is not judged", "Look at who is asked for a token in it", "note")
        elif opened := sorted(path for path, guarded in becomes.items() if was.get(path) and not guarded):
            severity: Severity = "blocking"
            what = f"lets in anybody on the internet at {listed(opened)}"
            yield Problem(what, "Keep `security` in the description", severity)


_METHODS = frozenset({"delete", "get", "head", "patch", "post", "put", "x-amazon-apigateway-any-method"})


def _guarded(body: Any) -> dict[str, bool] | None:
    """Method and path -> whether a token, or a key, is asked for; None for what is no OpenAPI in JSON."""
    try:
        described = json.loads(body)
        every = described.get("security")
        return {
            f"{method.upper()} {path}": bool(operation.get("security", every))
            for path, methods in described["paths"].items()
            for method, operation in methods.items()
            if method in _METHODS
        }
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return None


@rule(
    "door-beside",
    "A function is called without a token",
    severity="note",
    types=["aws_lambda_function_url"],
    means="Its own address is open to anybody on the internet, whatever the doors before it ask for.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
)
def door_is_beside(change: Change, plan: Plan) -> Iterator[Problem]:
    path = "authorization_type"
    becomes_open = change.after is not None and change.becomes(path) == "NONE" and change.was(path) != "NONE"
    if becomes_open and any(lets_users_in(each, plan) for each in plan.by_type(*TYPES)):
        severity: Severity = "note" if change.before is None else "warning"
        yield Problem("lets in anybody on the internet, unless the function itself asks", "Set AWS_IAM", severity)
