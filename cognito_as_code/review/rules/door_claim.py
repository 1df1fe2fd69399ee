"""Doors that compare a claim which no token of Cognito's has, and so let nobody in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..changes import Change, Plan
from ..doors import NOT_KNOWN, Part, Text, part_of, to_compare
from ..findings import Problem, rule
from ..ties import is_cognitos
from ..wording import joined, named, shown

_AGENTS = ("aws_bedrockagentcore_agent_runtime", "aws_bedrockagentcore_gateway")
_DISCOVERY = "/.well-known/openid-configuration"
_ID_OF_A_CLIENT = re.compile(r"[a-z0-9]{20,128}")  # those that Cognito makes have 25 or 26


@rule(
    "door-for-nobody",
    "A door that no token of the pool opens",
    severity="warning",
    types=_AGENTS,
    means="Nobody gets in: all that is configured must hold, an access token says its client in client_id, and an id "
    "token in aud. The keys are found from the discovery document, at the issuer's /.well-known/openid-configuration.",
    source="https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/inbound-jwt-authorizer.html",
)
def door_is_for_nobody(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.after is None:
        return
    had = [] if change.before is None else [problem.what for problem in _faults(change, plan, is_after=False)]
    yield from (problem for problem in _faults(change, plan, is_after=True) if problem.what not in had)


def _faults(change: Change, plan: Plan, *, is_after: bool) -> Iterator[Problem]:
    door = part_of(change, plan, is_after=is_after)
    for each in door.parts("authorizer_configuration"):
        for tokens in each.parts("custom_jwt_authorizer"):
            url = tokens.text("discovery_url")
            if url.endswith("/jwks.json") or (is_cognitos(url) and not url.endswith(_DISCOVERY)):
                right = url.partition("/.well-known")[0].rstrip("/") + _DISCOVERY
                yield Problem(
                    f"looks for the discovery document at {shown(url)}",
                    f"Set {named('discovery_url')} to {shown(right)}",
                )
            if ids := _clients_in_both(tokens, plan):
                yield Problem(
                    f"asks for {joined([shown(id_) for id_ in ids])} in {named('allowed_audience')}, beside "
                    f"{named('allowed_clients')}",
                    f"Keep {named('allowed_clients')} for access tokens, or {named('allowed_audience')} for id tokens",
                )


def _clients_in_both(tokens: Part, plan: Plan) -> list[Text]:
    """Ids of app clients that tokens must have in aud, while a list of clients asks for client_id."""
    clients = tokens.names("allowed_clients") - {NOT_KNOWN}
    if not clients:
        return []
    known = {
        str(name)
        for each in plan.by_type("aws_cognito_user_pool_client")
        for name in ((each.before or {}).get("id"), each.address)
        if name
    }
    return sorted(
        (
            each
            for each in tokens.names("allowed_audience")
            if each in clients or to_compare(each) in known or _ID_OF_A_CLIENT.fullmatch(to_compare(each))
        ),
        key=to_compare,
    )
