"""Another configuration's state: its resources as AWS would answer for them, and the addresses that they have there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_as_code.adopt.adopted import Adopted
from cognito_as_code.adopt.environment_file import environment_of
from cognito_as_code.adopt.live import CannotAdoptError, Live
from cognito_as_code.adopt.state_answers import ANSWERS, Values
from cognito_as_code.settings.adoption.model import type_of

INSTEAD = "give what `terraform show -json` or `terraform state pull` prints"
"""What is a state."""


@dataclass(frozen=True)
class Resource:
    """A managed resource in a state."""

    address: str
    type: str
    values: Values


@dataclass
class Translated:
    """A state as AWS would answer for it."""

    live: Live = field(default_factory=dict)
    resources: dict[tuple[str, str], Resource] = field(default_factory=dict)
    """Type and import id -> the resource, of what is taken over."""
    others: list[Resource] = field(default_factory=list)
    """What the state has beside the pool and what belongs to it."""

    @property
    def addresses(self) -> dict[tuple[str, str], str]:
        """Type and import id -> address in the state."""
        return {key: each.address for key, each in self.resources.items()}


def from_state(document: Any) -> Adopted:
    """What another configuration's state becomes: its resources are moved, by the addresses that they have there.

    What the state has beside them is told: a plan would destroy it. Raises CannotAdoptError, in one sentence.
    """
    try:
        found = translated(resources_in(document))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise CannotAdoptError(f"this state is not as Terraform writes it; {INSTEAD}") from None
    adopted = environment_of(found.live)
    adopted.moved = moved(adopted.imports, found.addresses)
    for address, import_id in adopted.imports.items():
        resource = found.resources.get((type_of(address), import_id))
        if resource and resource.values.get("tags"):
            adopted.leave(address, "tags")  # here they are the provider's default_tags: for Terraform, an update
    taken = {*adopted.moved.values()}
    found.others += sorted(
        (each for each in found.resources.values() if each.address not in taken), key=lambda each: each.address
    )
    for each in found.others:
        adopted.tell(
            f"{each.address} is in the state, and nothing here makes it: a plan would destroy it. Keep its block in a "
            "file beside the stack, or let Terraform forget it with a removed block."
        )
    return adopted


def resources_in(document: Any) -> list[Resource]:
    """The resources of a state, as Terraform prints it for programs or keeps it. Raises CannotAdoptError."""
    if isinstance(document, dict) and document.get("version") == 4:  # noqa: PLR2004  (of the file's format)
        return list(_kept(document.get("resources") or []))
    if isinstance(document, dict) and "format_version" in document:
        if "resource_changes" in document:
            raise CannotAdoptError(f"this is a plan, and not a state; {INSTEAD}")
        return list(_shown((document.get("values") or {}).get("root_module") or {}))
    if isinstance(document, dict) and "encrypted_data" in document:
        raise CannotAdoptError("this state is encrypted; give what `tofu show -json` prints")
    raise CannotAdoptError(f"this is no state of Terraform; {INSTEAD}")


def _shown(module: Values) -> Iterator[Resource]:
    for each in module.get("resources") or []:
        if each.get("mode") == "managed":
            yield Resource(each["address"], each["type"], each.get("values") or {})
    for each in module.get("child_modules") or []:
        yield from _shown(each)


def _kept(resources: list[Any]) -> Iterator[Resource]:
    for each in resources:
        if each.get("mode") != "managed":
            continue
        prefix = f"{each['module']}." if each.get("module") else ""
        for instance in each.get("instances") or []:
            if instance.get("deposed"):
                continue
            key = f"[{json.dumps(instance['index_key'], ensure_ascii=False)}]" if "index_key" in instance else ""
            address = f"{prefix}{each['type']}.{each['name']}{key}"
            yield Resource(address, each["type"], instance.get("attributes") or {})


_OWNERS = ("user_pool_id", "identity_pool_id", "resource_arn", "id")
"""Arguments that say whose a resource is."""


def translated(resources: list[Resource]) -> Translated:
    """What AWS would answer for the one pool in a state. Raises CannotAdoptError when there is none, or are several."""
    pools = [each for each in resources if each.type == "aws_cognito_user_pool"]
    if len(pools) != 1:
        there = ", ".join(each.address for each in pools) or "none"
        raise CannotAdoptError(f"the state must have one user pool, and has {there}; give the state, or part, of one")
    pool_id = pools[0].values["id"]
    found = Translated()
    identity_pools = [each for each in resources if each.type == "aws_cognito_identity_pool"]
    ids = {pool_id, pools[0].values.get("arn")}
    ids |= {each.values["id"] for each in identity_pools if len(identity_pools) == 1}
    for each in resources:
        owner = next((each.values[key] for key in _OWNERS if each.values.get(key)), None)
        if each.type in ANSWERS and owner in ids:
            import_id, answer = ANSWERS[each.type]
            found.resources[each.type, import_id(each.values)] = each
            answer(found.live, each.values)
        else:
            found.others.append(each)
    return found


def moved(imports: Mapping[str, str], addresses: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Address here -> address in the state, for what would be imported and the state has already."""
    return {
        address: addresses[type_of(address), import_id]
        for address, import_id in imports.items()
        if (type_of(address), import_id) in addresses
    }
