"""What a configuration names, and what has none."""

from __future__ import annotations

from cognito_as_code.review.expressions import Expressions


def test_a_resource_without_configuration_names_nothing() -> None:
    role = {"references": ["aws_iam_role.users.arn", "aws_iam_role.users"]}
    known = Expressions({"resources": [{"address": "aws_cognito_user_group.a", "expressions": {"role_arn": role}}]})
    assert known.named("aws_cognito_user_group.a", "role_arn") == ["aws_iam_role.users"]
    assert known.named_in("aws_cognito_user_group.a", role) == ["aws_iam_role.users"]
    assert known.named("aws_cognito_user_group.gone", "role_arn") == []
    assert known.named_in("aws_cognito_user_group.gone", role) == []
