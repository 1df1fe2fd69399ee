"""What is protected, where its resource is made here: an authorizer, a rule, a gateway, an identity source."""

from __future__ import annotations

from collections.abc import Callable

from cognito_as_code.constructs.authorizers import Block
from cognito_as_code.constructs.engine import cdktf, constructs
from cognito_as_code.settings.protected.model import ProtectedSettings


class Protected(cdktf.TerraformResource):
    """TYPE.ADDRESS of its kind, with its authorizer's block as it is.

    Without the provider's classes: the block is the argument, in words that are newer than they are for AgentCore.
    """

    def __init__(
        self, scope: constructs.Construct, id: str, *, address: str, settings: ProtectedSettings, block: Block
    ) -> None:
        resource_type = settings.takes.resource_type
        super().__init__(scope, id, terraform_resource_type=resource_type)
        self.override_logical_id(address)
        for argument, value in _ARGUMENTS[settings.kind](address, settings, block).items():
            self.add_override(argument, value)
        self.references = {
            name: f"${{{resource_type}.{address}.{attribute}}}"
            for name, attribute in _TOLD.get(settings.kind, {}).items()
        }
        """What others need of it, by reference."""


# Kind -> what its output says beside the block -> the attribute that it is.
_TOLD = {
    "HTTP_API": {"authorizer_id": "id"},
    "REST_API": {"authorizer_id": "id"},
    "AGENTCORE_GATEWAY": {"gateway_url": "gateway_url"},
    "AGENTCORE_RUNTIME": {"agent_runtime_arn": "agent_runtime_arn"},
}


def _http_api(address: str, settings: ProtectedSettings, block: Block) -> Block:
    return {
        "api_id": settings.api_id,
        "name": address,
        "authorizer_type": "JWT",
        "identity_sources": ["$request.header.Authorization"],
        "jwt_configuration": {key: block[key] for key in ("issuer", "audience")},
    }


def _rest_api(address: str, settings: ProtectedSettings, block: Block) -> Block:
    return {
        "rest_api_id": settings.rest_api_id,
        "name": address,
        "type": "COGNITO_USER_POOLS",
        "provider_arns": block["user_pool_arns"],
    }


def _alb(_address: str, settings: ProtectedSettings, block: Block) -> Block:
    return {
        "listener_arn": settings.listener_arn,
        "priority": settings.priority,
        "action": [
            {"order": 1, "type": "authenticate-cognito", **block},
            {"order": 2, "type": "forward", "target_group_arn": settings.target_group_arn},
        ],
        "condition": [{"host_header": {"values": [settings.host]}}],
    }


def _gateway(address: str, settings: ProtectedSettings, block: Block) -> Block:
    return {
        "name": settings.name or address,
        "role_arn": settings.role_arn,
        "protocol_type": "MCP",
        "authorizer_type": "CUSTOM_JWT",
        "authorizer_configuration": block,
    }


def _runtime(address: str, settings: ProtectedSettings, block: Block) -> Block:
    network: Block = {"network_mode": "PUBLIC"}
    if settings.subnets:
        private = {"subnets": settings.subnets, "security_groups": settings.security_groups}
        network = {"network_mode": "VPC", "network_mode_config": private}
    return {
        "agent_runtime_name": settings.name or address,
        "role_arn": settings.role_arn,
        "agent_runtime_artifact": {"container_configuration": {"container_uri": settings.container_uri}},
        "network_configuration": network,
        "protocol_configuration": {"server_protocol": settings.server_protocol},
        "authorizer_configuration": block,
    }


def _identity_source(_address: str, settings: ProtectedSettings, block: Block) -> Block:
    return {"policy_store_id": settings.policy_store_id, **block}


_ARGUMENTS: dict[str, Callable[[str, ProtectedSettings, Block], Block]] = {
    "HTTP_API": _http_api,
    "REST_API": _rest_api,
    "ALB": _alb,
    "AGENTCORE_GATEWAY": _gateway,
    "AGENTCORE_RUNTIME": _runtime,
    "VERIFIED_PERMISSIONS": _identity_source,
}
