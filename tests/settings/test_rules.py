"""Each rule, with files in rules/ that break it and nothing else, and one that keeps it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.checks import check, check_environments
from cognito_as_code.settings.core.rule import RULES, RULES_ACROSS, RULES_OF_ADOPTION, Rule, every_rule
from tests.conftest import PROJECT

GOOD = """\
region     = "eu-central-1"
account_id = "111122223333"
user_pool.name = "test"
"""
SES = 'user_pool.email_configuration.source_arn = "arn:aws:ses:eu-central-1:111122223333:identity/example.com"\n'
DEVELOPER = f'{SES}user_pool.email_configuration.email_sending_account = "DEVELOPER"\n'
MAILBOX = DEVELOPER.replace("identity/example.com", "identity/info@example.com")
SMS = 'user_pool.mfa.factors = ["TOTP", "SMS"]\n'
CODE = """\
domains.main.domain = "test"
app_clients.web.allowed_oauth_flows = ["code"]
app_clients.web.allowed_oauth_scopes = ["openid"]
app_clients.web.callback_urls = ["https://app.example.com/"]
"""
MACHINE = """\
domains.main.domain = "test"
resource_servers.api.scopes.read = "Read"
app_clients.job.allowed_oauth_flows = ["client_credentials"]
app_clients.job.allowed_oauth_scopes = ["api/read"]
app_clients.job.generate_secret = true
"""

OTHER_WAYS_TO_BREAK = {
    "a client that is not there, with scopes": (
        "PRT-6",
        'app_clients.web = {}\nprotected.api = {kind = "HTTP_API", app_clients = ["wbe"], scopes = ["api/read"]}',
        'protected.api.app_clients[0]: "wbe" is no app client of this file; did you mean "web"? use one of web, or add '
        "[app_clients.wbe]",
    ),
    "a REST API that is for one of two clients with the same scope": (
        "PRT-11",
        MACHINE.replace("job", "night")
        + "app_clients.web = {}\napp_clients.job = {}\n"
        + 'protected.api = {kind = "REST_API", app_clients = ["job"], scopes = ["aws.cognito.signin.user.admin"]}',
        "protected.api.scopes: lets in web too, since REST_API compares no client here; give job a scope that they "
        "cannot have, and ask for it, or name all in app_clients",
    ),
    "a resource of id tokens": (
        "PRT-7",
        CODE + 'resource_servers.mcp.identifier = "https://mcp.example.com/mcp"\n'
        'protected.tools = {kind = "AGENTCORE_GATEWAY", token = "ID", resource = "https://mcp.example.com/mcp"}',
        'protected.tools.resource: is of access tokens, and token = "ID"; remove one of the two',
    ),
    "a password in an http backend's URL": (
        "BCK-2",
        'terraform.backend.http.address = "https://user:hunter2@state.example.com/"',
        "terraform.backend.http.address: contains a password or a token, which does not belong in a file; "
        "use TF_HTTP_USERNAME and TF_HTTP_PASSWORD instead",
    ),
    "a password in a connection string": (
        "BCK-2",
        'terraform.backend.pg.conn_str = "host=db.example.com Password = hunter2"',
        "terraform.backend.pg.conn_str: contains a password or a token, which does not belong in a file; "
        "use PG_CONN_STR instead",
    ),
    "a password in a list of URLs": (
        "BCK-2",
        'terraform.backend.consul.addresses = ["https://consul.example.com", "https://:hunter2@consul.example.com"]',
        "terraform.backend.consul.addresses[1]: contains a password or a token, which does not belong in a file; "
        "use an environment variable of this backend instead",
    ),
    "a token in an http backend's URL": (
        "BCK-2",
        'terraform.backend.http.address = "https://state.example.com/?token=hunter2"',
        "terraform.backend.http.address: contains a password or a token, which does not belong in a file; "
        "use TF_HTTP_USERNAME and TF_HTTP_PASSWORD instead",
    ),
    "optional MFA without a factor": (
        "MFA-1",
        'user_pool.mfa = {configuration = "OPTIONAL", factors = []}',
        'user_pool.mfa.factors: is empty while configuration is "OPTIONAL"; '
        'list at least one of "TOTP", "SMS", "EMAIL"',
    ),
    "a sender that is no address": (
        "EML-3",
        f'{DEVELOPER}user_pool.email_configuration.from_email_address = "Help <help>"',
        'user_pool.email_configuration.from_email_address: "Help <help>" is no address; '
        "write user@example.com or Name <user@example.com>",
    ),
    "a sender without a domain": (
        "EML-3",
        f'{DEVELOPER}user_pool.email_configuration.from_email_address = "help@"',
        'user_pool.email_configuration.from_email_address: "help@" is no address; '
        "write user@example.com or Name <user@example.com>",
    ),
    "a sender while Cognito sends": (
        "EML-3",
        'user_pool.email_configuration.from_email_address = "help@example.com"',
        "user_pool.email_configuration.from_email_address: needs your own SES identity; "
        'set email_sending_account = "DEVELOPER" and source_arn, or remove it',
    ),
    "a sender who only ends like the identity's domain": (
        "EML-3",
        f'{DEVELOPER}user_pool.email_configuration.from_email_address = "help@badexample.com"',
        'user_pool.email_configuration.from_email_address: "help@badexample.com" is not under the SES identity '
        "example.com; use an address that is",
    ),
    "a sender beside the identity's address": (
        "EML-3",
        f'{MAILBOX}user_pool.email_configuration.from_email_address = "help@example.com"',
        'user_pool.email_configuration.from_email_address: "help@example.com" is not under the SES identity '
        "info@example.com; use an address that is",
    ),
    "a former name that two clients share": (
        "REN-1",
        'app_clients.a.renamed_from = "old"\napp_clients.b.renamed_from = "old"',
        'app_clients.a.renamed_from: "old" became several clients; keep it in one',
        'app_clients.b.renamed_from: "old" became several clients; keep it in one',
    ),
    "a client that was renamed to itself": (
        "REN-1",
        'app_clients.web.renamed_from = "web"',
        'app_clients.web.renamed_from: "web" is still there; remove that table, or this key',
    ),
    "machine and implicit flow in one client": (
        "CLI-1",
        MACHINE.replace('["client_credentials"]', '["implicit", "client_credentials"]')
        + 'app_clients.job.callback_urls = ["https://app.example.com/"]',
        'app_clients.job.allowed_oauth_flows: ["implicit", "client_credentials"] mixes client_credentials with a '
        "sign-in flow; make two clients",
    ),
    "an implicit flow without a callback": (
        "CLI-4",
        CODE.replace('"code"', '"implicit"').replace('"https://app.example.com/"', ""),
        'app_clients.web.callback_urls: is empty while allowed_oauth_flows is ["implicit"]; list where users return to',
    ),
    "scopes without a flow": (
        "CLI-6",
        'app_clients.web.allowed_oauth_scopes = ["openid"]',
        "warning: app_clients.web.allowed_oauth_flows: is empty, so that allowed_oauth_scopes would have no effect; "
        'list a flow like "code", or remove the rest',
    ),
    "callbacks without a flow": (
        "CLI-6",
        'app_clients.web.callback_urls = ["https://app.example.com/"]',
        "warning: app_clients.web.allowed_oauth_flows: is empty, so that callback_urls would have no effect; "
        'list a flow like "code", or remove the rest',
    ),
    "several scopes about the user without openid": (
        "CLI-8",
        CODE.replace('"openid"', '"profile", "phone"'),
        'app_clients.web.allowed_oauth_scopes: ["phone", "profile"] without "openid"; add "openid"',
    ),
    "an id token that outlives the refresh token": (
        "CLI-14",
        'app_clients.web.refresh_token_validity = "1h"\napp_clients.web.id_token_validity = "3601s"',
        'app_clients.web.id_token_validity: "3601s" is longer than refresh_token_validity "1h"; '
        "shorten the one or lengthen the other",
    ),
}

OTHER_WAYS_TO_KEEP = {
    "a scope that a trigger may add": (
        'user_pool.lambda_config.pre_token_generation_config = {lambda_version = "V2_0", '
        'lambda_arn = "arn:aws:lambda:eu-central-1:111122223333:function:name"}\n'
        'app_clients.web = {}\nprotected.api = {kind = "HTTP_API", scopes = ["added/by-trigger"]}'
    ),
    "a machine that is named": (
        f'{MACHINE}protected.api = {{kind = "HTTP_API", app_clients = ["job"], scopes = ["api/read"]}}'
    ),
    "a REST API that takes a machine's scope and names the machine": (
        f'{MACHINE}protected.api = {{kind = "REST_API", app_clients = ["job"], scopes = ["api/read"]}}'
    ),
    "MFA that is off beside verified phones": (
        'user_pool.mfa.configuration = "OFF"\nuser_pool.auto_verified_attributes = ["phone_number"]'
    ),
    "recovery by phone where phones are verified": (
        'user_pool.auto_verified_attributes = ["phone_number"]\nuser_pool.mfa.factors = ["TOTP", "SMS"]\n'
        'user_pool.account_recovery_setting.recovery_mechanisms = ["verified_phone_number", "verified_email"]'
    ),
    "e-mail as factor and phone for recovery": (
        f'{DEVELOPER}user_pool.mfa = {{configuration = "OPTIONAL", factors = ["EMAIL", "SMS"]}}\n'
        'user_pool.account_recovery_setting.recovery_mechanisms = ["admin_only"]'
    ),
    "a sender that is the identity's address": (
        f'{MAILBOX}user_pool.email_configuration.from_email_address = "Info <info@example.com>"'
    ),
    "a sender at the identity's domain": (
        f'{DEVELOPER}user_pool.email_configuration.from_email_address = "help@example.com"'
    ),
    "an SMS configuration for verified phones": (
        'user_pool.auto_verified_attributes = ["phone_number"]\nuser_pool.mfa.configuration = "OFF"\n'
        'user_pool.sms_configuration.external_id = "id"'
    ),
    "an SMS configuration without keys": "user_pool.sms_configuration = {}",
    "the features of the Plus tier": (
        f'{DEVELOPER}user_pool.user_pool_tier = "PLUS"\nuser_pool.password_policy.password_history_size = 24\n'
        'user_pool.mfa.factors = ["EMAIL"]\n'
        'user_pool.account_recovery_setting.recovery_mechanisms = ["admin_only"]\n'
        'app_clients.web.explicit_auth_flows = ["ALLOW_USER_AUTH"]'
    ),
    "the Lite tier without features of a higher one": 'user_pool.user_pool_tier = "LITE"\napp_clients.web = {}',
    "tokens as long as the refresh token, in other units": (
        'app_clients.web.refresh_token_validity = "1d"\napp_clients.web.access_token_validity = "24h"\n'
        'app_clients.web.id_token_validity = "86400s"'
    ),
    "two clients that were renamed": (
        'app_clients.a.renamed_from = "old-a"\napp_clients.b.renamed_from = "old-b"\napp_clients.c = {}'
    ),
    "a backend's URL without a password": (
        'terraform.backend.http = {address = "https://user@state.example.com:8443/a:b@c", username = "user"}'
    ),
    "a backend's key that is a credential elsewhere": 'terraform.backend.gcs.access_key = "not a credential of gcs"',
}

# Pool Region -> Regions whose SNS it may use. Source: developerguide/user-pool-sms-settings.html
SNS_REGIONS = {
    "us-east-1": ["us-east-1"],
    "us-east-2": ["us-east-2", "us-east-1"],
    "us-west-1": ["us-west-1"],
    "us-west-2": ["us-west-2"],
    "ca-central-1": ["ca-central-1", "us-east-1"],
    "eu-central-1": ["eu-central-1", "eu-west-1"],
    "eu-west-1": ["eu-west-1"],
    "eu-west-2": ["eu-west-2", "eu-west-1"],
    "eu-west-3": ["eu-west-3"],
    "ap-east-1": ["ap-southeast-1"],
    "ap-northeast-1": ["ap-northeast-1"],
    "ap-northeast-2": ["ap-northeast-1"],
    "ap-south-1": ["ap-south-1", "ap-southeast-1"],
    "ap-southeast-1": ["ap-southeast-1"],
    "ap-southeast-5": ["ap-southeast-1"],
    "ap-southeast-7": ["ap-south-1"],
    "sa-east-1": ["sa-east-1"],
}

# Pool Region -> Regions whose SES identities it may use. Source: developerguide/user-pool-email.html
SES_REGIONS = {
    "us-east-1": ["us-east-1", "us-west-2", "eu-west-1"],
    "us-east-2": ["us-east-2", "us-east-1", "us-west-2", "eu-west-1"],
    "us-west-1": ["us-west-1"],
    "us-west-2": ["us-west-2", "us-east-1", "eu-west-1"],
    "ca-central-1": ["ca-central-1", "us-east-1", "us-west-2", "eu-west-1"],
    "ca-west-1": ["ca-central-1"],
    "mx-central-1": ["us-east-1"],
    "eu-central-1": ["eu-central-1", "us-east-1", "us-west-2", "eu-west-1"],
    "eu-central-2": ["eu-central-1"],
    "eu-north-1": ["eu-north-1"],
    "eu-south-1": ["eu-south-1"],
    "eu-south-2": ["eu-west-3"],
    "eu-west-1": ["eu-west-1", "us-east-1", "us-west-2"],
    "eu-west-2": ["eu-west-2", "us-east-1", "us-west-2", "eu-west-1"],
    "eu-west-3": ["eu-west-3"],
    "af-south-1": ["af-south-1"],
    "ap-east-1": ["ap-southeast-1"],
    "ap-northeast-1": ["ap-northeast-1", "us-east-1", "us-west-2", "eu-west-1"],
    "ap-northeast-2": ["ap-northeast-2", "us-east-1", "us-west-2", "eu-west-1"],
    "ap-northeast-3": ["ap-northeast-3"],
    "ap-south-1": ["ap-south-1", "us-east-1", "us-west-2", "eu-west-1"],
    "ap-south-2": ["ap-south-1"],
    "ap-southeast-1": ["ap-southeast-1", "us-east-1", "us-west-2", "eu-west-1"],
    "ap-southeast-2": ["ap-southeast-2", "us-east-1", "us-west-2", "eu-west-1"],
    "ap-southeast-3": ["ap-southeast-3"],
    "ap-southeast-4": ["ap-southeast-2"],
    "ap-southeast-5": ["ap-southeast-2"],
    "ap-southeast-7": ["ap-southeast-1"],
    "il-central-1": ["il-central-1"],
    "me-central-1": ["eu-central-1"],
    "me-south-1": ["me-south-1"],
    "sa-east-1": ["sa-east-1"],
}


def findings(added: str, region: str = "eu-central-1", warnings_of: str = "") -> list[str]:
    """The errors in a good file with a few lines more, and a rule's warnings."""
    data: dict[str, Any] = tomllib.loads(f"{GOOD}{added}") | {"region": region}
    return [str(each) for each in check(data)[1] if each.severity == "error" or each.rule == warnings_of]


