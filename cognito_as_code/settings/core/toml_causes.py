"""What people write where TOML wants something else, and what each of them should write instead."""

from __future__ import annotations

import re
import tomllib
import unicodedata

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.secrets import is_secret

CURLY_QUOTES = "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb`\u00b4"
_BOOLEANS = {
    **dict.fromkeys(("true", "yes", "on", "y"), "true"),
    **dict.fromkeys(("false", "no", "off", "n"), "false"),
}
_LONGEST_QUOTED = 60
_REFERENCE = re.compile(r"(var|local|data|module|each|aws_\w+)\.\w|\$\{")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")


def no_key(line: str, wanted: str) -> str:
    """Why a statement cannot begin so."""
    character = line[:1]
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        return "is a mark of a merge that has a conflict; keep one of the two sides, and remove the marks"
    if line.startswith(("//", "/*", ";")):
        return "begins no comment in TOML; begin it with #"
    if not character:
        return f"{wanted} is missing; add it"
    if character in CURLY_QUOTES:
        return curly(character)
    if character == "=":
        return "the key before this = is missing; add it"
    if character in "}])":
        return f"{shown(character)} closes nothing; remove it"
    return f"{named(character)} stands where {wanted} belongs; remove it, or put the name in quotes"


def no_value(key: KeyPath, line: str, *, in_list: bool, in_braces: bool) -> str:
    """Why the rest of a line is not the value of a key. A value that may be a secret is not repeated."""
    name = str(key[-1])
    end = r"\s#|[,\]}]" if in_list or in_braces else r"\s#"
    said = re.split(end, line)[0].strip().rstrip(",;")
    written = "" if in_list else f"{name} = "
    if not said or line.startswith("#"):
        return f"{name} has no value; write one, or remove the line"
    if line[0] in CURLY_QUOTES:
        return curly(line[0])
    if unicodedata.category(line[0])[0] in "CZ":
        return f"{named(line[0])} cannot be seen, and is no value of TOML; remove it"
    if is_secret(key) or len(said) > _LONGEST_QUOTED:
        return "is text without quotes; put it in quotes"
    if line.startswith("<<"):
        return 'is text as HCL has it; write """, the text, and """ where it ends'
    if _REFERENCE.match(said):
        return f"{said} refers to something of Terraform, which a settings file cannot; write the value itself"
    return _no_word(said, written) or _no_number(said, written) or _no_quotes(said, written)


def _no_word(said: str, written: str) -> str:
    if said.lower() in ("none", "null", "nil", "undefined"):
        return f"{said} is no value of TOML; leave the key out"
    meant = _BOOLEANS.get(said.lower())
    if not meant:
        return ""
    if said.lower() == meant:
        return f"{said} is spelled {meant} in TOML; write {written}{meant}"
    if said.isupper():
        return f'{said} is no value of TOML; write "{said}" in quotes, or {meant} where no text is meant'
    return f'{said} is no value of TOML; write {meant}, or "{said}" in quotes where text is meant'


def _no_number(said: str, written: str) -> str:
    if re.fullmatch(r"0\d+", said):
        return f'{said} begins with 0, which no number of TOML does; write {written}"{said}"'
    if re.fullmatch(r"\.\d+|\d+\.", said):
        return f"{said} is no number of TOML; write digits on both sides of the point"
    if _DATE.fullmatch(said):
        return f"{said} is no date; write year-month-day, as in 2026-12-31"
    return ""


def _no_quotes(said: str, written: str) -> str:
    text = said.removesuffix('"').removesuffix("'")
    if text != said and '"' not in text and "'" not in text:
        return f'the opening quote is missing; write {written}"{text}"'
    return f"{shown(text.split()[0])} is text without quotes; write {written}{shown(text)}"


def leftover(before: str, rest: str) -> str:
    """Why a line does not end where its statement does."""
    before, rest = before.rstrip(), rest.strip()
    if rest[0] in ",;":
        return f'"{rest[0]}" ends no line in TOML; remove it'
    if rest.startswith(("//", "/*")):
        return "begins no comment in TOML; begin it with #"
    if rest[0] in "]}":
        return f"{shown(rest[0])} closes nothing; remove it"
    if before.endswith('"') and '"' in rest:
        return "the text ended at the quote before this; write \\\" for a quote inside it, or put the text in ' '"
    if before.endswith("'") and "'" in rest:
        return "the text ended at the ' before this; put the text in \" \" to have a ' inside it"
    if re.match(r"[\w.\"-]+\s*=", rest):
        return "a second key on one line; put it on a line of its own"
    return "follows where the line should end; remove it, put it in the quotes, or begin a comment with #"


def curly(character: str) -> str:
    """What to write for a quote of a word processor."""
    return f'{character} is not a quote of TOML; write the straight "'


def named(character: str) -> str:
    """A character as it is, or by name where it would not be seen."""
    if character.isprintable() and character.isascii():
        return shown(character)
    name = unicodedata.name(character, "control character")
    return f"U+{ord(character):04X} {name}"


_NAMES_OF_SECRETS = {"json_key", "secretsmanager_secret", "ssm_parameter", "variable"}  # and the secret, by mistake


def as_value(key: str, said: str) -> str:
    """What stands behind a key as TOML would have it; ... where that is not to be guessed or shown."""
    said = re.split(r"\s#", said)[0].strip().rstrip(",")
    if is_secret((key,)) or key.rpartition(".")[2] in _NAMES_OF_SECRETS or len(said) > _LONGEST_QUOTED:
        return "..."
    try:
        tomllib.loads(f"x = {said}")
    except ValueError:
        return shown(said) if re.fullmatch(r"[^\"'\[\]{}]+", said) else "..."
    return said
