"""Doors, and what sign-in depends on, of types and versions that the provider of the real plans does not have."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_as_code.review.findings import Finding
from tests.review.plans import entry, findings

ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEf123/.well-known/openid-configuration"
ANOTHER = ISSUER.replace("AbCdEf123", "Elsewhere1")
GATEWAY = "aws_bedrockagentcore_gateway.tools"
RUNTIME = "aws_bedrockagentcore_agent_runtime.agent"
POOL_ADDRESS = "aws_cognito_user_pool.main"
KEY_ARN = "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-5678-90ab-cdef-111122223333"
IDENTITY_ARN = "arn:aws:ses:eu-central-1:111122223333:identity/example.com"
TOKENS = {
    "allowed_audience": ["https://tools.example.com/mcp"],
    "allowed_clients": ["web"],
    "allowed_scopes": ["tools/call"],
    "discovery_url": ISSUER,
}
SECURE = {
    "deletion_protection": "ACTIVE",
    "mfa_configuration": "ON",
    "software_token_mfa_configuration": [{"enabled": True}],
    "username_configuration": [{"case_sensitive": False}],
}


def agent(address: str, **tokens: Any) -> dict[str, Any]:
    """A gateway or runtime of agents that takes tokens with these limits."""
    checked = {"authorizer_type": "CUSTOM_JWT"} if address == GATEWAY else {}
    configuration = [{"custom_jwt_authorizer": [{**TOKENS, **tokens}]}]
    return {"name": "tools", **checked, "authorizer_configuration": configuration}


def changed(address: str, before: dict[str, Any], after: dict[str, Any], **more: Any) -> list[Finding]:
    return findings(entry(address, ["update"], before, after, **more))


def told(found: list[Finding]) -> list[tuple[str, str]]:
    return [(each.rule.id, each.severity) for each in found]


AGENTS = pytest.mark.parametrize("address", [GATEWAY, RUNTIME])


@AGENTS
def test_an_agents_door_that_stays_as_it_is_or_is_described_anew_is_not_told(address: str) -> None:
    assert changed(address, agent(address), {**agent(address), "description": "x"}) == []
    assert findings(entry(address, ["create"], None, agent(address))) == []


def test_a_gateway_that_checks_nothing_any_more_blocks() -> None:
    (finding,) = changed(
        GATEWAY, agent(GATEWAY), {"name": "tools", "authorizer_type": "NONE", "authorizer_configuration": []}
    )
    assert (finding.rule.id, finding.severity) == ("door-opened", "blocking")
    assert finding.what == "lets in anybody on the internet"


@pytest.mark.parametrize(("address", "becomes"), [(GATEWAY, {"authorizer_type": "AWS_IAM"}), (RUNTIME, {})])
@pytest.mark.parametrize("nothing", [[], None])
def test_an_agent_that_asks_for_aws_credentials_instead_of_tokens_blocks(
    address: str, becomes: dict[str, Any], nothing: Any
) -> None:
    (finding,) = changed(address, agent(address), {"name": "tools", **becomes, "authorizer_configuration": nothing})
    assert (finding.rule.id, finding.severity) == ("door-of-others", "blocking")
    assert "no user's token" in finding.what


@AGENTS
@pytest.mark.parametrize("name", ["allowed_audience", "allowed_clients", "allowed_scopes"])
@pytest.mark.parametrize("nothing", [[], None])
def test_an_agent_that_asks_for_less_of_a_token_blocks(address: str, name: str, nothing: Any) -> None:
    (finding,) = changed(address, agent(address), agent(address, **{name: nothing}))
    assert (finding.rule.id, finding.severity) == ("door-widened", "blocking")
    assert f"asks for no `{name}` any more" in finding.what


@AGENTS
@pytest.mark.parametrize("name", ["allowed_audience", "allowed_clients"])
def test_an_agent_that_takes_tokens_of_another_client_too_blocks(address: str, name: str) -> None:
    (finding,) = changed(address, agent(address), agent(address, **{name: [*TOKENS[name], "batch"]}))
    assert (finding.rule.id, finding.severity) == ("door-widened", "blocking")
    assert f"`{name}` `batch` too" in finding.what.replace('"', "`")


@AGENTS
@pytest.mark.parametrize(
    ("url", "who"), [(ANOTHER, "users of the pool"), ("https://login.example.com/.well-known", "vouches for")]
)
def test_an_agent_that_trusts_another_issuer_blocks(address: str, url: str, who: str) -> None:
    (finding,) = changed(address, agent(address), agent(address, discovery_url=url))
    assert (finding.rule.id, finding.severity) == ("door-of-others", "blocking")
    assert who in finding.what
    assert "instead of users of the pool" in finding.what


@AGENTS
def test_an_agent_whose_claim_is_asked_for_no_more_blocks(address: str) -> None:
    claim = {"inbound_token_claim_name": "cognito:groups", "authorizing_claim_match_value": [{"value": "admins"}]}
    (finding,) = changed(address, agent(address, custom_claim=[claim]), agent(address, custom_claim=[]))
    assert (finding.rule.id, finding.severity) == ("door-widened", "blocking")
    assert "cognito:groups" in finding.what


@AGENTS
def test_an_agent_whose_issuer_is_hidden_and_changes_blocks(address: str) -> None:
    hidden = {"authorizer_configuration": [{"custom_jwt_authorizer": [{"discovery_url": True}]}]}
    found = changed(
        address,
        agent(address),
        agent(address, discovery_url=ANOTHER),
        before_sensitive=hidden,
        after_sensitive=hidden,
    )
    assert found
    assert all(each.blocks for each in found)
    assert "Elsewhere1" not in str([(each.what, each.instead, each.steps, each.block) for each in found])


def test_a_new_gateway_that_lets_in_anybody_beside_a_pool_is_told() -> None:
    pool = entry(POOL_ADDRESS, ["no-op"], SECURE, SECURE)
    gateway = {"name": "tools", "authorizer_type": "NONE", "authorizer_configuration": []}
    assert told(findings(pool, entry(GATEWAY, ["create"], None, gateway))) == [("door-made-open", "warning")]
    assert findings(entry(GATEWAY, ["create"], None, gateway)) == []


@AGENTS
def test_an_agents_door_that_goes_is_told(address: str) -> None:
    assert told(findings(entry(address, ["delete"], agent(address), None))) == [("door-lost", "warning")]


def pool_with(**more: Any) -> dict[str, Any]:
    return entry(POOL_ADDRESS, ["no-op"], SECURE | more, SECURE | more)


SENDS = pool_with(email_configuration=[{"email_sending_account": "DEVELOPER", "source_arn": IDENTITY_ARN}])
IDENTITY = {
    "arn": IDENTITY_ARN,
    "email_identity": "example.com",
    "dkim_signing_attributes": [{"next_signing_key_length": "RSA_2048_BIT"}],
}


def test_an_identity_of_ses_v2_that_a_pool_sends_with_is_not_lost() -> None:
    gone = entry("aws_sesv2_email_identity.mail", ["delete"], IDENTITY, None)
    assert told(findings(SENDS, gone)) == [("sender-lost", "blocking")]
    assert findings(pool_with(), gone) == []
    other = IDENTITY | {"arn": IDENTITY_ARN.replace("example.com", "example.org"), "email_identity": "example.org"}
    assert findings(SENDS, entry("aws_sesv2_email_identity.mail", ["delete"], other, None)) == []


def test_an_identity_of_ses_v2_in_place_of_one_of_ses_is_no_loss() -> None:
    gone = entry("aws_ses_domain_identity.mail", ["delete"], {"arn": IDENTITY_ARN, "domain": "example.com"}, None)
    comes = entry("aws_sesv2_email_identity.mail", ["create"], None, {"email_identity": "example.com"})
    assert findings(SENDS, gone, comes) == []


def test_another_signature_of_ses_v2_is_told_where_a_pool_sends_with_it() -> None:
    own_key = IDENTITY | {"dkim_signing_attributes": [{"domain_signing_selector": "own"}]}
    change = entry("aws_sesv2_email_identity.mail", ["update"], IDENTITY, own_key)
    assert told(findings(SENDS, change)) == [("sending-weakened", "warning")]
    assert findings(pool_with(), change) == []


@pytest.mark.parametrize("type_", ["mail_from_attributes", "policy"])
def test_what_lets_cognito_send_or_proves_it_is_told_when_it_goes(type_: str) -> None:
    values = {"email_identity": "example.com", "mail_from_domain": "post.example.com", "policy": "{}"}
    gone = entry(f"aws_sesv2_email_identity_{type_}.mail", ["delete"], values, None)
    assert told(findings(SENDS, gone)) == [("sending-weakened", "warning")]
    assert findings(pool_with(), gone) == []


def test_another_mail_from_is_told_and_a_first_one_is_not() -> None:
    address = "aws_sesv2_email_identity_mail_from_attributes.mail"
    before = {"email_identity": "example.com", "mail_from_domain": "post.example.com"}
    after = before | {"mail_from_domain": "mail.example.com"}
    assert told(findings(SENDS, entry(address, ["update"], before, after))) == [("sending-weakened", "warning")]
    assert findings(SENDS, entry(address, ["create"], None, after)) == []
    assert findings(SENDS, entry(address, ["no-op"], after, after)) == []


CHECK_ARN = "arn:aws:lambda:eu-central-1:111122223333:function:check"
PERMISSION = {
    "action": "lambda:InvokeFunction",
    "function_name": "check",
    "principal": "cognito-idp.amazonaws.com",
    "source_arn": None,
}


@pytest.mark.parametrize(
    ("path", "value", "calls"),
    [
        ("action", "lambda:*", True),
        ("action", "lambda:Invoke*", True),
        ("action", "lambda:Get*", False),
        ("action", "lambda:GetFunction", False),
        ("function_name", CHECK_ARN, True),
        ("function_name", "check*", False),
        ("principal", "*", True),
        ("principal", "events.amazonaws.com", False),
    ],
)
def test_a_permission_that_no_longer_lets_the_pool_call_is_lost(path: str, value: str, calls: bool) -> None:
    pool = pool_with(lambda_config=[{"pre_sign_up": CHECK_ARN}])
    change = entry("aws_lambda_permission.check", ["update"], PERMISSION, PERMISSION | {path: value})
    lost = ("trigger-permission-lost", "blocking") in told(findings(pool, change))
    assert lost is not calls


ENCRYPTS = pool_with(
    lambda_config=[
        {
            "kms_key_id": KEY_ARN,
            "custom_email_sender": [
                {
                    "lambda_arn": "arn:aws:lambda:eu-central-1:111122223333:function:sender",
                    "lambda_version": "V1_0",
                }
            ],
        }
    ]
)
KEY = {"arn": KEY_ARN, "key_id": KEY_ARN.rpartition("/")[2], "is_enabled": True, "policy": "{}"}


def test_a_key_that_a_pool_encrypts_with_stays_enabled() -> None:
    off = entry("aws_kms_key.codes", ["update"], KEY, KEY | {"is_enabled": False})
    assert told(findings(ENCRYPTS, off)) == [("key-lost", "blocking")]
    assert findings(pool_with(), off) == []
    on = entry("aws_kms_key.codes", ["update"], KEY | {"is_enabled": False}, KEY)
    assert findings(ENCRYPTS, on) == []


def test_a_key_that_a_pool_encrypts_with_is_not_deleted() -> None:
    gone = entry("aws_kms_key.codes", ["delete"], KEY, None)
    assert told(findings(ENCRYPTS, gone)) == [("key-lost", "blocking")]
    assert findings(pool_with(), gone) == []


@pytest.mark.parametrize(
    ("key", "is_its"), [(KEY["key_id"], True), (KEY_ARN, True), ("bills", False), (f"{KEY_ARN}0", False)]
)
def test_who_may_use_a_key_that_a_pool_encrypts_with_is_told(key: str, is_its: bool) -> None:
    gone = entry("aws_kms_key_policy.codes", ["delete"], {"key_id": key, "policy": "{}"}, None)
    assert told(findings(ENCRYPTS, gone)) == [("key-access-changed", "warning")] * is_its
    assert findings(pool_with(), gone) == []


@pytest.mark.parametrize("is_unknown", [True, False])
def test_a_key_that_a_pool_no_longer_names_is_not_its(is_unknown: bool) -> None:
    """Unless what it names instead is known after apply only, and may be the same."""
    before = ENCRYPTS["change"]["before"]
    (config,) = before["lambda_config"]
    after = {**before, "lambda_config": [{**config, "kms_key_id": None if is_unknown else f"{KEY_ARN}0"}]}
    unknown = {"lambda_config": [{"kms_key_id": True}]} if is_unknown else {}
    pool = entry(ENCRYPTS["address"], ["update"], before, after, after_unknown=unknown)
    off = entry("aws_kms_key.codes", ["update"], KEY, KEY | {"is_enabled": False})
    assert (("key-lost", "blocking") in told(findings(pool, off))) is is_unknown


def test_the_record_that_renews_a_login_certificate_is_kept() -> None:
    values = {"domain": "login.example.com", "certificate_arn": "arn:aws:acm:us-east-1:111122223333:certificate/1"}
    domain = entry("aws_cognito_user_pool_domain.login", ["no-op"], values, values)
    record = {
        "name": "_0123456789abcdef.login.example.com.",
        "type": "CNAME",
        "records": ["_fedcba9876543210.xlfgrmvvlj.acm-validations.aws."],
    }
    gone = entry("aws_route53_record.proof", ["delete"], record, None)
    assert told(findings(domain, gone)) == [("certificate-record-lost", "warning")]
    assert findings(domain, gone, entry("aws_route53_record.again", ["create"], None, record)) == []
    assert findings(gone) == []


def test_a_block_left_in_an_action_of_another_type_asks_nobody_to_sign_in() -> None:
    block = {
        "user_pool_arn": "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_AbCdEf123",
        "user_pool_client_id": "web",
    }
    asks = {"type": "authenticate-cognito", "authenticate_cognito": [block]}
    forwards = {"type": "forward", "authenticate_cognito": []}
    (finding,) = changed(
        "aws_lb_listener.https",
        {"default_action": [asks, forwards]},
        {"default_action": [forwards | {"authenticate_cognito": [block]}]},
    )
    assert (finding.rule.id, finding.severity) == ("door-opened", "blocking")


def test_a_door_whose_pool_is_replaced_shuts_nobody_out_by_itself() -> None:
    before = {"authorizer_type": "JWT", "jwt_configuration": [{"issuer": ISSUER, "audience": ["web"]}]}
    after = {"authorizer_type": "JWT", "jwt_configuration": [{}]}
    unknown = {"jwt_configuration": [{"issuer": True, "audience": True}]}
    found = changed("aws_apigatewayv2_authorizer.users", before, after, after_unknown=unknown)
    assert ("door-narrowed", "warning") not in told(found)
    assert ("door-of-others", "warning") in told(found)


JWKS = ISSUER.replace("openid-configuration", "jwks.json")
WEB_ID, ANOTHERS_ID = "1h57kf5cpq17m0eml12EXAMPLE".lower(), "7c2ab41dpq17m0eml98example"


@AGENTS
def test_an_agents_door_that_takes_the_keys_for_the_discovery_document_is_told(address: str) -> None:
    """As in https://github.com/aws-ia/terraform-aws-agentcore, whose README configures both doors so."""
    (finding,) = findings(entry(address, ["create"], None, agent(address, discovery_url=JWKS)))
    assert (finding.rule.id, finding.severity) == ("door-for-nobody", "warning")
    assert finding.what == f'looks for the discovery document at "{JWKS}"'
    assert ISSUER in finding.instead