EXAMPLES = PROJECT / "cognito_as_code/reference/examples"


def examples(kind: str) -> list[Path]:
    """The files of a kind: each whole, and named after its rule and what is special in it."""
    return sorted((EXAMPLES / kind).glob("*.toml"))


def rule_of(file: Path) -> str:
    named = re.match("[a-z]+-?[0-9]+", file.stem)
    assert named
    return named[0].upper()


def expected(file: Path) -> list[str]:
    """The messages that a file which breaks a rule begins with, a comment each."""
    return [line.removeprefix("# ") for line in takewhile(lambda line: line, file.read_text().splitlines())]


def findings_in(file: Path) -> list[str]:
    return sorted(str(finding) for finding in check(tomllib.loads(file.read_text()))[1])


@pytest.mark.parametrize("file", examples("fail"), ids=lambda file: file.stem)
def test_breaking_a_rule_gives_the_messages_its_file_begins_with_and_no_other(file: Path) -> None:
    assert any(message.endswith(f"[{rule_of(file)}]") for message in expected(file))
    assert findings_in(file) == expected(file)


@pytest.mark.parametrize("file", examples("pass"), ids=lambda file: file.stem)
def test_keeping_a_rule_gives_no_message_but_warnings_of_others(file: Path) -> None:
    assert [each for each in findings_in(file) if not each.startswith("warning: ") or rule_of(file) in each] == []


