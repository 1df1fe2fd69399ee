"""Secrets that AWS gives out with what is read: dropped at once, so that no file, no message and no memory has them."""

from __future__ import annotations

from typing import Any

from cognito_as_code.settings.core.secrets import is_secret

HAS_SECRET = "HasClientSecret"
"""Of a client that was read: whether it has a secret."""
SECRET_DETAILS = "SecretDetails"
"""Of an identity provider that was read: the names of its details that are secrets."""


def drop_secrets(response: dict[str, Any]) -> None:
    """Take the secrets out of a response of describe-user-pool-client or describe-identity-provider, in place."""
    if isinstance(client := response.get("UserPoolClient"), dict) and "ClientSecret" in client:
        del client["ClientSecret"]
        client[HAS_SECRET] = True
    if isinstance(provider := response.get("IdentityProvider"), dict):
        details = provider.get("ProviderDetails") or {}
        if secret := sorted(key for key in details if is_secret((key,))):
            for key in secret:
                del details[key]
            provider[SECRET_DETAILS] = secret
