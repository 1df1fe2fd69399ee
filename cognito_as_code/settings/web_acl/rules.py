"""Rules about the web ACL."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import did_you_mean
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE
from cognito_as_code.settings.environment import EnvironmentSettings

WAF = "https://docs.aws.amazon.com/waf/latest/developerguide"


@rule(
    "WAF-1",
    "A web ACL is yours or made here",
    why="Rules for one to be made cannot change one that exists.",
    source=f"{GUIDE}/user-pool-waf.html",
    promise="a key that is said has an effect",
)
def web_acl_is_one_or_the_other(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.web_acl and settings.web_acl.web_acl_arn:
        others = sorted(settings.web_acl.model_fields_set - {"web_acl_arn"})
        if others:
            yield ("web_acl",), f"has web_acl_arn and {', '.join(others)}; keep one of the two"


_GROUPS = f"{WAF}/aws-managed-rule-groups-list.html"
NOT_FOR_USER_POOLS = ("AWSManagedRulesACFPRuleSet", "AWSManagedRulesATPRuleSet")
RULE_GROUPS = (
    "AWSManagedRulesAdminProtectionRuleSet",
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesAnonymousIpList",
    "AWSManagedRulesAntiDDoSRuleSet",
    "AWSManagedRulesBotControlRuleSet",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesLinuxRuleSet",
    "AWSManagedRulesPHPRuleSet",
    "AWSManagedRulesSQLiRuleSet",
    "AWSManagedRulesUnixRuleSet",
    "AWSManagedRulesWindowsRuleSet",
    "AWSManagedRulesWordPressRuleSet",
)
"""AWS's rule groups that a user pool's web ACL may have."""


@rule(
    "WAF-2",
    "The web ACL has no rule group that AWS keeps from user pools",
    why="AWS refuses a web ACL with one (This rule group isn't available for use with Amazon Cognito user pools).",
    source=f"{WAF}/aws-managed-rule-groups-atp.html",
)
def rule_groups_are_for_user_pools(settings: EnvironmentSettings) -> Iterator[Problem]:
    for index, group in enumerate(settings.web_acl.managed_rule_groups if settings.web_acl else ()):
        if group in NOT_FOR_USER_POOLS:
            yield (
                ("web_acl", "managed_rule_groups", index),
                f"{shown(group)} is not for user pools; remove it, and use threat protection instead",
            )


@rule(
    "WAF-3",
    "Rule groups are among AWS's",
    why="AWS refuses a name it does not have; it may have one that is newer than this list.",
    source=_GROUPS,
    severity="warning",
)
def rule_groups_are_known(settings: EnvironmentSettings) -> Iterator[Problem]:
    for index, group in enumerate(settings.web_acl.managed_rule_groups if settings.web_acl else ()):
        if group not in (*RULE_GROUPS, *NOT_FOR_USER_POOLS):
            yield (
                ("web_acl", "managed_rule_groups", index),
                f"{shown(group)} is no rule group of AWS that is known here; {did_you_mean(group, RULE_GROUPS)}see "
                f"{_GROUPS}",
            )
