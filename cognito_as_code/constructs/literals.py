"""Settings as Terraform has to read them: as text, and never as its own language."""

from __future__ import annotations

from typing import TypeVar

from cognito_as_code.settings.core.fields import Settings

_T = TypeVar("_T")


def as_literals(value: _T) -> _T:
    """Settings in which ${ and %{ mean themselves, to IAM for one, and nothing to Terraform: in values and in names.

    Source: https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
    """
    if isinstance(value, Settings):
        changes = {name: as_literals(getattr(value, name)) for name in type(value).model_fields}
        return value.model_copy(update=changes)
    if isinstance(value, dict):
        return {as_literals(key): as_literals(inner) for key, inner in value.items()}  # type: ignore[return-value]
    if isinstance(value, list):
        return [as_literals(inner) for inner in value]  # type: ignore[return-value]
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")  # type: ignore[return-value]
    return value
