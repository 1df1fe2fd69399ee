"""What an environment file may say under [user_pool.lambda_config]."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from cognito_as_code.settings.core.facts import NeedsTier
from cognito_as_code.settings.core.fields import KmsKeyArn, LambdaArn, Settings

FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:name"


class PreTokenGenerationConfigSettings(Settings):
    """The function that changes tokens before they are issued.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    """

    lambda_arn: LambdaArn = Field(examples=[FUNCTION])
    """The function's ARN."""

    lambda_version: Annotated[Literal["V1_0", "V2_0", "V3_0"], NeedsTier("ESSENTIALS", ("V2_0", "V3_0"))] = "V1_0"
    """The event's version. V1_0: id tokens. V2_0: access tokens too. V3_0: machine clients' too. Default: V1_0."""


class CustomSenderSettings(Settings):
    """A function that sends messages instead of Cognito; it gets the codes, encrypted with kms_key_id.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html
    """

    lambda_arn: LambdaArn = Field(examples=[FUNCTION])
    """The function's ARN."""

    lambda_version: Literal["V1_0"] = "V1_0"
    """The event's version. Default: V1_0, the only one."""


class LambdaConfigSettings(Settings):
    """Lambda triggers. Each brings an aws_lambda_permission for this pool, where the function is in this account.

    A trigger that is removed from a file is removed from the pool, but for pre_token_generation_config: a bug of the
    provider keeps it until it is removed by hand (hashicorp/terraform-provider-aws#45529).
    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    """

    pre_sign_up: LambdaArn | None = None
    """Called before a user is created: may refuse, or confirm at once. Default: none."""

    post_confirmation: LambdaArn | None = None
    """Called after a user is confirmed. Default: none."""

    pre_authentication: LambdaArn | None = None
    """Called before a sign-in: may refuse it. Default: none."""

    post_authentication: LambdaArn | None = None
    """Called after a sign-in. Default: none."""

    custom_message: LambdaArn | None = None
    """Called before a message is sent: may rewrite it. Default: none."""

    define_auth_challenge: LambdaArn | None = None
    """Custom authentication: decides what comes next. With the two below, or not at all. Default: none."""

    create_auth_challenge: LambdaArn | None = None
    """Custom authentication: makes a challenge. Default: none."""

    verify_auth_challenge_response: LambdaArn | None = None
    """Custom authentication: judges the answer. Default: none."""

    user_migration: LambdaArn | None = None
    """Called when a user is unknown: may bring the user over, password and all. Default: none."""

    pre_token_generation_config: PreTokenGenerationConfigSettings | None = None
    """Called before tokens are issued: changes their claims. Default: none."""

    custom_email_sender: CustomSenderSettings | None = None
    """Sends e-mail instead of Cognito; needs kms_key_id. Default: none."""

    custom_sms_sender: CustomSenderSettings | None = None
    """Sends SMS instead of Cognito; needs kms_key_id. Default: none."""

    kms_key_id: KmsKeyArn | None = None
    """ARN of the symmetric KMS key that encrypts codes for custom senders; in the pool's Region. Default: none."""

    @property
    def functions(self) -> Iterator[tuple[str, str]]:
        """Trigger -> function ARN, by name."""
        for name in sorted(LambdaConfigSettings.model_fields):
            value = getattr(self, name)
            if isinstance(value, PreTokenGenerationConfigSettings | CustomSenderSettings):
                yield name, value.lambda_arn
            elif value and name != "kms_key_id":
                yield name, value
