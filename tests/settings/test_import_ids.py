"""Whatever an environment makes can be imported, by an id of its type's form, or is known to have no import."""

from __future__ import annotations

import pytest

from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.addresses import addresses
from cognito_as_code.settings.adoption.import_ids import FORMS
from cognito_as_code.settings.protected.model import KINDS

WITHOUT_IMPORT = {"aws_cognito_user_in_group"}
"""Types whose pages at the provider have no section "Import"."""
LISTENER = "elasticloadbalancing:eu-central-1:111122223333"


def test_every_type_has_a_form_or_no_import(example_environments: dict[str, EnvironmentSettings]) -> None:
    made = {each.partition(".")[0] for settings in example_environments.values() for each in addresses(settings)}
    made |= {takes.resource_type for takes in KINDS.values() if takes.resource_type}
    assert made - WITHOUT_IMPORT == set(FORMS)


@pytest.mark.parametrize(
    ("type_", "right", "wrong"),
    [
        ("aws_apigatewayv2_authorizer", "a1b2c3d4e5/0x9y8z", "0x9y8z"),
        ("aws_api_gateway_authorizer", "a1b2c3d4e5/0x9y8z", "a1b2c3d4e5:0x9y8z"),
        (
            "aws_lb_listener_rule",
            f"arn:aws:{LISTENER}:listener-rule/app/chat/0123456789abcdef/0123456789abcdef/0123456789abcdef",
            f"arn:aws:{LISTENER}:listener/app/chat/0123456789abcdef/0123456789abcdef",
        ),
        ("aws_bedrockagentcore_gateway", "tools-gateway-a1b2c3d4e5", "tools/a1b2c3d4e5"),
        (
            "aws_bedrockagentcore_agent_runtime",
            "my_agent-A1b2C3d4E5",
            "arn:aws:bedrock-agentcore:eu-central-1:111122223333:runtime/my_agent-A1b2C3d4E5",
        ),
        ("aws_verifiedpermissions_identity_source", "PSEXAMPLEabcdefg111111:ISEXAMPLEabcdefg222222", "PSEXAMPLEabc"),
    ],
)
def test_ids_of_what_is_protected_have_their_form(type_: str, right: str, wrong: str) -> None:
    assert FORMS[type_].match(right)
    assert not FORMS[type_].match(wrong)
