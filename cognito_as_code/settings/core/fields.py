"""Kinds of values that more than one noun has: names, messages, ARNs, durations, lists."""

from __future__ import annotations

import base64
import difflib
import json
import math
import re
import unicodedata
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Annotated, Any, NamedTuple, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from cognito_as_code.settings.core.regions import PARTITIONS

_T = TypeVar("_T", bound=Hashable)


class Settings(BaseModel):
    """A table of an environment file: unknown keys are errors, types are not guessed, values stay as read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_by_name=True, validate_by_alias=True)


def said(settings: Settings) -> dict[str, Any]:
    """What was said to a model's instance, as a file's table would say it; tables in it stay instances."""
    fields = type(settings).model_fields
    return {fields[name].alias or name: getattr(settings, name) for name in settings.model_fields_set}


KeyPath = tuple[str | int, ...]
"""The keys, and places in lists, that lead to a value of a file."""

_LONGEST_SHOWN = 80


def shown(value: object) -> str:
    """A value as its author wrote it, short enough for a one-line message."""
    if isinstance(value, date | time):
        return str(value)
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:60]}... ({len(text)} characters)"


def refused(problem: str, fix: str) -> PydanticCustomError:
    """The error of a field validator: what is wrong with the value, and what to write instead."""
    return PydanticCustomError("refused", "{problem}; {fix}", {"problem": problem, "fix": fix})


@dataclass(frozen=True)
class Text:
    """Annotates a string that must match `pattern` whole; by default with ASCII classes, as AWS's own patterns mean."""

    pattern: str
    allowed: str
    most: int
    least: int = 1
    flags: re.RegexFlag = re.ASCII

    def check(self, value: str) -> str:
        if not self.least <= len(value) <= self.most:
            lengths = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
            raise refused(f"{shown(value)} is {len(value)} characters long", f"use {lengths} characters")
        if not re.fullmatch(self.pattern, value, self.flags):
            raise refused(f"{shown(value)} is not valid here", f"use {self.allowed}")
        return value

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        # Editors' patterns know ASCII classes only.
        pattern = {"pattern": f"^({self.pattern})$"} if self.flags & re.ASCII else {}
        return {
            **handler(schema),
            **pattern,
            "minLength": self.least,
            "maxLength": self.most,
            "x-allowed": self.allowed,
        }


def distinct(values: list[_T]) -> list[_T]:
    """Refuse a list that says the same thing twice: Terraform would drop one silently."""
    for value in values:
        if values.count(value) > 1:
            raise refused(f"{shown(value)} is listed more than once", "list it once")
    return values


def holding(*placeholders: str) -> Callable[[str], str]:
    """Refuse a message without the placeholders Cognito fills in."""

    def check(value: str) -> str:
        for placeholder in placeholders:
            if placeholder not in value:
                raise refused(
                    f"{shown(value)} has no {placeholder}", f"write {placeholder} where Cognito puts the value"
                )
        return value

    return check


def _base64(value: str) -> str:
    try:
        base64.b64decode(value, validate=True)
    except ValueError:
        raise refused("is not base64", 'write { filebase64 = "logo.png" } to have a file read') from None
    return value


def printable(value: str) -> str:
    """Refuse what Cognito's pattern leaves out: all but letters, marks, symbols, numbers, punctuation, white space."""
    for position, character in enumerate(value, start=1):
        if unicodedata.category(character)[0] not in "LMSNP" and character not in " \t\n\r\f\v":
            name = unicodedata.name(character, "control character")
            raise refused(
                f"character {position} is U+{ord(character):04X} {name}, which Cognito refuses here",
                "remove it, or use a plain space",
            )
    return value


def _without_spaces(value: str) -> str:
    if any(character.isspace() for character in value):
        raise refused(f"{shown(value)} has a space, which Cognito refuses here", "use - or _")
    return printable(value)


def _terraform_value(value: Any) -> Any:
    if isinstance(value, dict):
        for inner in value.values():
            _terraform_value(inner)
    elif isinstance(value, list):
        for inner in value:
            _terraform_value(inner)
    elif isinstance(value, float) and not math.isfinite(value):
        raise refused(f"{value} is no number to Terraform", "write a finite one")
    elif not isinstance(value, str | bool | int | float):
        raise refused(f"{shown(value)} is a date or a time, which Terraform does not know", "put it in quotes")
    return value


