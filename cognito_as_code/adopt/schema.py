"""[user_pool.schema] of a live pool: attributes that somebody declared, not those that every pool has."""

from __future__ import annotations

from typing import Any

from cognito_as_code.settings.user_pool.schema import STANDARD_ATTRIBUTES

_BOUNDS = {"birthdate": ("10", "10")}
_AWSS_OWN = {"sub", "identities"}
"""Attributes that Cognito adds: to every pool, and to one with identity providers."""


def schema_of(attributes: list[dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """The tables by attribute, and whether they say all that AWS says of those."""
    tables: dict[str, Any] = {}
    whole = True
    for attribute in sorted(attributes, key=lambda each: str(each.get("Name"))):
        name = attribute["Name"]
        if name in _AWSS_OWN or _is_usual(attribute):
            continue
        tables[name.removeprefix("dev:").removeprefix("custom:")] = _table(attribute)
        whole = whole and _is_whole(attribute)
    return tables, whole


def _is_usual(attribute: dict[str, Any]) -> bool:
    """Whether a pool has it so without having been asked: Terraform then knows nothing of it."""
    name = attribute["Name"]
    if name not in STANDARD_ATTRIBUTES:
        return False
    usual: dict[str, Any] = {
        "Name": name,
        "AttributeDataType": STANDARD_ATTRIBUTES[name],
        "DeveloperOnlyAttribute": False,
        "Mutable": True,
        "Required": False,
    }
    if usual["AttributeDataType"] == "String":
        least, most = _BOUNDS.get(name, ("0", "2048"))
        usual["StringAttributeConstraints"] = {"MinLength": least, "MaxLength": most}
    if usual["AttributeDataType"] == "Number":
        usual["NumberAttributeConstraints"] = {"MinValue": "0"}
    return {key: value for key, value in attribute.items() if value is not None} == usual


def _table(attribute: dict[str, Any]) -> dict[str, Any]:
    table: dict[str, Any] = {
        "attribute_data_type": attribute.get("AttributeDataType", "String"),
        "developer_only_attribute": bool(attribute.get("DeveloperOnlyAttribute")),
        "mutable": bool(attribute.get("Mutable")),
        "required": bool(attribute.get("Required")),
    }
    for kind, keys in (("String", ("MinLength", "MaxLength")), ("Number", ("MinValue", "MaxValue"))):
        bounds = attribute.get(f"{kind}AttributeConstraints") or {}
        said = {
            f"{key[:3].lower()}_{key[3:].lower()}": int(bounds[key])
            for key in keys
            if _is_whole_number(bounds.get(key))
        }
        if said and table["attribute_data_type"] == kind:
            table[f"{kind.lower()}_attribute_constraints"] = said
    return table


def _is_whole_number(bound: str | None) -> bool:
    return bool(bound) and str(bound).lstrip("-").isdecimal()


def _is_whole(attribute: dict[str, Any]) -> bool:
    """Whether the settings write exactly these bounds: both of a String, and of a Number those that there are."""
    text, number = attribute.get("StringAttributeConstraints"), attribute.get("NumberAttributeConstraints")
    match attribute.get("AttributeDataType"):
        case "String":
            keys = ("MinLength", "MaxLength")
            return number is None and all(_is_whole_number((text or {}).get(key)) for key in keys)
        case "Number":
            return text is None and all(_is_whole_number(bound) for bound in (number or {}).values())
        case _:
            return text is None and number is None
