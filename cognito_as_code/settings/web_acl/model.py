"""What an environment file may say under [web_acl]."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from cognito_as_code.settings.core.fields import Settings, Text, arn, distinct

WebAclArn = Annotated[
    str,
    arn(
        r"wafv2:[a-z0-9-]+:\d{12}:regional/webacl/[\w-]+/[\w-]+",
        "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/name/1a2b3c4d-5678-90ab-cdef-111122223333",
    ),
]


class WebAclSettings(Settings):
    """A web ACL of AWS WAF before the pool: one of yours, or one made here that limits rates and uses AWS's rules.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html
    """

    web_acl_arn: WebAclArn | None = None
    """An existing regional web ACL to put before the pool; then say nothing else. Default: none, one is made."""

    rate_limit: int = Field(default=300, ge=10, le=2_000_000_000)
    """Requests from one address in 5 minutes before it is blocked, 10 to 2,000,000,000. Default: 300."""

    managed_rule_groups: Annotated[
        list[
            Annotated[str, Text(r"AWSManagedRules\w+", "a rule group of AWS's like AWSManagedRulesCommonRuleSet", 128)]
        ],
        AfterValidator(distinct),
        Field(max_length=10),
    ] = [
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
    ]
    """AWS's rule groups, in the order they are asked. Default: IP reputation, common rules, known bad inputs.

    Source: https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
    """