@AGENTS
@pytest.mark.parametrize("audience", [[WEB_ID], [WEB_ID, ANOTHERS_ID], [ANOTHERS_ID, "https://tools.example.com/mcp"]])
def test_an_agents_door_that_asks_for_a_client_in_two_claims_is_told(address: str, audience: list[str]) -> None:
    """As in https://github.com/aws-solutions-library-samples/guidance-for-claude-code-with-amazon-bedrock/issues/718"""
    after = agent(address, allowed_clients=[WEB_ID], allowed_audience=audience)
    (finding,) = findings(entry(address, ["create"], None, after))
    assert (finding.rule.id, finding.severity) == ("door-for-nobody", "warning")
    assert "in `allowed_audience`, beside `allowed_clients`" in finding.what


@AGENTS
def test_an_agents_door_for_a_client_that_is_made_with_it_is_judged_by_what_it_names(address: str) -> None:
    after = agent(address, allowed_clients=["x"])
    tokens = after["authorizer_configuration"][0]["custom_jwt_authorizer"][0]
    del tokens["allowed_clients"], tokens["allowed_audience"]
    unknown = {
        "authorizer_configuration": [{"custom_jwt_authorizer": [{"allowed_clients": True, "allowed_audience": True}]}]
    }
    client = entry("aws_cognito_user_pool_client.web", ["create"], None, {"name": "web"}, after_unknown={"id": True})
    references = {"references": ["aws_cognito_user_pool_client.web.id", "aws_cognito_user_pool_client.web"]}
    block = {"allowed_clients": references, "allowed_audience": references}
    configuration = {
        "root_module": {
            "resources": [
                {
                    "address": address,
                    "mode": "managed",
                    "type": address.partition(".")[0],
                    "name": address.partition(".")[2],
                    "expressions": {"authorizer_configuration": [{"custom_jwt_authorizer": [block]}]},
                }
            ]
        }
    }
    found = findings(
        entry(address, ["create"], None, after, after_unknown=unknown), client, configuration=configuration
    )
    assert [each.rule.id for each in found if each.address == address] == ["door-for-nobody"]