@pytest.mark.parametrize("file", examples("fail"), ids=lambda file: file.stem)
def test_without_its_rule_a_mistake_passes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no rule could be taken out unnoticed, and none leans on another."""
    monkeypatch.delitem(RULES, rule_of(file))
    assert findings_in(file) == [message for message in expected(file) if f"[{rule_of(file)}]" not in message]


@pytest.mark.parametrize("kind", ["fail", "pass"])
def test_every_rule_has_an_example(kind: str) -> None:
    assert {rule_of(file) for file in examples(kind)} == set(RULES)


def together(folder: Path) -> list[str]:
    """What is said about the environments of a folder, by file."""
    findings = check_environments(sorted(folder.glob("*.toml"))).findings
    return sorted(f"{Path(each.file).name}: {replace(each, file='')}" for each in findings)


@pytest.mark.parametrize("rule", [*RULES_ACROSS, *RULES_OF_ADOPTION])
def test_breaking_a_rule_across_environments_gives_the_messages_their_files_begin_with(rule: str) -> None:
    folder = EXAMPLES / "across/fail" / rule.lower()
    messages = {file: expected(file) for file in folder.glob("**/*.toml") if file.read_text().startswith("# ")}
    assert messages
    assert together(folder) == sorted(f"{file.name}: {each}" for file in messages for each in messages[file])


@pytest.mark.parametrize("rule", [*RULES_ACROSS, *RULES_OF_ADOPTION])
def test_keeping_a_rule_across_environments_gives_no_message(rule: str) -> None:
    folder = EXAMPLES / "across/pass" / rule.lower()
    assert len(list(folder.glob("**/*.toml"))) > 1
    assert together(folder) == []


@pytest.mark.parametrize("rule", [*RULES_ACROSS, *RULES_OF_ADOPTION])
def test_without_its_rule_a_mistake_across_environments_passes(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RULES_ACROSS if rule in RULES_ACROSS else RULES_OF_ADOPTION, rule)
    assert together(EXAMPLES / "across/fail" / rule.lower()) == []


def test_a_folder_of_all_the_mistakes_gives_exactly_the_expected_findings() -> None:
    files = examples("fail")
    checked = subprocess.run(
        [sys.executable, "-m", "cognito_as_code.settings", "--format", "json", *files],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 1
    found = [
        f"{'warning: ' if each['severity'] == 'warning' else ''}{Path(each['file']).name}: {each['key']}: "
        f"{each['message']}" + (f" [{each['rule']}]" if each["rule"] else "")
        for each in json.loads(checked.stdout)
    ]
    assert sorted(found) == sorted(
        f"warning: {file.name}: {message.removeprefix('warning: ')}"
        if message.startswith("warning: ")
        else f"{file.name}: {message}"
        for file in files
        for message in expected(file)
    )


@pytest.mark.parametrize("way", OTHER_WAYS_TO_BREAK)
def test_breaking_a_rule_in_another_way_gives_its_message_and_no_other(way: str) -> None:
    rule, broken, *messages = OTHER_WAYS_TO_BREAK[way]
    assert findings(broken, warnings_of=rule) == [f"{message} [{rule}]" for message in messages]


@pytest.mark.parametrize("way", OTHER_WAYS_TO_KEEP)
def test_keeping_every_rule_in_another_way_gives_no_message(way: str) -> None:
    assert findings(OTHER_WAYS_TO_KEEP[way]) == []


@pytest.mark.parametrize("pool_region", SNS_REGIONS)
def test_sms_are_sent_from_the_regions_aws_lists(pool_region: str) -> None:
    allowed = SNS_REGIONS[pool_region]
    for region in SNS_REGIONS:
        refusal = (
            f'user_pool.sms_configuration.sns_region: "{region}" cannot serve a pool in {pool_region}; '
            f"use {' or '.join(allowed)} [SMS-2]"
        )
        found = findings(f'{SMS}user_pool.sms_configuration.sns_region = "{region}"', pool_region)
        assert found == ([] if region in allowed else [refusal])


@pytest.mark.parametrize("pool_region", SES_REGIONS)
def test_emails_are_sent_from_the_regions_aws_lists(pool_region: str) -> None:
    allowed = SES_REGIONS[pool_region]
    for region in SES_REGIONS:
        arn = f"arn:aws:ses:{region}:111122223333:identity/example.com"
        refusal = (
            f'user_pool.email_configuration.source_arn: "{arn}" cannot serve a pool in {pool_region}; '
            f"use an identity in {' or '.join(allowed)} [EML-4]"
        )
        found = findings(f'user_pool.email_configuration.source_arn = "{arn}"', pool_region)
        assert found == ([] if region in allowed else [refusal])


@pytest.mark.parametrize("rule", every_rule().values(), ids=lambda rule: rule.id)
def test_every_rule_says_what_why_and_where_that_is_documented(rule: Rule[Any]) -> None:
    assert rule.title
    assert rule.why.endswith(".")
    assert rule.source.startswith("https://")


@pytest.mark.parametrize("sender", ["Help <help@example.com", "help desk@example.com", "help@desk@example.com"])
def test_a_sender_that_no_mail_server_takes_is_a_mistake(sender: str) -> None:
    """AWS: Provided From email address is invalid."""
    assert findings(f'{DEVELOPER}user_pool.email_configuration.from_email_address = "{sender}"') == [
        f'user_pool.email_configuration.from_email_address: "{sender}" is no address; '
        "write user@example.com or Name <user@example.com> [EML-3]"
    ]


def test_a_machine_client_without_scopes_is_not_told_to_take_scopes_that_cli_3_refuses() -> None:
    assert findings(MACHINE.replace('"api/read"', "")) == [
        'app_clients.job.allowed_oauth_scopes: is empty while allowed_oauth_flows is ["client_credentials"]; '
        'list scopes, for example ["api/read"] of a resource server [CLI-5]'
    ]


def test_a_forgotten_flow_is_said_once() -> None:
    """What lacks it is several keys; the mistake is one."""
    assert findings(CODE.replace('app_clients.web.allowed_oauth_flows = ["code"]\n', ""), warnings_of="CLI-6") == [
        "warning: app_clients.web.allowed_oauth_flows: is empty, so that allowed_oauth_scopes, callback_urls would "
        'have no effect; list a flow like "code", or remove the rest [CLI-6]'
    ]


ROLE = "identity_pool.lifecycle = {}\napp_clients.web = {}\n"
PERMISSION = "may not be added to aws_iam_role, whose permissions are checked here; force_detach_policies, "
PERMISSION += "max_session_duration, tags may"
META = "is Terraform's own, which the settings guard; use their keys, or remove it"
NAME = "is no argument's name; write it as the provider's documentation does"
OURS = "is for the settings to say; use their key, or remove it"
EMPTY = "is empty, which adds nothing, or takes away what is there; remove it"
SECRET = "may be a secret, which does not belong in a file; remove it"


@pytest.mark.parametrize(
    ("address", "argument", "place", "problem"),
    [
        ("aws_cognito_user_pool.main", 'dynamic.lambda_config.content.pre_sign_up = "arn"', None, META),
        ("aws_cognito_user_pool.main", "dynamic = {}", None, META),
        ("aws_cognito_user_pool.main", "for_each = {}", None, META),
        ("aws_cognito_user_pool.main", "count = 0", None, META),
        ("aws_cognito_user_pool.main", "depends_on = []", None, META),
        ("aws_cognito_user_pool.main", 'provider = "aws.other"', None, META),
        ("aws_cognito_user_pool.main", 'provisioner.local-exec.command = "id"', None, META),
        ("aws_cognito_user_pool.main", "lifecycle.ignore_changes = []", None, META),
        ("aws_cognito_user_pool.main", 'new.dynamic.inner = "a"', None, META),
        ("aws_cognito_user_pool.main", "new = {}", None, EMPTY),
        ("aws_cognito_user_pool.main", "new.inner = []", None, EMPTY),
        ("aws_cognito_user_pool.main", 'api_key = "hunter2"', None, SECRET),
        ("aws_cognito_user_pool.main", 'new = "AKIAIOSFODNN7EXAMPLE"', None, SECRET),
        ("aws_cognito_user_pool.main", 'new.url = "https://example.com/?api_key=hunter2"', None, SECRET),
        (
            "aws_cognito_user_pool.main",
            '"new-argument" = 1',
            "new-argument",
            NAME,
        ),
        ("aws_cognito_user_pool.main", 'new.inner."${x}" = 1', 'new.inner."${x}"', NAME),
        ("aws_iam_role.authenticated", 'tags."cost.center" = "a"', 'tags."cost.center"', NAME),
        ("aws_cognito_user_pool.main", 'lambda_config.new.lambda_arn = "arn"', None, OURS),
        ("aws_cognito_identity_pool_roles_attachment.main", 'roles.unauthenticated = "arn"', None, OURS),
        ("aws_iam_role.authenticated", 'managed_policy_arns = ["arn"]', "managed_policy_arns[0]", PERMISSION),
        ("aws_iam_role.authenticated", 'inline_policy.policy = "{}"', None, PERMISSION),
        ("aws_iam_role.authenticated", 'assume_role_policy = "{}"', None, PERMISSION),
        ("aws_iam_role.authenticated", 'permissions_boundary = "arn"', None, PERMISSION),
    ],
)
def test_overrides_may_only_add_what_lets_nobody_in(
    address: str, argument: str, place: str | None, problem: str
) -> None:
    key = place or argument.partition(" = ")[0]
    error, *others = findings(f'{ROLE}overrides."{address}".{argument}')
    assert error == f'overrides."{address}".{key}: {problem} [OVR-1]'
    assert all(other.startswith("warning: ") for other in others)


@pytest.mark.parametrize(
    "action",
    [
        "*", "iam:Set*", "iam:AttachUserPolicy", "iam:?assRole", "sts:AssumeRole", "cognito-idp:CreateGroup",
        "cognito-idp:AdminCreateUser", "cognito-identity:UpdateIdentityPool", "kms:PutKeyPolicy", "ssm:*", "s3:*",
        "lambda:UpdateFunctionConfiguration", "cloudformation:*", "COGNITO-IDP:admin*",
    ],
)  # fmt: skip
def test_no_action_that_gives_rights_is_for_users(action: str) -> None:
    statement = f'{{actions = ["{action}"], resources = ["*"], wildcard_reason = "for everybody"}}'
    found = findings(f"{ROLE}identity_pool.roles.authenticated.statement = [{statement}]")
    assert [line.rpartition(" ")[2] for line in found if "IAM-2" in line] == ["[IAM-2]"]


@pytest.mark.parametrize(
    "action", ["s3:GetObject", "kms:Decrypt", "lambda:InvokeFunction", "bedrock:*", "cognito-idp:UpdateUserAttributes"]
)
def test_what_users_do_with_what_they_have_is_for_them(action: str) -> None:
    statement = f'{{actions = ["{action}"], resources = ["*"], wildcard_reason = "for everybody"}}'
    assert findings(f"{ROLE}identity_pool.roles.authenticated.statement = [{statement}]") == []
