"""What lets a user pool call its Lambda triggers."""

from __future__ import annotations

from cognito_as_code.constructs.engine import constructs, lambda_permission
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.core.fields import parse_arn


class LambdaTriggerPermission(lambda_permission.LambdaPermission):
    """aws_lambda_permission.TRIGGER: this pool, and nobody else, may call the function."""

    def __init__(
        self,
        scope: constructs.Construct,
        id: str,
        *,
        trigger: str,
        arn: str,
        statement_prefix: str,
        user_pool: UserPool,
    ) -> None:
        _, _, qualifier = parse_arn(arn).resource.removeprefix("function:").partition(":")
        super().__init__(
            scope,
            id,
            statement_id=f"{statement_prefix}-{trigger.replace('_', '-')}",
            action="lambda:InvokeFunction",
            function_name=arn.removesuffix(f":{qualifier}") if qualifier else arn,
            qualifier=qualifier or None,
            principal="cognito-idp.amazonaws.com",
            source_arn=user_pool.pool_arn,
        )
        self.override_logical_id(trigger)


def add_lambda_permissions(
    scope: constructs.Construct, *, environment: EnvironmentSettings, statement_prefix: str, user_pool: UserPool
) -> None:
    """One permission a trigger; a function of another account gets its permission there."""
    for trigger, arn in environment.user_pool.lambda_config.functions:
        if parse_arn(arn).account_id == environment.account_id:
            LambdaTriggerPermission(
                scope,
                f"lambda_permission.{trigger}",
                trigger=trigger,
                arn=arn,
                statement_prefix=statement_prefix,
                user_pool=user_pool,
            )
