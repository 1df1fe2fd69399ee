"""Through the slim provider, Terraform does what it does without."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import grpc
import pytest

from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.synth import synth
from main import build_stack
from tests.terraform.provider import WEB_ACL
from tests.terraform.slim_provider import OPTIONS, SCHEMA, Forwarder, slim
from tests.terraform.workspace import AWS_PROVIDER, initialized, override, pinned

LOCAL = override() | {"terraform": {"backend": {"local": {}}}}


def stack_of(resource: dict[str, Any]) -> dict[str, Any]:
    """A configuration with these resources."""
    required = {"aws": {"source": "hashicorp/aws", "version": AWS_PROVIDER}}
    return {"terraform": {"required_providers": required}} | ({"resource": resource} if resource else {})


@pytest.mark.terraform
@pytest.mark.parametrize("name", ["all-controls", "first-program"])
def test_a_plan_through_it_is_the_plan_without(
    name: str,
    environments: dict[str, EnvironmentSettings],
    whole_provider_variables: dict[str, str],
    terraform_variables_with_web_acls: dict[str, str],
    tmp_path: Path,
) -> None:
    (path,) = synth(build_stack, {"test": pinned(environments[name])}, tmp_path)
    stack = json.loads(path.read_text())
    whole, slim = (
        initialized(path.parent, stack, LOCAL, variables).plan()
        for variables in (whole_provider_variables, terraform_variables_with_web_acls)
    )
    for plan in (whole, slim):
        assert plan.pop("timestamp")
        plan["relevant_attributes"].sort(key=json.dumps)  # in an order that is another each time
    assert json.dumps(slim) == json.dumps(whole)
    assert (WEB_ACL in json.dumps(slim)) == (name == "all-controls")


@pytest.mark.terraform
def test_a_type_left_out_is_refused(terraform_variables: dict[str, str], tmp_path: Path) -> None:
    said = initialized(tmp_path, stack_of({WEB_ACL: {"a": {"scope": "REGIONAL"}}}), {}, terraform_variables).validate()
    assert [each["detail"] for each in said["diagnostics"]] == [
        f'The provider hashicorp/aws does not support resource type "{WEB_ACL}".'
    ]


@pytest.mark.terraform
def test_a_state_with_a_type_left_out_is_refused(terraform_variables: dict[str, str], tmp_path: Path) -> None:
    """It is not planned away in silence."""
    instance = {"schema_version": 0, "attributes": {"id": "x"}}
    resource = {
        "mode": "managed",
        "type": WEB_ACL,
        "name": "a",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [instance],
    }
    state = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "x", "resources": [resource]}
    (tmp_path / "terraform.tfstate").write_text(json.dumps(state))
    workspace = initialized(tmp_path, stack_of({}), override(region="eu-central-1"), terraform_variables)
    planned = workspace.terraform("plan", "-refresh=false", "-input=false", "-no-color")
    assert planned.returncode == 1
    assert f"no schema available for {WEB_ACL}.a" in planned.stderr


ECHO, REFUSE = "/plugin.Test/Echo", "/plugin.Test/Refuse"
DETAILS, WHY = "it is späť", (("why-bin", b"\x00\xff"),)


class Provider:
    """Answers, in the place of the real one: with what was said, or a refusal."""

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        """What answers a call."""
        return grpc.stream_stream_rpc_method_handler(self.refuse if details.method == REFUSE else self.echo)

    async def echo(self, requests: AsyncIterator[bytes], context: grpc.aio.ServicerContext) -> AsyncIterator[bytes]:
        """What was said, each as soon as it was, and who said it."""
        async for request in requests:
            yield request
        context.set_trailing_metadata([("said-by", dict(context.invocation_metadata())["from"])])

    async def refuse(self, _requests: AsyncIterator[bytes], context: grpc.aio.ServicerContext) -> AsyncIterator[bytes]:
        """An error with all that belongs to it."""
        yield b"first"
        await context.abort(grpc.StatusCode.DATA_LOSS, DETAILS, WHY)


def through_it(talk: Callable[[grpc.aio.Channel], Awaitable[None]]) -> None:
    """Talk to that provider through the slim one."""

    async def run() -> None:
        servers: list[grpc.aio.Server] = []
        address = await started(servers, Provider())
        async with grpc.aio.insecure_channel(address, options=OPTIONS) as provider:
            address = await started(servers, Forwarder(provider, b"schema"))
            async with grpc.aio.insecure_channel(address, options=OPTIONS) as channel:
                await talk(channel)
        for server in servers:
            await server.stop(None)

    asyncio.run(run())


async def started(servers: list[grpc.aio.Server], handler: Provider | Forwarder) -> str:
    """The address of a server that answers so."""
    server = grpc.aio.server(options=OPTIONS)
    server.add_generic_rpc_handlers([handler])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    servers.append(server)
    return f"127.0.0.1:{port}"


def test_the_schema_is_the_one_asked_for_before() -> None:
    async def talk(channel: grpc.aio.Channel) -> None:
        assert await channel.unary_unary(SCHEMA)(b"") == b"schema"

    through_it(talk)


def test_a_message_passes_however_large_with_its_metadata() -> None:
    async def talk(channel: grpc.aio.Channel) -> None:
        call = channel.unary_unary(ECHO)(message := b"x" * 20_000_000, metadata=[("from", "me")])
        assert await call == message
        assert list(await call.trailing_metadata()) == [("said-by", "me")]

    through_it(talk)


def test_a_stream_passes_as_it_comes() -> None:
    async def talk(channel: grpc.aio.Channel) -> None:
        call = channel.stream_stream(ECHO)(metadata=[("from", "me")])
        for message in (b"1", b"2"):
            await call.write(message)
            assert await call.read() == message
        await call.done_writing()
        assert await call.read() is grpc.aio.EOF
        assert await call.code() is grpc.StatusCode.OK

    through_it(talk)


def test_an_error_passes_as_it_is() -> None:
    async def talk(channel: grpc.aio.Channel) -> None:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await channel.unary_unary(REFUSE)(b"")
        assert refused.value.code() is grpc.StatusCode.DATA_LOSS
        assert refused.value.details() == DETAILS
        assert tuple(refused.value.trailing_metadata()) == WHY

    through_it(talk)


def test_of_a_response_the_types_in_use_are_kept_and_all_that_has_no_type() -> None:
    """Fields as protobuf writes them: a tag, a length, the content."""

    def field(number: int, content: bytes) -> bytes:
        return bytes([number << 3 | 2, len(content)]) + content

    def schema(number: int, name: bytes) -> bytes:
        return field(number, field(1, name) + field(2, field(2, name)))

    kept = {number: schema(number, b"aws_in_use") for number in (2, 3, 8)}
    whole = b"".join(kept[number] + schema(number, b"aws_other") for number in kept)
    for rest in (field(1, b"provider"), field(4, b"diagnostic"), field(6, b"abilities"), schema(7, b"function")):
        assert sorted(slim(whole + rest, {"aws_in_use"})) == sorted(b"".join(kept.values()) + rest)
        assert rest in slim(whole + rest, {"aws_in_use"})
    assert all(each in slim(whole, {"aws_in_use"}) for each in kept.values())