@AGENTS
@pytest.mark.parametrize(
    "tokens",
    [
        {"allowed_clients": [WEB_ID], "allowed_audience": ["https://tools.example.com/mcp"]},
        {"allowed_clients": [WEB_ID], "allowed_audience": None},
        {"allowed_clients": None, "allowed_audience": [WEB_ID]},
        {"discovery_url": "https://login.example.com/.well-known/openid-configuration"},
    ],
    ids=["a resource", "clients alone", "an audience alone", "another issuer"],
)
def test_an_agents_door_that_some_token_opens_is_not_told(address: str, tokens: dict[str, Any]) -> None:
    assert findings(entry(address, ["create"], None, agent(address, **tokens))) == []


@AGENTS
def test_an_agents_door_of_which_nothing_is_known_yet_is_not_told(address: str) -> None:
    after = agent(address)
    tokens = after["authorizer_configuration"][0]["custom_jwt_authorizer"][0]
    del tokens["allowed_clients"], tokens["allowed_audience"]
    later = {"custom_jwt_authorizer": [{"allowed_clients": True, "allowed_audience": True}]}
    found = findings(entry(address, ["create"], None, after, after_unknown={"authorizer_configuration": [later]}))
    assert "door-for-nobody" not in {each.rule.id for each in found}


@AGENTS
def test_a_door_that_was_for_nobody_before_is_not_told_again(address: str) -> None:
    assert (
        changed(address, agent(address, discovery_url=JWKS), {**agent(address, discovery_url=JWKS), "description": "x"})
        == []
    )
