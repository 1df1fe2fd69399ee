"""The role that lets Cognito send SMS."""

from __future__ import annotations

import json

from cognito_as_code.constructs.engine import constructs, iam_role, iam_role_policy
from cognito_as_code.settings import EnvironmentSettings


class SmsRole(iam_role.IamRole):
    """aws_iam_role.cognito_sms: only this account's user pools may assume it, to do nothing but send SMS.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html
    """

    def __init__(self, scope: constructs.Construct, id: str, *, environment: EnvironmentSettings, name: str) -> None:
        self.external_id = environment.user_pool.sms_configuration.external_id or name
        super().__init__(
            scope,
            id,
            name=name,
            description="Lets Amazon Cognito send SMS",
            assume_role_policy=json.dumps(_trust(environment, self.external_id)),
            permissions_boundary=environment.permissions_boundary,
        )
        self.override_logical_id("cognito_sms")
        self.policy = iam_role_policy.IamRolePolicy(
            self, "policy", name="send-sms", role=self.name, policy=json.dumps(_permissions(environment))
        )
        self.policy.override_logical_id("cognito_sms")


def _trust(environment: EnvironmentSettings, external_id: str) -> dict[str, object]:
    # Any pool of the account and Region: the pool's own ARN would need the pool first, which needs this role.
    pools = f"arn:{environment.partition}:cognito-idp:{environment.region}:{environment.account_id}:userpool/*"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "cognito-idp.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"sts:ExternalId": external_id, "aws:SourceAccount": environment.account_id},
                    "ArnLike": {"aws:SourceArn": pools},
                },
            }
        ],
    }


def _permissions(environment: EnvironmentSettings) -> dict[str, object]:
    # An SMS goes to a phone number, which has no ARN: * is the least that works. Topics have ARNs, and are not meant.
    topics = f"arn:{environment.partition}:sns:*:*:*"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"},
            {"Effect": "Deny", "Action": "sns:Publish", "Resource": topics},
        ],
    }
