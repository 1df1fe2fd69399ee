"""From two synthesized files to changes: what a plan would say, as far as that shows without a state."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .changes import Change, NotReadableError, Plan, Sensitive, output_change, value_at
from .facts import NOT_ARGUMENTS, SECRETS, rows
from .terraform import read_json, said
from .wording import named, shown

_REFERENCE = re.compile(r"\$\{[^}]*?\b([a-z][a-z0-9_]*_[a-z0-9_]+\.[A-Za-z_][\w-]*)\.")

Resources = dict[str, tuple[str, dict[str, Any]]]


def plan_between(before: Any, after: Any, *, prefix: str = "") -> Plan:
    """What becomes of one synthesized file's resources with another's. Addresses get the prefix."""
    old, new = _resources(before), _resources(after)
    moved = {each["to"]: each["from"] for each in _moved(after) if each["from"] in old}
    renamed = {former: address for address, former in moved.items()}
    changes: dict[str, Change] = {}
    for address in sorted({*new, *(old.keys() - renamed.keys())}):
        former = moved.get(address, address)
        changes[address] = _change(address, former, old.get(former), new.get(address))
    changes = _with_replacements(changes)
    found = [
        *changes.values(),
        *_outputs(before.get("output") or {}, after.get("output") or {}),
        *(_around(before, after) if before and after else ()),
        *(said for address, change in changes.items() for said in _meta(before, after, address, change)),
    ]
    is_ours = any(isinstance(value_at(each, "//.metadata.stackName"), str) for each in (before, after))
    return Plan(changes=tuple(_prefixed(change, prefix) for change in found), origin="files", is_ours=is_ours)


def _moved(document: Mapping[str, Any]) -> list[Mapping[str, str]]:
    moved = document.get("moved") or []
    return [
        each for each in moved if isinstance(each, dict) and all(isinstance(each.get(k), str) for k in ("from", "to"))
    ]


def _around(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """What is not a resource, and decides where resources are or what runs."""
    terraform = [document.get("terraform") or {} for document in (before, after)]
    backends = [{key: each.get(key) for key in ("backend", "cloud")} for each in terraform]
    if backends[0] != backends[1]:
        yield said("place", "terraform.backend", f"keeps the state elsewhere: {_changed(*backends)}")
    for name in sorted({*(before.get("provider") or {}), *(after.get("provider") or {})}):
        places = [_without_tags((document.get("provider") or {}).get(name)) for document in (before, after)]
        if places[0] != places[1]:
            yield said("place", f"provider.{name}", f"changes where resources are: {_changed(*places)}")
    for kind in ("external", "http"):
        was, becomes = ((document.get("data") or {}).get(kind) or {} for document in (before, after))
        for name in sorted(becomes):
            if was.get(name) != becomes[name]:
                yield said("program", f"data.{kind}.{name}", f"runs or asks another program: {shown(becomes[name])}")
    if (before.get("module") or {}) != (after.get("module") or {}):
        yield said("program", "module", "changes which modules are called, and files do not show what those do")
    for kind in ("locals", "variable"):
        if (before.get(kind) or {}) != (after.get(kind) or {}):
            yield Change(address=kind, type="variable", actions=("update",), before=None, after=None)


def _without_tags(value: Any) -> list[dict[str, Any]]:
    blocks = value if isinstance(value, list) else [] if value is None else [value]
    return [{key: inner for key, inner in each.items() if key != "default_tags"} for each in blocks]


def _changed(was: Any, becomes: Any) -> str:
    return f"from {shown(was)} to {shown(becomes)}"


_META = {"count": "place", "for_each": "place", "provider": "place", "provisioner": "program", "connection": "program"}


def _meta(before: Mapping[str, Any], after: Mapping[str, Any], address: str, change: Change) -> Iterator[Change]:
    """What stands among arguments, is Terraform's own, and decides whether, where or with what a resource is made."""
    was, becomes = (
        _raw(document, each) for document, each in ((before, change.previous_address or address), (after, address))
    )
    for name, type_ in _META.items():
        if becomes and was.get(name) != becomes.get(name) and (was or type_ == "program"):
            what = f"changes {named(name)} from {shown(was.get(name))} to {shown(becomes.get(name))}"
            yield said(type_, address, what)


def _raw(document: Mapping[str, Any], address: str) -> Mapping[str, Any]:
    type_, _, name = address.partition(".")
    found = ((document.get("resource") or {}).get(type_) or {}).get(name)
    return found if isinstance(found, dict) else {}


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
    return plan_between_stacks(old, new)


def plan_between_stacks(before: Mapping[str, Any], after: Mapping[str, Any]) -> Plan:
    """What becomes of some stacks with others, matched by name; addresses come after the stack's name."""
    plans = [
        plan_between(before.get(stack, {}), after.get(stack, {}), prefix=f"{stack}: ")
        for stack in sorted({*before, *after})
    ]
    return Plan(
        changes=tuple(change for plan in plans for change in plan.changes),
        origin="files",
        is_ours=any(plan.is_ours for plan in plans),
    )


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
        for type_, resources in (document.get("resource") or {}).items()
        for name, arguments in resources.items()
        if arguments.get("count") not in (0, "0")
    }


def _change(
    address: str, former: str, old: tuple[str, dict[str, Any]] | None, new: tuple[str, dict[str, Any]] | None
) -> Change:
    type_ = (new or old or ("", {}))[0]
    before = _normalized(old[1]) if old else None
    after = _normalized(new[1]) if new else None
    configured = frozenset(after) if after is not None else None
    if before is not None and after is not None:
        kept = {
            name: before[name]
            for name, each in rows(type_).items()
            if each.kept and name in before and name not in after
        }
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
        named={
            name: frozenset(_references([before.get(name) if before else None, after.get(name) if after else None]))
            for name in {*(before or {}), *(after or {})}
        },
    )


def _normalized(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments without what is Terraform's own, but for the guard; lists of texts in one order, as sets have none."""
    values = {name: _sorted(value) for name, value in arguments.items() if name not in NOT_ARGUMENTS}
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
    for path in sorted(path for path, each in rows(change.type).items() if each.replaces):
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
        named={name: frozenset(f"{prefix}{each}" for each in those) for name, those in change.named.items()},
        stack=prefix.removesuffix(": "),
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
