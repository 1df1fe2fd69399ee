"""The rules, one file a noun. Importing this registers them, in the order in which findings are told."""

from . import (  # noqa: I001  (losing users comes first)
    loss,
    identity,
    gate,
    user_pool,
    app_client,
    identity_pool,
    role,
    surroundings,
    steps,
    unseen,
)

__all__ = [
    "app_client",
    "gate",
    "identity",
    "identity_pool",
    "loss",
    "role",
    "steps",
    "surroundings",
    "unseen",
    "user_pool",
]
