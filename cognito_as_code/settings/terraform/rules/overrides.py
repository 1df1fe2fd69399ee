"""Rules about overrides: they may add what no key here knows, and nothing that a check would have refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cognito_as_code.settings.addresses import addresses
from cognito_as_code.settings.core.findings import KeyPath, did_you_mean, leaves
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.secrets import is_secret, looks_like_a_secret
from cognito_as_code.settings.environment import EnvironmentSettings

META = {
    "//", "connection", "count", "depends_on", "dynamic", "for_each", "lifecycle", "provider", "provisioner",
}  # fmt: skip
"""What is Terraform's own, in any resource. Source: https://developer.hashicorp.com/terraform/language/meta-arguments"""

ADDABLE: dict[str, set[str]] = {
    "aws_cloudwatch_log_group": {"log_group_class", "skip_destroy", "tags"},
    "aws_cloudwatch_metric_alarm": {"datapoints_to_alarm", "insufficient_data_actions", "tags"},
    "aws_iam_role": {"force_detach_policies", "max_session_duration", "tags"},
    "aws_route53_record": {"allow_overwrite"},
    "aws_secretsmanager_secret": {"force_overwrite_replica_secret", "recovery_window_in_days", "replica", "tags"},
    "aws_wafv2_web_acl": {"association_config", "captcha_config", "challenge_config", "tags", "token_domains"},
}
"""What may be added to resources other than Cognito's: it lets nobody in, and lets nobody do more."""

GUARDED = {
    "analytics_configuration", "attribute_mapping", "attributes", "client_metadata", "cognito_identity_providers",
    "lambda_config", "principal_tags", "provider_details", "role_mapping", "roles", "supported_login_providers", "tags",
    "tags_all", "validation_data",
}  # fmt: skip
"""Arguments of Cognito's resources that decide who signs in as whom, with which code and which role: all of each is
for the settings to say, or, of tags, for [tags]."""


@rule(
    "OVR-1",
    "Overrides add arguments, and touch no guard, no permission and no secret",
    why="Addresses, prevent_destroy, who may do what, and the absence of secrets are what the JSON promises.",
    source="https://developer.hashicorp.com/terraform/language/meta-arguments",
    promise="addresses, prevent_destroy and who may do what are as the settings say",
)
def overrides_keep_the_contract(settings: EnvironmentSettings) -> Iterator[Problem]:
    for address, arguments in settings.overrides.items():
        type_ = address.partition(".")[0]
        for key, value in leaves((), arguments):
            place = ("overrides", address, *key)
            names = [part for part in key if isinstance(part, str)]
            if not key:
                yield place, "says nothing; add an argument, or remove the table"
            elif key[0] in META or "dynamic" in names:
                yield place, "is Terraform's own, which the settings guard; use their keys, or remove it"
            elif not all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for name in names):
                yield place, "is no argument's name; write it as the provider's documentation does"
            elif value in ({}, []):
                yield place, "is empty, which adds nothing, or takes away what is there; remove it"
            elif _is_secret(names, value):
                yield place, "may be a secret, which does not belong in a file; remove it"
            elif type_.startswith("aws_cognito_") and key[0] in GUARDED:
                yield place, "is for the settings to say; use their key, or remove it"
            elif not _may_be_added(type_, key):
                addable = ", ".join(sorted(ADDABLE.get(type_, ()))) or "nothing"
                yield place, f"may not be added to {type_}, whose permissions are checked here; {addable} may"


def _is_secret(names: list[str], value: object) -> bool:
    return isinstance(value, str) and (is_secret(tuple(names)) or looks_like_a_secret(value))


def _may_be_added(type_: str, key: KeyPath) -> bool:
    return type_.startswith("aws_cognito_") or key[0] in ADDABLE.get(type_, ())


@rule(
    "OVR-3",
    "Overrides are for resources that are there",
    why="Terraform would make no resource of one argument, and the override would be missed where it is meant to be.",
    source="https://developer.hashicorp.com/terraform/language/resources/syntax",
    promise="what is overridden is there",
)
def overridden_resources_exist(settings: EnvironmentSettings) -> Iterator[Problem]:
    known = sorted(addresses(settings)) if settings.overrides else []
    for address in settings.overrides:
        if address not in known:
            yield (
                ("overrides", address),
                f"is no resource of this file; {did_you_mean(address, known)}use {', '.join(known)}",
            )


@rule(
    "OVR-2",
    "What overrides set is looked at in the plan",
    why="They are for arguments that no setting knows, so that nothing here can check them.",
    source="https://developer.hashicorp.com/terraform/language/files/override",
    severity="warning",
)
def overrides_are_unchecked(settings: EnvironmentSettings) -> Iterator[Problem]:
    for address, arguments in settings.overrides.items():
        yield ("overrides", address), f"sets {', '.join(sorted(arguments))} unchecked; look at the plan"
