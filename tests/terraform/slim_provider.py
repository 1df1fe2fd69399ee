"""A running provider that says it has the types in use only: `slim_provider.py ADDRESS TYPE...`, a process of its own.

The schemas of the AWS provider's 1,500 types are what a Terraform command costs: the provider makes them, and Terraform
decodes them, for each command. This stands between the two, asks for them once, and gives Terraform those of the types
in use. A configuration with any other type is refused, by Terraform. All else passes both ways as it is.
Source: https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Collection
from typing import Any

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SCHEMA = "/tfplugin5.Provider/GetSchema"
OPTIONS = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    ("grpc.enable_http_proxy", 0),
)
"""Of every channel and server: schemas are larger than what gRPC takes, and all is on this machine."""
_BY_TYPE = {"resource_schemas": 2, "data_source_schemas": 3, "ephemeral_resource_schemas": 8}
"""The maps of a GetProviderSchema.Response: https://github.com/hashicorp/terraform/tree/main/docs/plugin-protocol"""


def slim(response: bytes, types: Collection[str]) -> bytes:
    """A GetProviderSchema.Response without the schemas of other types."""
    parsed = _RESPONSE.FromString(response)
    for name in _BY_TYPE:
        schemas = getattr(parsed, name)
        kept = [schema for schema in schemas if schema.type in types]
        del schemas[:]
        schemas.extend(kept)
    slimmed: bytes = parsed.SerializeToString()
    return slimmed


def _response() -> Any:
    """The message with what is looked at; protobuf keeps the fields it was not told of. A map is a list of entries."""
    kind = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="slim.proto", package="slim", syntax="proto3")
    file.message_type.add(name="Schema").field.add(name="type", number=1, type=kind.TYPE_STRING)
    fields = file.message_type.add(name="Response").field
    for name, number in _BY_TYPE.items():
        fields.add(
            name=name, number=number, type=kind.TYPE_MESSAGE, type_name=".slim.Schema", label=kind.LABEL_REPEATED
        )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("slim.Response"))


_RESPONSE = _response()


class Forwarder:
    """Hands every call on, whatever its method: each is a stream of messages each way, and most are of one."""

    def __init__(self, provider: grpc.aio.Channel, schema: bytes) -> None:
        self._provider = provider
        self._schema = schema

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        """What answers a call."""
        method = handler_call_details.method
        if method == SCHEMA:
            return grpc.unary_unary_rpc_method_handler(self._say_schema)
        metadata = [(key, value) for key, value in handler_call_details.invocation_metadata if key != "user-agent"]

        async def forward(requests: AsyncIterator[bytes], context: grpc.aio.ServicerContext) -> AsyncIterator[bytes]:
            call = self._provider.stream_stream(method)(requests, metadata=metadata)
            try:
                async for response in call:
                    yield response
                context.set_trailing_metadata(await call.trailing_metadata())
            except grpc.aio.AioRpcError as error:
                await context.abort(error.code(), error.details() or "", tuple(error.trailing_metadata() or ()))
            finally:
                call.cancel()

        return grpc.stream_stream_rpc_method_handler(forward)

    async def _say_schema(self, _request: bytes, _context: grpc.aio.ServicerContext) -> bytes:
        return self._schema


async def serve(address: str, types: Collection[str]) -> None:
    """Serve on a free port, which is printed, until killed."""
    async with grpc.aio.insecure_channel(address, options=OPTIONS) as provider:
        schema = slim(await provider.unary_unary(SCHEMA)(b""), types)
        server = grpc.aio.server(options=OPTIONS)
        server.add_generic_rpc_handlers([Forwarder(provider, schema)])
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        print(f"listens on 127.0.0.1:{port}", flush=True)
        await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], frozenset(sys.argv[2:])))
