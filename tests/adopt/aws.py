"""AWS as far as reading goes: boto3's own clients, whose requests are answered from a pool's folder."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.awsrequest import AWSResponse

from cognito_as_code.adopt import live

_LISTS = {
    "ListUserPoolClients": ("UserPoolClients", "UserPoolClient", "NextToken"),
    "ListIdentityProviders": ("Providers", "IdentityProvider", "NextToken"),
    "ListGroups": ("Groups", "", "NextToken"),
    "ListResourceServers": ("ResourceServers", "", "NextToken"),
    "ListUsers": ("Users", "", "PaginationToken"),
}
_BY = {"UserPoolClient": "ClientId", "IdentityProvider": "ProviderName", "DomainDescription": "Domain"}


class _Body:
    def __init__(self, text: str) -> None:
        self._text = text.encode()

    def stream(self) -> Iterator[bytes]:
        yield self._text


class Aws:
    """Answers for one pool.

    `refuse` has what to answer instead: operation -> error codes, in turn, the last for good.
    """

    def __init__(self, folder: Path, page: int = 2) -> None:
        self.answers: dict[str, list[dict[str, Any]]] = {}
        for file in sorted(folder.glob("*.json")):
            self.answers.setdefault(file.stem, []).append(json.loads(file.read_text()))
        self.refuse: dict[str, list[str]] = {}
        self.calls: Counter[str] = Counter()
        self._page = page
        self._lock = threading.Lock()

    def send(self, request: Any, **_: Any) -> AWSResponse:
        """Answer a request that boto3 is about to send."""
        target = request.headers.get("X-Amz-Target", b"sts.GetCallerIdentity")
        operation = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
        with self._lock:
            self.calls[operation] += 1
            refused = self.refuse.get(operation, [])
            code = refused.pop(0) if len(refused) > 1 else "".join(refused)
        if operation == "GetCallerIdentity":
            identity = "<GetCallerIdentityResult><Account>444455556666</Account></GetCallerIdentityResult>"
            return self._response(request, 200, f"<GetCallerIdentityResponse>{identity}</GetCallerIdentityResponse>")
        if code and code != "none":
            return self._response(request, 400, json.dumps({"__type": code, "message": f"{code} of {operation}"}))
        body = json.loads(request.body)
        answer = self._list(operation, body) if operation in _LISTS else self._find(operation, body)
        if answer is None:
            return self._response(request, 400, json.dumps({"__type": "ResourceNotFoundException", "message": "no"}))
        return self._response(request, 200, json.dumps(answer))

    def _all(self, operation: str) -> list[dict[str, Any]]:
        known = [xform_name(each, sep="-") for each in _OPERATIONS]
        key = xform_name(operation, sep="-")
        names = [name for name in self.answers if max((k for k in known if name.startswith(k)), key=len) == key]
        return [answer for name in names for answer in self.answers[name]]

    def _find(self, operation: str, body: dict[str, Any]) -> dict[str, Any] | None:
        if operation == "DescribeManagedLoginBrandingByClient":
            found = self.answers.get(f"{xform_name(operation, sep='-')}-{body['ClientId']}")
            return found[0] if found else None
        for answer in self._all(operation):
            inner = next((value for value in answer.values() if isinstance(value, dict)), answer)
            keys = [each for kind, each in _BY.items() if kind in answer]
            keys += ["ClientId"] if operation in ("DescribeRiskConfiguration", "GetUICustomization") else []
            if all(inner.get(key) in (body.get(key), "ALL") for key in keys):
                return answer
        return {} if operation == "GetWebACLForResource" else None

    def _list(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        member, describes, token = _LISTS[operation]
        if describes:
            described = {"ListUserPoolClients": "DescribeUserPoolClient"}.get(operation, "DescribeIdentityProvider")
            keys = ("ClientId", "ClientName", "ProviderName", "ProviderType", "UserPoolId")
            things = [
                {key: each[describes][key] for key in keys if key in each[describes]} for each in self._all(described)
            ]
        else:
            things = [thing for each in self._all(operation) for thing in each.get(member, [])]
        start = int(body.get(token, 0))
        more = {token: str(start + self._page)} if start + self._page < len(things) else {}
        return {member: things[start : start + self._page], **more}

    @staticmethod
    def _response(request: Any, status: int, text: str) -> AWSResponse:
        return AWSResponse(request.url, status, {"x-amzn-requestid": "1"}, _Body(text))


_OPERATIONS = (
    "DescribeUserPool", "GetUserPoolMfaConfig", "DescribeUserPoolClient", "DescribeUserPoolDomain",
    "DescribeIdentityProvider", "ListGroups", "ListResourceServers", "DescribeRiskConfiguration", "GetUICustomization",
    "DescribeManagedLoginBrandingByClient", "GetLogDeliveryConfiguration", "GetWebACLForResource",
    "DescribeIdentityPool", "GetIdentityPoolRoles", "GetPrincipalTagAttributeMap", "ListUsers",
)  # fmt: skip


def answer_from(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let live.connect's clients be answered by it."""
    for name, value in (("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_CONFIG_FILE", "/no")):
        monkeypatch.setenv(name, value)
    connect = live.connect

    def connected(**options: Any) -> dict[str, Any]:
        services = connect(**options)
        for client in services.values():
            client.meta.events.register("before-send", aws.send)
        return services

    monkeypatch.setattr(live, "connect", connected)
