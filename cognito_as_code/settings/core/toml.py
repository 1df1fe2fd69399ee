"""Where a TOML text says what, and what is wrong with one that is no TOML, in plain words.

tomllib reads the values, and its word on what is TOML is the last. It has no positions, and says little of a mistake.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.secrets import is_secret
from cognito_as_code.settings.core.toml_causes import CURLY_QUOTES, as_value, curly, leftover, named, no_key, no_value

_BLANK = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_TEXT = {
    '"""': re.compile(r'"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*"{3,5}'),
    "'''": re.compile(r"'''(?:[^']|'{1,2}(?!'))*'{3,5}"),
    '"': re.compile(r'"(?:[^"\\\n]|\\[^\n])*"'),
    "'": re.compile(r"'[^'\n]*'"),
}
_DATE_AND_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:[\d:.]+(?:Z|[+-][\d:]+)?", re.IGNORECASE)
_WORD = re.compile(r"[^\s,\]}#\[{=\"']+")
_STATEMENT = re.compile(r"[ \t]*(?:\[\[?[^\]\n,]*\]\]?[ \t]*(?:#.*)?$|[A-Za-z0-9_.\"'-]+[ \t]*=)", re.MULTILINE)
_HEADER_LINE = re.compile(r"\[\[?[A-Za-z_][A-Za-z0-9_.\"'-]*\]\]?[ \t]*(?:#.*)?$", re.MULTILINE)
_BLOCK = re.compile(r'[A-Za-z_][\w-]*(?:[ \t]+"[^"\n]*")*[ \t]*\{')
_ESCAPE = re.compile(r'\\(?:[btnfr"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})')
_OF_HCL = {
    "resource": "write its arguments into the table of what it makes, as in [user_pool] or [app_clients.web]",
    "terraform": "write [terraform] and [terraform.backend.s3]",
    "provider": "write region, account_id and [tags] at the top level",
    **dict.fromkeys(
        ("data", "import", "locals", "module", "moved", "output", "variable"), "write the values themselves"
    ),
}


@dataclass(frozen=True)
class Place:
    """A line, from 1, and a column in it, from 1; 0 where no character of the line is meant."""

    line: int
    column: int
    is_said: bool = True
    """Whether the line says the key, or the table around it, and does not only name it on the way to another."""


@dataclass(frozen=True)
class Said:
    """Where a key path is said: its key, or the name in a table's header, and its value."""

    key: Place
    value: Place


@dataclass(frozen=True)
class Mistake:
    """Where a text is no TOML, why, and the fix."""

    place: Place
    message: str


@cache
def places(text: str) -> dict[KeyPath, Said]:
    """Where each key path of a TOML text is said, first if several times; {} where the text is no TOML.

    A place in a list is where its value is. A table that is only named on the way to another has a line and no column.
    """
    text = _with_plain_ends(text)
    try:
        tomllib.loads(text)
    except ValueError:
        return {}
    reader = _Reader(text, is_valid=True)
    reader.read()
    return reader.places


@cache
def mistakes(text: str) -> tuple[Mistake, ...]:
    """Every statement that is no TOML, with its fix; at least one where tomllib refuses the text, else none."""
    text = _with_plain_ends(text)
    try:
        tomllib.loads(text)
    except ValueError as error:
        reader = _Reader(text)
        reader.read()
        return tuple(reader.mistakes) or (_last_resort(text, error),)
    return ()


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n")


def _last_resort(text: str, error: ValueError) -> Mistake:
    """What tomllib says, or Python about a number of thousands of digits."""
    said = str(error)
    at = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)", said)
    lines = text.rstrip("\n").count("\n") + 1
    place = Place(min(int(at[1]), lines), int(at[2])) if at and at[1] else Place(lines if at else 1, 0)
    reason = said[: at.start()] if at else said
    return Mistake(place, f"is not TOML: {reason[:1].lower()}{reason[1:]}; mend that, see https://toml.io")


class _BrokenError(Exception):
    """A statement that cannot be read further."""

    def __init__(self, offset: int, message: str, *, ends_here: bool = False) -> None:
        self.offset, self.message, self.ends_here = offset, message, ends_here
        super().__init__(message)


