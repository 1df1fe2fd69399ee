"""What a live pool becomes: an environment's tables, what to import, what stays as it is, and what is told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_as_code.settings.core.fields import KeyPath

_LONGEST_NAME = 56
"""Of a table's name, so that what is added to make it unique fits an address's 64."""


@dataclass
class Adopted:
    """An environment file and its adoption file, before they are text."""

    settings: dict[str, Any] = field(default_factory=dict)
    """The environment's tables, as the file says them."""
    comments: dict[KeyPath, list[str]] = field(default_factory=dict)
    """A table's path -> what a person should know who reads it."""
    imports: dict[str, str] = field(default_factory=dict)
    """Address -> import id."""
    moved: dict[str, str] = field(default_factory=dict)
    """Address -> address in the state, the same or another, for what a state has already: it is not imported then."""
    unmanaged: dict[str, set[str]] = field(default_factory=dict)
    """Address -> arguments that stay as they are in AWS."""
    left_out: list[str] = field(default_factory=list)
    """What could not be taken over, a sentence each."""

    @property
    def renamed(self) -> dict[str, str]:
        """What of `moved` has another address in the state than here."""
        return {address: before for address, before in self.moved.items() if address != before}

    def leave(self, address: str, *arguments: str) -> None:
        """Leave arguments as they are in AWS."""
        self.unmanaged.setdefault(address, set()).update(arguments)

    def remark(self, table: KeyPath, sentence: str) -> None:
        """Say something in the file, at a table."""
        sentences = self.comments.setdefault(table, [])
        if sentence not in sentences:
            sentences.append(sentence)

    def tell(self, sentence: str, table: KeyPath | None = ()) -> None:
        """Say on the terminal what was not taken over, and in the file at a table, unless there is none."""
        if sentence not in self.left_out:
            self.left_out.append(sentence)
        if table is not None:
            self.remark(table, sentence)


def slug(name: str, kind: str) -> str:
    """A table's name made of a name in AWS: lower-case letters, digits, - and _; the kind where nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:_LONGEST_NAME].strip("-")
    if not plain:
        return kind
    return plain if plain[0].isalpha() or plain[0] == "_" else f"{kind}-{plain}"[:_LONGEST_NAME]


def table_names(things: Iterable[tuple[str, str]], kind: str) -> dict[str, str]:
    """Id -> table name, for pairs of id and name in AWS: unique, and the same whatever order AWS lists them in.

    Of several that come to one name, the first, by id, has it, and the others have a number behind it.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for thing, name in sorted(things, key=lambda each: (slug(each[1], kind), each[0])):
        wanted = unique = slug(name, kind)
        number = 2
        while unique in taken:
            unique = f"{wanted}-{number}"
            number += 1
        names[thing] = unique
        taken.add(unique)
    return names


def table_of(source: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A table of what AWS says, under the settings' names; what it does not say is left out."""
    return {ours: source[theirs] for theirs, ours in names.items() if source.get(theirs) is not None}


def outermost(arguments: set[str]) -> set[str]:
    """Without arguments inside of a block that is left whole."""
    return {each for each in arguments if not any(each.startswith(f"{other}.") for other in arguments)}
