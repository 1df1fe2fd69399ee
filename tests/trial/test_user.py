"""The user's first password."""

from __future__ import annotations

import pytest

from cognito_as_code.settings.user_pool.model import PasswordPolicySettings
from cognito_as_code.trial.user import SYMBOLS, password_for


@pytest.mark.parametrize(
    ("policy", "length"),
    [
        (PasswordPolicySettings(), 16),
        (PasswordPolicySettings(minimum_length=99), 99),
        (PasswordPolicySettings(minimum_length=6, require_symbols=False), 16),
    ],
)
def test_a_password_is_as_long_as_the_policy_wants_with_all_that_any_wants(
    policy: PasswordPolicySettings, length: int
) -> None:
    passwords = {password_for(policy) for _ in range(200)}
    assert len(passwords) == 200
    for password in passwords:
        assert len(password) == length
        for has in (str.islower, str.isupper, str.isdigit, SYMBOLS.__contains__):
            assert any(map(has, password)), password