class _Reader:
    """Reads statement after statement, and goes on behind one that is broken."""

    def __init__(self, text: str, *, is_valid: bool = False) -> None:
        self.text = text
        self._is_valid = is_valid  # no value needs to be looked into
        self.at = 0
        self.places: dict[KeyPath, Said] = {}
        self.mistakes: list[Mistake] = []
        self._table: KeyPath = ()
        self._last: dict[KeyPath, int] = {}  # in lists of tables: the place of the last
        self._said: dict[KeyPath, int] = {}  # the offset of each value and of each table with a header
        self._headers: set[KeyPath] = set()
        self._blocks: list[str] = []  # of HCL, that are open
        self._line_starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def read(self) -> None:
        start = _BETWEEN.match(self.text)
        if start and self.text.startswith("{", start.end()):
            self._note(start.end(), 'is JSON; write TOML, as in key = "value", with tables like [user_pool]')
            return
        while self._skip(_BETWEEN) < len(self.text):
            begin = self.at
            try:
                self._statement()
            except _BrokenError as broken:
                self._note(broken.offset, broken.message)
                if broken.ends_here:
                    return
                self._go_to_next_statement(begin)

    def _note(self, offset: int, message: str) -> None:
        self.mistakes.append(Mistake(self._place(offset), message))

    def _place(self, offset: int) -> Place:
        line = self._line(offset)
        return Place(line, offset - self._line_starts[line - 1] + 1)

    def _remember(self, key: KeyPath, named: int, value: int, *, column: bool = True) -> None:
        """Remember where a key path is said first; a header's name goes before a name on the way to another table."""
        places = [self._place(named), self._place(value)]
        said = Said(*(place if column else Place(place.line, 0, is_said=False) for place in places))
        known = self.places.setdefault(key, said)
        if column and not known.key.column:
            self.places[key] = said

    def _line(self, offset: int) -> int:
        low, high = 0, len(self._line_starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._line_starts[middle] <= offset else (low, middle)
        # Behind the last line break there is no line.
        return low if low and offset >= len(self.text) and self._line_starts[low] == len(self.text) else low + 1

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _rest_of_line(self, offset: int) -> str:
        end = self.text.find("\n", offset)
        return self.text[offset : end if end >= 0 else len(self.text)]

    def _go_to_next_statement(self, begin: int) -> None:
        """To the first line behind the broken one that looks like a statement."""
        start = self.text.rfind("\n", 0, self.at) + 1
        if start <= begin:  # still in the line in which it began
            start = self._end_of_line(begin)
        while start < len(self.text) and not _STATEMENT.match(self.text, start) and not self._is_own_line(start):
            start = self._end_of_line(start)
        self.at = start

    def _is_own_line(self, start: int) -> bool:
        """Whether a line that is no statement is a mistake of its own: key: value, or a block."""
        line = self._rest_of_line(start)
        if self._blocks and line.strip() == "}":
            return True
        return bool(re.match(r"\s*[A-Za-z_][\w-]*\s*:(\s|$)", line) or _BLOCK.match(line.lstrip()))

    def _end_of_line(self, offset: int) -> int:
        return offset + len(self._rest_of_line(offset)) + 1

    # Statements

    def _statement(self) -> None:
        begin = self.at
        if self._next() == "[":
            self._header()
        elif self._next() == "}" and self._blocks:  # the end of a block that was reported
            self._blocks.pop()
            self.at += 1
        else:
            self._pair(self._table)
        self._skip(_BLANK)
        if self._next() not in ("", "\n", "#"):
            raise _BrokenError(self.at, leftover(self.text[begin : self.at], self._rest_of_line(self.at)))

    def _header(self) -> None:
        self._blocks.clear()
        begin, brackets = self.at, "[[" if self.text.startswith("[[", self.at) else "["
        self._table = (f"\0{begin}",)  # were the header broken, what follows is in no table known
        self.at += len(brackets)
        self._skip(_BLANK)
        if self._next() == "]":
            raise _BrokenError(begin, "names no table; write its name, as in [user_pool]")
        names = self._key(f"the table's name, as in {brackets}user_pool{']' * len(brackets)}")
        if not self.text.startswith("]" * len(brackets), self.at):
            line = self._rest_of_line(begin)
            if self._next() not in ("", "\n", "#", "]"):
                raise _BrokenError(
                    self.at,
                    f"{named(self._next())} stands in a table's name; put a name with a space in quotes, and a . "
                    "between names",
                )
            raise _BrokenError(
                begin + len(line.split("#")[0].rstrip()) - 1,
                f"the table's {']' * len(brackets)} is missing; write {self._mended_header(brackets, names)}",
            )
        self.at += len(brackets)
        self._open_table(begin, names, in_list=brackets == "[[")

    @staticmethod
    def _mended_header(brackets: str, names: list[tuple[str, int]]) -> str:
        return f"{brackets}{'.'.join(name for name, _ in names)}{']' * len(brackets)}"

    def _open_table(self, begin: int, names: list[tuple[str, int]], *, in_list: bool) -> None:
        table: KeyPath = ()
        for name, offset in names[:-1]:
            table = (*table, name)
            self._refuse_inside_value(table, offset)
            self._remember(table, begin, begin, column=False)
            table = (*table, self._last[table]) if table in self._last else table
        name, offset = names[-1]
        table = (*table, name)
        if in_list:
            if table not in self._last:
                self._refuse_inside_value(table, offset)
            self._remember(table, offset, offset)
            self._last[table] = self._last.get(table, -1) + 1
            table = (*table, self._last[table])
        elif table in self._headers:
            first = self._line(self._said[table])
            self._table = table
            self._note(
                begin,
                f"the table [{'.'.join(each for each, _ in names)}] is there already, at line {first}; move its keys "
                "there, and remove this line",
            )
            return
        else:
            self._refuse_inside_value(table, offset)
        self._headers.add(table)
        self._said.setdefault(table, begin)
        self._remember(table, offset, offset)
        self._table = table

    def _refuse_inside_value(self, key: KeyPath, offset: int) -> None:
        if key in self._said and key not in self._headers:
            name = shown(key[-1])
            raise _BrokenError(
                offset, f"{name} is a value already, at line {self._line(self._said[key])}; keep one of the two"
            )

    def _pair(self, table: KeyPath, within: str = "") -> None:
        begin = self.at
        names = self._key("a key")
        self._skip(_BLANK)
        if self._next() != "=":
            raise _BrokenError(*self._no_equals_sign(begin, names, within))
        self.at += 1
        if self._next() in ("=", ">"):
            raise _BrokenError(self.at - 1, f'"={self._next()}" stands where one "=" belongs; write one')
        self._skip(_BLANK)
        key = table
        for name, offset in names[:-1]:
            key = (*key, name)
            self._refuse_inside_value(key, offset)
            self._remember(key, offset, offset, column=False)
        key = (*key, names[-1][0])
        if key in self._said:
            kind = "a table" if key in self._headers else "a value"
            self._note(
                names[-1][1],
                f"{names[-1][0]} has {kind} already, at line {self._line(self._said[key])}; keep one of the two",
            )
        self._said.setdefault(key, names[-1][1])
        self._remember(key, names[-1][1], self.at)
        self._value(key, within)

    # Keys

    def _key(self, wanted: str) -> list[tuple[str, int]]:
        names = []
        while True:
            self._skip(_BLANK)
            names.append((self._name(wanted), self.at))
            self._skip_name()
            self._skip(_BLANK)
            if self._next() != ".":
                return names
            self.at += 1

    def _name(self, wanted: str) -> str:
        if bare := _BARE_KEY.match(self.text, self.at):
            return bare[0]
        quote = self._next()
        if quote and quote in "\"'":
            quoted = _TEXT[quote].match(self.text, self.at)
            if not quoted:
                raise _BrokenError(self.at, f"the closing {quote} of this key is missing; add it before the =")
            return str(next(iter(self._loaded(f"{quoted[0]} = 1", self.at))))
        raise _BrokenError(self.at, no_key(self._rest_of_line(self.at), wanted))

    def _skip_name(self) -> None:
        quote = self._next()
        self._skip(_TEXT[quote] if quote in ("'", '"') else _BARE_KEY)

    def _no_equals_sign(self, begin: int, names: list[tuple[str, int]], within: str) -> tuple[int, str]:
        rest, key = self._rest_of_line(self.at), ".".join(name for name, _ in names)
        if within:
            rest = re.split("[,}]", rest)[0]
        block = _BLOCK.match(self.text, begin)
        if block:
            self._blocks.append(key)
            self.at = block.end()
            if key in _OF_HCL:
                return begin, f"a {key} block of HCL, which no settings file has; {_OF_HCL[key]}"
            around = ["TABLE"] if {*self._blocks} & _OF_HCL.keys() else map(str, self._table)
            table = ".".join([*around, *(each for each in self._blocks if each not in _OF_HCL)])
            return begin, f"a block of HCL, which TOML has not; write it as a table, [{table}], without braces"
        if rest.startswith(":"):
            value = rest[1:].strip()
            if not value:
                return self.at, f"is YAML; write the table [{key}], with key = value below it"
            return self.at, f'":" stands where TOML has "="; write {key} = {as_value(key, value)}'
        if key == "---" or (key == "-" and rest):
            return begin, "is YAML; write TOML: key = value, lists in square brackets"
        if not rest or rest.startswith("#"):
            return begin, f"{shown(key)} has no value; write {key} = and its value, or # before a comment"
        if rest[0] in CURLY_QUOTES:
            return self.at, curly(rest[0])
        if "=" in rest and re.match(r"[\w -]+=", rest):
            whole = f"{self.text[begin : self.at]}{rest.split('=')[0]}".strip()
            return begin, f'a key with a space needs quotes; write "{whole}" = ..., or _ for the space'
        if re.match(r"[\"'\[{\d]|true\b|false\b", rest):
            return self.at, f'the "=" behind {key} is missing; write {key} = {as_value(key, rest)}'
        if rest[0].isalnum():
            return (
                begin,
                f'the "=" behind {key} is missing; write {key} = {as_value(key, rest)}, or # before a comment',
            )
        return self.at, f"{named(rest[0])} stands where = belongs; write {key} = and its value"

    # Values

    def _value(self, key: KeyPath, within: str) -> None:
        """Read a value; `within` is what closes the list or table in braces around it."""
        character = self._next()
        if character == "[":
            self._list(key)
        elif character == "{":
            self._inline_table(key)
        elif character and character in "\"'":
            self._quoted(key)
        else:
            self._bare(key, within)

    def _quoted(self, key: KeyPath) -> None:
        begin = self.at
        quote = next(each for each in _TEXT if self.text.startswith(each, begin))
        found = _TEXT[quote].match(self.text, begin)
        if not found:
            if len(quote) > 1:
                message = f"the closing {quote} of this text is missing; add it where the text ends"
                raise _BrokenError(begin, message, ends_here=True)
            line = self._rest_of_line(begin)
            if re.search(r"\\[\"']\s*(#.*)?$", line):
                raise _BrokenError(
                    begin + line.rindex("\\"),
                    "\\ before the closing quote makes it a part of the text; write \\\\, or put the text in ' '",
                )
            long = quote * 3
            raise _BrokenError(
                begin,
                f"the closing {quote} is missing; add it, or use {long} for a text of several lines",
                ends_here=is_secret(key),  # its other lines are not to be repeated
            )
        self.at = found.end()
        if self._is_valid:
            return
        text = found[0]
        if quote[0] == '"':
            for escape in re.finditer(r"\\(?:[\s\S])", text):
                is_line_end = len(quote) > 1 and re.match(r"\\[ \t]*\n", text[escape.start() :])
                if not is_line_end and not _ESCAPE.match(text, escape.start()):
                    raise _BrokenError(
                        begin + escape.start(),
                        f"{escape[0]} means nothing in TOML; write \\\\ for a backslash, or put the text in ' '",
                    )
        for offset, each in enumerate(text):
            if (each < " " and each not in "\t\n") or each == "\x7f":
                raise _BrokenError(
                    begin + offset, f"{named(each)} may not stand in a text; remove it, or write an escape"
                )
        self._loaded(f"x = {text}", begin)

    def _loaded(self, statement: str, offset: int) -> dict[str, object]:
        try:
            return tomllib.loads(statement)
        except ValueError as error:
            raise _BrokenError(offset, _last_resort(statement, error).message) from None

    def _list(self, key: KeyPath) -> None:
        begin, index = self.at, 0
        self.at += 1
        while True:
            self._skip(_BETWEEN)
            if self._next() == "]":
                self.at += 1
                return
            self._refuse_open_list(begin)
            if self._next() == ",":
                raise _BrokenError(self.at, "this comma has no value before it; remove it")
            place = (*key, index)
            self._remember(place, self.at, self.at)
            self._value(place, within="]")
            end, index = self.at, index + 1
            self._skip(_BETWEEN)
            if self._next() == ",":
                self.at += 1
            elif self._next() == "}":
                raise _BrokenError(self.at, "} closes what [ began; write ]")
            elif self._next() != "]":
                self._refuse_open_list(begin)
                raise _BrokenError(end - 1, "behind this value a comma is missing; write one between values")

    def _refuse_open_list(self, begin: int) -> None:
        line = self.text.rfind("\n", 0, self.at) + 1
        is_first = self._line(begin) == self._line(self.at)
        if self._is_valid:
            return
        is_header = not is_first and not self.text[line : self.at].strip() and _HEADER_LINE.match(self.text, self.at)
        if not self._next() or is_header or re.match(r"[\w.-]+[ \t]*=", self._ahead()):
            self.at = self.at if is_first else line
            raise _BrokenError(begin, "the ] of this list is missing; add it behind the last value")

    def _ahead(self) -> str:
        return self._rest_of_line(self.at)

    def _inline_table(self, key: KeyPath) -> None:
        begin = self.at
        self.at += 1
        over_lines = behind_comma = False
        while True:
            start = self.at
            self._skip(_BETWEEN)
            over_lines = over_lines or "\n" in self.text[start : self.at]
            if not self._next() or _HEADER_LINE.match(self.text, self.at):
                self.at = max(begin, self.text.rfind("\n", 0, self.at) + 1)
                raise _BrokenError(
                    begin, "the } of this table is missing; add it behind the last value, on the same line"
                )
            if self._next() == "}":
                self.at += 1
                break
            self._pair(key, within="}")
            behind_comma = False
            end = self.at
            self._skip(_BETWEEN)
            over_lines = over_lines or "\n" in self.text[end : self.at]
            if self._next() == ",":
                self.at += 1
                behind_comma = True
            elif self._next() == "]":
                raise _BrokenError(self.at, "] closes what { began; write }")
            elif self._next() not in ("}", "") and not _HEADER_LINE.match(self.text, self.at):
                raise _BrokenError(end - 1, "behind this value a comma is missing; write one between values")
        if over_lines:
            table = ".".join(str(part) for part in key if not str(part).startswith("\0"))
            self._note(begin, f"a table in braces stays on one line; write it on one, or as [{table}] with its keys")
        elif behind_comma:
            comma = self.text.rindex(",", begin, self.at)
            self._note(comma, "a table in braces has no comma behind its last value; remove it")

    def _bare(self, key: KeyPath, within: str) -> None:
        begin = self.at
        if found := _DATE_AND_TIME.match(self.text, begin):
            self.at = found.end()
            self._loaded(f"x = {found[0]}", begin)
            return
        word = _WORD.match(self.text, begin)
        if word and self._is_valid:
            self.at = word.end()
            return
        if word:
            try:
                tomllib.loads(f"x = {word[0]}")
            except tomllib.TOMLDecodeError:
                pass
            except ValueError as error:  # a number of thousands of digits
                raise _BrokenError(begin, _last_resort(word[0], error).message) from None
            else:
                if not within and (grouped := re.match(r"\d{1,3}(,\d{3})+\b", self._ahead())):
                    number = grouped[0].replace(",", "")
                    raise _BrokenError(begin, f"{grouped[0]} is no number of TOML; write {key[-1]} = {number}")
                self.at = word.end()
                return
        raise _BrokenError(
            begin, no_value(key, self._rest_of_line(begin), in_list=within == "]", in_braces=within == "}")
        )
