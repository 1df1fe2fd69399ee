"""Kinds of values that more than one noun has: names, messages, ARNs, durations, lists."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, NamedTuple, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

_T = TypeVar("_T", bound=Hashable)


class Settings(BaseModel):
    """A table of an environment file: unknown keys are errors, types are not guessed, values stay as read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


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


def one_line(value: str) -> str:
    """Refuse a line break: Cognito's pattern for an SMS with a code has none."""
    if "\n" in value or "\r" in value:
        raise refused(f"{shown(value)} has a line break, which Cognito refuses in an SMS", "write it on one line")
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


Name = Annotated[str, Text(r"[\w\s+=,.@-]+", "letters A-Z and a-z, digits, spaces and any of _ + = , . @ -", most=128)]
"""A name of a user pool, app client or identity pool: 1 to 128 characters."""

Address = Annotated[str, Text(r"[A-Za-z_][A-Za-z0-9_-]*", "a letter or _, then letters, digits, _ and -", most=64)]
"""A table's name that becomes a Terraform address: it may never change, or Terraform builds the thing anew."""

Region = Annotated[str, Text(r"[a-z]{2}(-[a-z]+)+-[0-9]", "a Region like eu-central-1", most=32, least=5)]
"""The name of an AWS Region."""

SmsMessage = Annotated[
    str, Field(min_length=6, max_length=140), AfterValidator(holding("{####}")), AfterValidator(one_line)
]
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


def _arn(pattern: str, example: str) -> Text:
    return Text(rf"arn:aws[a-z-]*:{pattern}", f"an ARN like {example}", most=2048, least=20)


RoleArn = Annotated[str, _arn(r"iam::\d{12}:role/[\w+=,.@/-]+", "arn:aws:iam::111122223333:role/name")]
SesIdentityArn = Annotated[
    str, _arn(r"ses:[a-z0-9-]+:\d{12}:identity/[\w+=,.@-]+", "arn:aws:ses:eu-west-1:111122223333:identity/example.com")
]


class Duration(NamedTuple):
    """A duration as Cognito takes it: a number and the unit it is counted in."""

    value: int
    unit: str
    seconds: int


_UNITS = {"s": ("seconds", 1), "m": ("minutes", 60), "h": ("hours", 3600), "d": ("days", 86_400)}


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
