"""Calling AWS: calls that change nothing, several at a time, and what may not be called said all at once."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cognito_as_code.adopt.secrets import drop_secrets

Live = dict[str, list[dict[str, Any]]]
"""Operation, as describe-user-pool -> its responses, as plain JSON, without secrets. Lists are one response."""
Progress = Callable[[str, int, int], None]
"""Told what is read, how many there are by now, and of how many."""

_AT_A_TIME = 8
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}
_NONE_THERE = {
    "FeatureUnavailableInTierException", "InvalidAction", "InvalidParameterException", "NotFoundException",
    "ResourceNotFoundException", "UserPoolAddOnNotEnabledException", "WAFNonexistentItemException",
}  # fmt: skip
"""Answers that say: there is no such thing. InvalidAction is that of an endpoint that is not all of AWS."""


class CannotAdoptError(Exception):
    """Why a pool cannot be taken over, in one sentence for whoever asked."""


def operation_key(operation: str) -> str:
    """The key of an operation's responses: DescribeUserPool -> describe-user-pool, as the AWS CLI calls it."""
    from botocore import xform_name

    return str(xform_name(operation, sep="-"))


@dataclass
class Reader:
    """Calls operations and keeps what they say; what may not be called is remembered, and said all at once."""

    services: dict[str, Any]
    """Service, as cognito-idp -> its boto3 client."""
    progress: Progress = lambda what, done, total: None  # noqa: ARG005
    live: Live = field(default_factory=dict)
    denied: set[str] = field(default_factory=set)

    def read(self, service: str, operation: str, *, optional: bool = False, **arguments: Any) -> dict[str, Any]:
        """One response; {} where there is no such thing, if that may be, or where it may not be read."""
        from botocore import xform_name
        from botocore.exceptions import ClientError

        call = getattr(self.services[service], xform_name(operation))
        try:
            response = call(**arguments)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in _DENIED:
                self.denied.add(f"{service}:{operation}")
                return {}
            if optional and code in _NONE_THERE:
                return {}
            raise
        response.pop("ResponseMetadata", None)
        plain: dict[str, Any] = _plain(response)
        return plain

    def keep(self, operation: str, response: dict[str, Any]) -> None:
        """Keep a response, unless it is empty."""
        if response:
            self.live.setdefault(operation_key(operation), []).append(response)

    def read_list(self, operation: str, member: str, *, token: str = "NextToken", **arguments: Any) -> list[Any]:  # noqa: S107
        """Everything that an operation of cognito-idp lists, page by page."""
        things: list[Any] = []
        page = self.read("cognito-idp", operation, **arguments)
        things += page.get(member, [])
        while page.get(token):
            page = self.read("cognito-idp", operation, **arguments, **{token: page[token]})
            things += page.get(member, [])
        return things

    def read_each(self, what: str, operation: str, each: Iterable[dict[str, str]], *, optional: bool = False) -> None:
        """One response for each set of arguments, several at a time, kept in the arguments' order.

        What they were asked with is added to those that do not say it themselves.
        """
        asked = list(each)
        with ThreadPoolExecutor(_AT_A_TIME) as pool:
            calls = pool.map(lambda one: self.read("cognito-idp", operation, optional=optional, **one), asked)
            for done, (arguments, response) in enumerate(zip(asked, calls, strict=True), start=1):
                self.keep(operation, {"ClientId": arguments.get("ClientId"), **response} if response else {})
                self.progress(what, done, len(asked))


def _plain(value: Any) -> Any:
    """A response as JSON has it."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def connect(*, profile: str | None, region: str, endpoint_url: str | None) -> dict[str, Any]:
    """boto3's clients for reading, which wait and try again when AWS throttles, and never hand on a client's secret."""
    import boto3
    from botocore.config import Config

    session = boto3.Session(profile_name=profile, region_name=region)
    config = Config(retries={"mode": "adaptive", "max_attempts": 12}, max_pool_connections=_AT_A_TIME)
    names = ("cognito-idp", "cognito-identity", "wafv2", "sts")
    services = {name: session.client(name, endpoint_url=endpoint_url, config=config) for name in names}
    for operation in ("DescribeUserPoolClient", "DescribeIdentityProvider"):
        services["cognito-idp"].meta.events.register(
            f"after-call.cognito-idp.{operation}", lambda parsed, **_: drop_secrets(parsed)
        )
    return services
