"""From two synthesized files to changes: what a plan would say, as far as that shows without a state."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .changes import Change, NotReadableError, Plan, Sensitive, output_change, value_at
from .terraform import SECRETS, read_json

# Type -> arguments whose change replaces the resource. Measured with provider 5.100.
_REPLACING: dict[str, tuple[str, ...]] = {
    "aws_cognito_identity_pool": ("developer_provider_name", "identity_pool_name", "region"),
    "aws_cognito_identity_pool_provider_principal_tag": ("identity_pool_id", "identity_provider_name", "region"),
    "aws_cognito_identity_pool_roles_attachment": ("identity_pool_id", "region", "roles"),
    "aws_cognito_identity_provider": ("provider_name", "provider_type", "region", "user_pool_id"),
    "aws_cognito_log_delivery_configuration": ("region", "user_pool_id"),
    "aws_cognito_managed_login_branding": ("asset", "client_id", "region", "user_pool_id"),
    "aws_cognito_resource_server": ("identifier", "name", "region", "user_pool_id"),
    "aws_cognito_risk_configuration": ("client_id", "region", "user_pool_id"),
    "aws_cognito_user": ("region", "user_pool_id", "username"),
    "aws_cognito_user_group": ("name", "region", "user_pool_id"),
    "aws_cognito_user_in_group": ("group_name", "region", "user_pool_id", "username"),
    "aws_cognito_user_pool": (
        "alias_attributes",
        "name",
        "region",
        "username_attributes",
        "username_configuration.case_sensitive",
    ),
    "aws_cognito_user_pool_client": ("generate_secret", "region", "user_pool_id"),
    "aws_cognito_user_pool_domain": ("domain", "region", "user_pool_id"),
    "aws_cognito_user_pool_ui_customization": ("region",),
    "aws_iam_role": ("name", "path"),
    "aws_iam_role_policy": ("name", "role"),
    "aws_iam_role_policy_attachment": ("policy_arn", "role"),
    "aws_wafv2_web_acl_association": ("resource_arn", "web_acl_arn"),
}
# Type -> arguments that stay as they are when a file no longer has them. Measured with provider 5.100.
_KEPT: dict[str, tuple[str, ...]] = {
    "aws_cognito_user_pool": (
        "account_recovery_setting",
        "admin_create_user_config",
        "password_policy",
        "sign_in_policy",
        "sms_configuration",
        "user_pool_tier",
        "username_configuration",
        "verification_message_template",
    ),
    "aws_cognito_user_pool_client": (
        "access_token_validity",
        "allowed_oauth_flows",
        "allowed_oauth_flows_user_pool_client",
        "allowed_oauth_scopes",
        "auth_session_validity",
        "callback_urls",
        "default_redirect_uri",
        "enable_propagate_additional_user_context_data",
        "enable_token_revocation",
        "explicit_auth_flows",
        "id_token_validity",
        "logout_urls",
        "prevent_user_existence_errors",
        "read_attributes",
        "refresh_token_validity",
        "supported_identity_providers",
        "write_attributes",
    ),
    "aws_cognito_user_pool_domain": ("managed_login_version",),
}
_NOT_ARGUMENTS = {"//", "connection", "count", "depends_on", "for_each", "provider", "provisioner"}
_REFERENCE = re.compile(r"\$\{[^}]*?\b([a-z][a-z0-9_]*_[a-z0-9_]+\.[A-Za-z_][\w-]*)\.")

Resources = dict[str, tuple[str, dict[str, Any]]]


def plan_between(before: Any, after: Any, *, prefix: str = "") -> Plan:
    """What becomes of one synthesized file's resources with another's. Addresses get the prefix."""
    old, new = _resources(before), _resources(after)
    moved = {each["to"]: each["from"] for each in after.get("moved", []) if each["from"] in old}
    renamed = {former: address for address, former in moved.items()}
    changes: dict[str, Change] = {}
    for address in sorted({*new, *(old.keys() - renamed.keys())}):
        former = moved.get(address, address)
        changes[address] = _change(address, former, old.get(former), new.get(address))
    changes = _with_replacements(changes)
    found = [*changes.values(), *_outputs(before.get("output", {}), after.get("output", {}))]
    return Plan(changes=tuple(_prefixed(change, prefix) for change in found), origin="files")


def read_synthesized(path: Path) -> Any:
    """A synthesized file. Raises NotReadableError, in one sentence, when it is none."""
    try:
        with path.open("rb") as file:
            document = read_json(file, str(path), "give a cdk.tf.json")
    except OSError as error:
        raise NotReadableError(f"{path} cannot be read ({error.strerror}); check the name") from None
    return _require_synthesized(document, str(path))


def plan_between_revisions(before: str, after: str, folder: str) -> Plan:
    """What becomes of the snapshots that one git revision has with another's: every stack's, addresses after its name.

    Raises NotReadableError, in one sentence, for a revision that git does not know, and one without snapshots.
    """
    old, new = _snapshots(before, folder), _snapshots(after, folder)
    if not old and not new:
        raise NotReadableError(f"neither {before} nor {after} has *.json in {folder}; name the folder with --snapshots")
    plans = [
        plan_between(old.get(stack, {}), new.get(stack, {}), prefix=f"{stack}: ") for stack in sorted({*old, *new})
    ]
    return Plan(changes=tuple(change for plan in plans for change in plan.changes), origin="files")


def _snapshots(revision: str, folder: str) -> dict[str, Any]:
    tree = f"{revision}^{{commit}}"
    found = {}
    for path in _git(revision, "ls-tree", "--name-only", "--end-of-options", tree, f"{folder.rstrip('/')}/").split(
        "\n"
    ):
        if path.endswith(".json"):
            name = f"{revision}:{path}"
            content = _Text(_git(revision, "show", "--end-of-options", f"{revision}:./{path}"))
            found[Path(path).stem] = _require_synthesized(read_json(content, name, "commit the snapshots"), name)
    return found


def file_in_revision(revision: str, path: str) -> bytes:
    """What a file of this folder holds in a git revision; nothing when it is not there."""
    if not _git(revision, "ls-tree", "--name-only", "--end-of-options", f"{revision}^{{commit}}", path):
        return b""
    return _git(revision, "show", "--end-of-options", f"{revision}:./{path}").encode()


class _Text:
    """What git printed, to be read like a file."""

    def __init__(self, text: str) -> None:
        self._content = text.encode()

    def read(self, size: int) -> bytes:
        return self._content[:size]


def _git(revision: str, *arguments: str) -> str:
    try:
        run = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)  # noqa: S603, S607
    except OSError:
        raise NotReadableError("git is not on PATH; give two files with --before and --after") from None
    if run.returncode:
        said = run.stderr.strip().partition("\n")[0]
        raise NotReadableError(f"git does not give {revision} ({said}); fetch it, or check the name")
    return run.stdout


def _require_synthesized(document: Any, name: str) -> Any:
    resources = document.get("resource", {}) if isinstance(document, dict) else None
    if not isinstance(resources, dict) or not all(
        isinstance(named, dict) and all(isinstance(each, dict) for each in named.values())
        for named in resources.values()
    ):
        raise NotReadableError(f"{name} is JSON, but not Terraform's configuration; give a cdk.tf.json")
    if not {"resource", "terraform", "provider"} & set(document):
        raise NotReadableError(f"{name} has no resource, provider or terraform block; give a cdk.tf.json")
    return document


def _resources(document: Mapping[str, Any]) -> Resources:
    return {
        f"{type_}.{name}": (type_, arguments)
        for type_, named in document.get("resource", {}).items()
        for name, arguments in named.items()
    }


def _change(
    address: str, former: str, old: tuple[str, dict[str, Any]] | None, new: tuple[str, dict[str, Any]] | None
) -> Change:
    type_ = (new or old or ("", {}))[0]
    before = _normalized(old[1]) if old else None
    after = _normalized(new[1]) if new else None
    configured = frozenset(after) if after is not None else None
    if before is not None and after is not None:
        kept = {name: before[name] for name in _KEPT.get(type_, ()) if name in before and name not in after}
        after = {**after, **kept}
    actions = ("create",) if before is None else ("delete",) if after is None else ("update",)
    if before == after:
        actions = ("no-op",)
    return Change(
        address=address,
        type=type_,
        actions=actions,
        before=before,
        after=after,
        previous_address=former if former != address else "",
        configured=configured,
        references=frozenset(_references(new[1] if new else {})),
    )


def _normalized(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments without what is Terraform's own, but for the guard; lists of texts in one order, as sets have none."""
    values = {name: _sorted(value) for name, value in arguments.items() if name not in _NOT_ARGUMENTS}
    return {name: Sensitive(value) if name in SECRETS else value for name, value in values.items()}


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return sorted(value) if all(isinstance(each, str) for each in value) else [_sorted(each) for each in value]
    return value


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from _REFERENCE.findall(value)
    elif isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _references(each)