TerraformValue = Annotated[Any, AfterValidator(_terraform_value)]
"""Whatever Terraform's JSON may hold: text, numbers, booleans, lists and tables of them."""

Name = Annotated[str, Text(r"[\w\s+=,.@-]+", "letters A-Z and a-z, digits, spaces and any of _ + = , . @ -", most=128)]
"""A name of a user pool, app client or identity pool: 1 to 128 characters."""

Address = Annotated[str, Text(r"[A-Za-z_][A-Za-z0-9_-]*", "a letter or _, then letters, digits, _ and -", most=64)]
"""A table's name that becomes a Terraform address: it may never change, or Terraform builds the thing anew."""

LooseName = Annotated[str, Field(min_length=1, max_length=128), AfterValidator(_without_spaces)]
"""A name that may have any letters, marks, symbols, numbers and punctuation, but no spaces: 1 to 128 characters."""

EnvironmentName = Annotated[
    str, Text(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", "letters a-z, digits and -, but no - at either end", most=40)
]
"""The name of an environment, which is its file's: 1 to 40 characters, so that role names made from it fit IAM's 64."""


def _region(value: str) -> str:
    if value not in PARTITIONS:
        near = difflib.get_close_matches(value.lower(), PARTITIONS, n=1)
        hint = f'did you mean "{near[0]}"? ' if near else ""
        raise refused(f"{shown(value)} is no Region of AWS", f"{hint}use a name like eu-central-1, as in {_RANDE}")
    return value


_RANDE = "https://docs.aws.amazon.com/general/latest/gr/rande.html"
Region = Annotated[str, AfterValidator(_region), WithJsonSchema({"type": "string", "enum": sorted(PARTITIONS)})]
"""The name of an AWS Region: the provider refuses others (invalid AWS Region)."""

SmsMessage = Annotated[str, Field(min_length=6, max_length=140), AfterValidator(holding("{####}"))]
"""An SMS with a code: 6 to 140 characters, with {####} where the code goes."""

EmailMessage = Annotated[
    str, Field(min_length=6, max_length=20_000), AfterValidator(holding("{####}")), AfterValidator(printable)
]
"""An e-mail body with a code: 6 to 20,000 characters, with {####} where the code goes."""

EmailSubject = Annotated[str, Field(min_length=1, max_length=140), AfterValidator(printable)]
"""An e-mail subject: 1 to 140 characters."""


class Arn(NamedTuple):
    """The parts of an ARN that rules compare."""

    partition: str
    service: str
    region: str
    account_id: str
    resource: str


def parse_arn(arn: str) -> Arn:
    """Split an ARN that its field has already checked."""
    return Arn(*arn.split(":", 5)[1:])


class ArnText(Text):
    """Annotates an ARN, or a pattern of ARNs, whose partition rule ARN-1 compares with the Region's."""


def arn(pattern: str, example: str) -> ArnText:
    """Annotates an ARN: what follows the partition must match."""
    return ArnText(rf"arn:aws[a-z-]*:{pattern}", f"an ARN like {example}", most=2048, least=20)


RoleArn = Annotated[str, arn(r"iam::\d{12}:role/[\w+=,.@/-]+", "arn:aws:iam::111122223333:role/name")]
PolicyArn = Annotated[str, arn(r"iam::(\d{12}|aws):policy/[\w+=,.@/-]+", "arn:aws:iam::111122223333:policy/boundary")]
LambdaArn = Annotated[
    str,
    arn(
        r"lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?",
        "arn:aws:lambda:eu-central-1:111122223333:function:name",
    ),
]
KmsKeyArn = Annotated[
    str,
    arn(
        r"kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+",
        "arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-5678-90ab-cdef-111122223333",
    ),
]
CertificateArn = Annotated[
    str,
    arn(
        r"acm:[a-z0-9-]+:\d{12}:certificate/[A-Za-z0-9-]+",
        "arn:aws:acm:us-east-1:111122223333:certificate/1a2b3c4d-5678-90ab-cdef-111122223333",
    ),
]
SesIdentityArn = Annotated[
    str, arn(r"ses:[a-z0-9-]+:\d{12}:identity/[\w+=,.@-]+", "arn:aws:ses:eu-west-1:111122223333:identity/example.com")
]


Base64 = Annotated[str, Field(min_length=1, max_length=1_400_000), AfterValidator(_base64)]
"""A file's bytes in base64; write { filebase64 = "logo.png" } and it is read for you."""


class SecretSettings(Settings):
    """Where a secret comes from; exactly one of the three. The secret itself never stands in a file.

    Its value does reach the Terraform state, as every argument does: keep the state encrypted.
    """

    variable: Annotated[str, Text(r"[A-Za-z_][A-Za-z0-9_-]*", "letters, digits, _ and -", most=64)] | None = None
    """A Terraform variable to declare, sensitive and without a default: set it by TF_VAR_name."""

    secretsmanager_secret: Annotated[str, Text(r"[\w+=,.@:/-]+", "a secret's name or ARN", most=2048)] | None = None
    """A secret of AWS Secrets Manager, by name or ARN, read at each plan: a rotated secret is an update."""

    json_key: Annotated[str, Field(min_length=1, max_length=256)] | None = None
    """The key to take, where the Secrets Manager secret is a JSON object. Default: the whole secret."""

    ssm_parameter: Annotated[str, Text(r"[\w./-]+", "a parameter's name", most=2048)] | None = None
    """A SecureString of AWS Systems Manager Parameter Store, by name, read at each plan."""

    @model_validator(mode="before")
    @classmethod
    def _is_no_secret(cls, value: Any) -> Any:
        if not isinstance(value, dict | SecretSettings):  # never shown: it may be one
            raise refused(
                "a secret does not belong in a file",
                'write where it comes from: { variable = "name" }, { secretsmanager_secret = "name" } '
                'or { ssm_parameter = "/name" }',
            )
        return value

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        given = [key for key in ("variable", "secretsmanager_secret", "ssm_parameter") if getattr(self, key)]
        if len(given) != 1:
            raise refused(f"names {len(given)} sources", "give one of variable, secretsmanager_secret, ssm_parameter")
        if self.json_key and not self.secretsmanager_secret:
            raise refused("json_key is for secretsmanager_secret only", "remove it")
        return self


class Duration(NamedTuple):
    """A duration as Cognito takes it: a number and the unit it is counted in."""

    value: int
    unit: str
    seconds: int


_UNITS = {"s": ("seconds", 1), "m": ("minutes", 60), "h": ("hours", 3600), "d": ("days", 86_400)}


@cache
def parse_duration(duration: str) -> Duration:
    """Split a duration that its field has already checked: "60m" is 60 minutes."""
    unit, seconds = _UNITS[duration[-1]]
    return Duration(int(duration[:-1]), unit, int(duration[:-1]) * seconds)


@dataclass(frozen=True)
class Lasting:
    """Annotates a duration string such as "60m", within bounds; `units` are the letters it may end in."""

    least: str
    most: str
    units: str = "smhd"

    def check(self, value: str) -> str:
        fix = f"write a duration from {shown(self.least)} to {shown(self.most)}"
        if not re.fullmatch(rf"[0-9]{{1,9}}[{self.units}]", value):
            kinds = " or ".join(f"{unit} ({_UNITS[unit][0]})" for unit in self.units)
            raise refused(f"{shown(value)} is not a whole number followed by {kinds}", fix)
        if parse_duration(value).seconds < parse_duration(self.least).seconds:
            raise refused(f"{shown(value)} is shorter than {shown(self.least)}, the least Cognito accepts", fix)
        if parse_duration(value).seconds > parse_duration(self.most).seconds:
            raise refused(f"{shown(value)} is longer than {shown(self.most)}, the most Cognito accepts", fix)
        return value

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            **handler(schema),
            "pattern": f"^[0-9]{{1,9}}[{self.units}]$",
            "x-allowed": f'a duration from "{self.least}" to "{self.most}"',
        }
