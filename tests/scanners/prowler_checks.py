"""Prowler's own Cognito checks on planned values: run with the Python of tests/tools/.venv, in which Prowler is.

Standard input: {case: {"pool": ..., "clients": [...], "identity_pools": [...], "risk": ..., "has_web_acl": ...}}, with
the values of a plan. Standard output: {case: {check: true when it passes}}.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from datetime import UTC, datetime
from types import ModuleType, SimpleNamespace
from typing import Any

from prowler.providers.aws.services import cognito
from prowler.providers.aws.services.cognito import cognito_service as models

WAF = "prowler.providers.aws.services.wafv2.wafv2_client"
CLIENTS = (
    f"{cognito.__name__}.cognito_idp_client",
    f"{cognito.__name__}.cognito_identity_client",
    WAF,
)
ARN = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_example"


def clients(case: dict[str, Any]) -> dict[str, SimpleNamespace]:
    """What Prowler would have read from AWS, by the module that would have read it."""
    idp, identity, waf = CLIENTS
    pools = [SimpleNamespace(arn="web-acl", name="web-acl", user_pools=[ARN] if case["has_web_acl"] else [])]
    return {
        idp: SimpleNamespace(user_pools={ARN: pool(case)}),
        identity: SimpleNamespace(identity_pools={str(n): each for n, each in enumerate(identity_pools(case))}),
        waf: SimpleNamespace(web_acls={each.arn: each for each in pools}),
    }


def block(values: dict[str, Any], name: str) -> dict[str, Any]:
    """A plan's block, which is a list of one."""
    found: dict[str, Any] = next(iter(values.get(name) or []), {})
    return found


def pool(case: dict[str, Any]) -> Any:
    """The planned pool, as DescribeUserPool would give it to Prowler."""
    planned, now = case["pool"], datetime.now(UTC)
    passwords = block(planned, "password_policy")
    compromised = block(case["risk"], "compromised_credentials_risk_configuration")
    takeover = block(block(case["risk"], "account_takeover_risk_configuration"), "actions")
    mechanisms = block(planned, "account_recovery_setting").get("recovery_mechanism", [])
    return models.UserPool(
        id="eu-central-1_example",
        arn=ARN,
        name=planned["name"],
        region="eu-central-1",
        status="Enabled",
        last_modified=now,
        creation_date=now,
        advanced_security_mode=block(planned, "user_pool_add_ons").get("advanced_security_mode", "OFF"),
        deletion_protection=planned["deletion_protection"],
        password_policy=models.PasswordPolicy(**{key: passwords[key] for key in models.PasswordPolicy.__fields__}),
        mfa_config=models.MFAConfig(status=planned["mfa_configuration"]),
        account_recovery_settings={
            "RecoveryMechanisms": [{"Name": each["name"], "Priority": each["priority"]} for each in mechanisms]
        },
        admin_create_user_config=models.AdminCreateUserConfig(
            allow_admin_create_user_only=block(planned, "admin_create_user_config")["allow_admin_create_user_only"]
        ),
        risk_configuration=models.RiskConfiguration(
            compromised_credentials_risk_configuration=models.CompromisedCredentialsRiskConfiguration(
                event_filter=compromised.get("event_filter") or [],
                actions=block(compromised, "actions").get("event_action"),
            ),
            account_takeover_risk_configuration=models.AccountTakeoverRiskConfiguration(
                **{level: block(takeover, level).get("event_action") for level in TAKEOVER_LEVELS}
            ),
        ),
        user_pool_clients={
            each["name"]: models.UserPoolClient(
                id=each["name"],
                name=each["name"],
                arn=f"{ARN}/client/{each['name']}",
                region="eu-central-1",
                prevent_user_existence_errors=each["prevent_user_existence_errors"],
                enable_token_revocation=each["enable_token_revocation"],
            )
            for each in case["clients"]
        },
        tags=[],
    )


TAKEOVER_LEVELS = ("low_action", "medium_action", "high_action")


def identity_pools(case: dict[str, Any]) -> list[Any]:
    """The planned identity pools."""
    return [
        models.IdentityPool(
            id="example",
            arn="arn:aws:cognito-identity:eu-central-1:111122223333:identitypool/example",
            name=each["identity_pool_name"],
            region="eu-central-1",
            associated_pools=[],
            allow_unauthenticated_identities=each["allow_unauthenticated_identities"],
            roles=models.IdentityPoolRoles(),
        )
        for each in case["identity_pools"]
    ]


def main() -> None:
    """Run every check on every case."""
    for name in CLIENTS:  # else importing a check asks AWS
        sys.modules[name] = ModuleType(name)
        setattr(sys.modules[name], name.rpartition(".")[2], None)
    cases = json.load(sys.stdin)
    names = [each.name for each in pkgutil.iter_modules(cognito.__path__) if each.ispkg]
    results: dict[str, dict[str, bool]] = {}
    for case, values in cases.items():
        results[case] = {}
        given = clients(values)
        for name in names:
            module = importlib.import_module(f"{cognito.__name__}.{name}.{name}")
            for client, value in given.items():
                setattr(module, client.rpartition(".")[2], value)
            reports = getattr(module, name)().execute()
            if reports:
                results[case][name] = all(report.status == "PASS" for report in reports)
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
