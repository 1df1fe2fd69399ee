"""What stands before a user pool's public endpoints."""

from __future__ import annotations

from cognito_as_code.constructs.engine import cdktf, constructs, wafv2_web_acl_association
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings.web_acl.model import WebAclSettings


class WebAcl(cdktf.TerraformResource):
    """aws_wafv2_web_acl.main: limits how often one address may ask, then asks AWS's rule groups.

    Without the provider's class: loading that one takes longer than all others together.
    """

    def __init__(self, scope: constructs.Construct, id: str, *, name: str, settings: WebAclSettings) -> None:
        super().__init__(scope, id, terraform_resource_type="aws_wafv2_web_acl")
        self.override_logical_id("main")
        rate = {"rate_based_statement": {"aggregate_key_type": "IP", "limit": settings.rate_limit}}
        rules: list[dict[str, object]] = [
            {"name": "rate-limit", "priority": 0, "action": {"block": {}}, "statement": rate}
        ]
        rules += [
            {
                "name": group,
                "priority": priority,
                "override_action": {"none": {}},
                "statement": {"managed_rule_group_statement": {"name": group, "vendor_name": "AWS"}},
            }
            for priority, group in enumerate(settings.managed_rule_groups, start=1)
        ]
        for rule in rules:
            rule["visibility_config"] = _visibility(str(rule["name"]))
        arguments = {
            "name": name,
            "description": "In front of an Amazon Cognito user pool",
            "scope": "REGIONAL",
            "default_action": {"allow": {}},
            "visibility_config": _visibility(name),
            "rule": rules,
        }
        for argument, value in arguments.items():
            self.add_override(argument, value)
        self.web_acl_arn = "${aws_wafv2_web_acl.main.arn}"


def _visibility(metric: str) -> dict[str, object]:
    return {"cloudwatch_metrics_enabled": True, "metric_name": metric, "sampled_requests_enabled": True}


class WebAclAssociation(wafv2_web_acl_association.Wafv2WebAclAssociation):
    """aws_wafv2_web_acl_association.main: puts a web ACL before the user pool."""

    def __init__(self, scope: constructs.Construct, id: str, *, web_acl_arn: str, user_pool: UserPool) -> None:
        super().__init__(scope, id, resource_arn=user_pool.pool_arn, web_acl_arn=web_acl_arn)
        self.override_logical_id("main")