def _with_replacements(changes: dict[str, Change]) -> dict[str, Change]:
    """The changes with what replaces a resource: an argument that cannot change, or a new id of one it names."""
    while True:
        lost = {address for address, change in changes.items() if change.is_lost}
        found = {
            address: because
            for address, change in changes.items()
            if change.stays and not change.is_lost and (because := tuple(_replacing(change, lost)))
        }
        if not found:
            return changes
        for address, because in found.items():
            change = changes[address]
            changes[address] = replace(change, actions=("delete", "create"), because=because)


def _replacing(change: Change, lost: set[str]) -> Iterator[str]:
    for path in _REPLACING.get(change.type, ()):
        named = {*_references(value_at(change.after, path))}
        if change.was(path) != change.becomes(path) or named & lost:
            yield path
    if change.type == "aws_cognito_user_pool_domain":
        certificates = [bool(value_at(values, "certificate_arn")) for values in (change.before, change.after)]
        if certificates[0] != certificates[1]:
            yield "certificate_arn"


def _prefixed(change: Change, prefix: str) -> Change:
    return replace(
        change,
        address=f"{prefix}{change.address}",
        previous_address=change.previous_address and f"{prefix}{change.previous_address}",
        references=frozenset(f"{prefix}{each}" for each in change.references),
    )


def _outputs(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[Change]:
    for name in sorted({*before, *after}):
        was, becomes = before.get(name), after.get(name)
        action = "create" if was is None else "delete" if becomes is None else "no-op" if was == becomes else "update"
        yield output_change(
            f"output.{name}",
            action,
            was_sensitive=bool((was or {}).get("sensitive")),
            is_sensitive=bool((becomes or {}).get("sensitive")),
        )
