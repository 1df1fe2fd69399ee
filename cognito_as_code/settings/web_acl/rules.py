"""Rules about the web ACL."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.sources import GUIDE
from cognito_as_code.settings.environment import EnvironmentSettings


@rule(
    "WAF-1",
    "A web ACL is yours or made here",
    why="Rules for one to be made cannot change one that exists.",
    source=f"{GUIDE}/user-pool-waf.html",
)
def web_acl_is_one_or_the_other(settings: EnvironmentSettings) -> Iterator[Problem]:
    if settings.web_acl and settings.web_acl.web_acl_arn:
        others = sorted(settings.web_acl.model_fields_set - {"web_acl_arn"})
        if others:
            yield ("web_acl",), f"has web_acl_arn and {', '.join(others)}; keep one of the two"
