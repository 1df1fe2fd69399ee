"""What `terraform import` takes for each type that an environment makes.

Source: the section "Import" of each resource in https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from __future__ import annotations

import re
from dataclasses import dataclass

POOL = r"(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)_[0-9A-Za-z]+"
_IDENTITY_POOL = r"(?P<region>[a-z]{2}(?:-[a-z]+)+-\d):[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass(frozen=True)
class ImportForm:
    """The form of an id: a pattern, and the same for people."""

    pattern: str
    form: str

    def match(self, id: str) -> re.Match[str] | None:
        """The id's parts: `owner` is the pool that it belongs to, `region` that pool's Region, where it says so."""
        return re.fullmatch(self.pattern, id)


def _in_pool(rest: str, form: str) -> ImportForm:
    return ImportForm(rf"(?P<owner>{POOL}){rest}", form)


FORMS = {
    "aws_api_gateway_authorizer": ImportForm(r"[0-9a-z]+/[0-9a-z]+", "REST_API_ID/AUTHORIZER_ID"),
    "aws_apigatewayv2_authorizer": ImportForm(r"[0-9a-z]+/[0-9a-z]+", "API_ID/AUTHORIZER_ID"),
    "aws_bedrockagentcore_agent_runtime": ImportForm(r"[A-Za-z]\w*-[0-9A-Za-z]+", "RUNTIME_ID"),
    "aws_bedrockagentcore_gateway": ImportForm(r"[0-9a-z]+(?:-[0-9a-z]+)+", "GATEWAY_ID"),
    "aws_cloudwatch_log_group": ImportForm(r"[\w./#-]+", "NAME"),
    "aws_cloudwatch_log_resource_policy": ImportForm(r"[^:*]+", "NAME"),
    "aws_cloudwatch_metric_alarm": ImportForm(r".+", "NAME"),
    "aws_cognito_identity_pool": ImportForm(rf"(?P<owner>{_IDENTITY_POOL})", "IDENTITY_POOL_ID"),
    "aws_cognito_identity_pool_provider_principal_tag": ImportForm(
        rf"(?P<owner>{_IDENTITY_POOL}):.+", "IDENTITY_POOL_ID:PROVIDER"
    ),
    "aws_cognito_identity_pool_roles_attachment": ImportForm(rf"(?P<owner>{_IDENTITY_POOL})", "IDENTITY_POOL_ID"),
    "aws_cognito_identity_provider": _in_pool(r":.+", "POOL_ID:PROVIDER_NAME"),
    "aws_cognito_log_delivery_configuration": _in_pool("", "POOL_ID"),
    "aws_cognito_managed_login_branding": _in_pool(r",[0-9a-f-]+", "POOL_ID,BRANDING_ID"),
    "aws_cognito_resource_server": _in_pool(r"\|.+", "POOL_ID|IDENTIFIER"),
    "aws_cognito_risk_configuration": _in_pool(r"(?::\w+)?", "POOL_ID or POOL_ID:CLIENT_ID"),
    "aws_cognito_user": _in_pool(r"/.+", "POOL_ID/USER_NAME"),
    "aws_cognito_user_group": _in_pool(r"/.+", "POOL_ID/GROUP_NAME"),
    "aws_cognito_user_pool": _in_pool("", "POOL_ID"),
    "aws_cognito_user_pool_client": _in_pool(r"/\w+", "POOL_ID/CLIENT_ID"),
    "aws_cognito_user_pool_domain": ImportForm(r"[a-z0-9.-]+", "DOMAIN"),
    "aws_cognito_user_pool_ui_customization": _in_pool(r",\w+", "POOL_ID,CLIENT_ID or POOL_ID,ALL"),
    "aws_iam_role": ImportForm(r"[\w+=,.@-]+", "ROLE_NAME"),
    "aws_iam_role_policy": ImportForm(r"[\w+=,.@-]+:[\w+=,.@-]+", "ROLE_NAME:POLICY_NAME"),
    "aws_lambda_permission": ImportForm(r".+/[\w-]+", "FUNCTION/STATEMENT_ID"),
    "aws_lb_listener_rule": ImportForm(r"arn:[\w-]+:elasticloadbalancing:.+:listener-rule/app/.+", "ARN"),
    "aws_route53_record": ImportForm(r"[0-9A-Z]+_[^_].*_[A-Z]+(?:_.+)?", "ZONE_ID_NAME_TYPE"),
    "aws_secretsmanager_secret": ImportForm(r"arn:[\w-]+:secretsmanager:.+", "ARN"),
    "aws_secretsmanager_secret_version": ImportForm(r"arn:[\w-]+:secretsmanager:.+\|.+", "ARN|VERSION_ID"),
    "aws_verifiedpermissions_identity_source": ImportForm(r"[\w/-]+:[\w/-]+", "POLICY_STORE_ID:IDENTITY_SOURCE_ID"),
    "aws_wafv2_web_acl": ImportForm(r"[0-9a-f-]+/[\w-]+/REGIONAL", "ID/NAME/REGIONAL"),
    "aws_wafv2_web_acl_association": ImportForm(r"arn:.+,arn:.+", "WEB_ACL_ARN,RESOURCE_ARN"),
}
"""Type -> its form; a type that is not here cannot be imported, like a user's membership of a group."""
