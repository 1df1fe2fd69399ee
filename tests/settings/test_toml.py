"""Where TOML says what, and what is wrong with what is no TOML: for any text, never a wrong place."""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from cognito_as_code.checks import check_environments
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.report import place_of
from cognito_as_code.settings.core.toml import Place, mistakes, places
from tests.conftest import PROJECT

FILES = sorted(
    path
    for folder in ("environments", "examples/settings", "cognito_as_code/reference/examples")
    for path in (PROJECT / folder).rglob("*.toml")
)


def everything(node: Any, here: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield (*here, key), value
        yield from everything(value, (*here, key))


class Writer:
    """Writes tables as TOML in any of the ways in which people do."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def one_of(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def key(self, name: str) -> str:
        ways = [json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007F")]
        if re.fullmatch(r"[A-Za-z0-9_-]+", name):
            ways.append(name)
        if "'" not in name and name.isprintable():
            ways.append(f"'{name}'")
        return self.one_of(*ways)

    def text(self, value: str) -> str:
        plain = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
        ways = [plain, f'"""{plain[1:-1]}"""', f'"""\n{plain[1:-1]}"""', f'"""\\\n   {plain[1:-1]}"""']
        if value.isprintable() and "'" not in value:
            ways += [f"'{value}'", f"'''\n{value}'''"]
        return self.one_of(*(ways if not value.startswith((" ", "\t", "\n")) else [plain]))

    def value(self, value: Any) -> str:
        if isinstance(value, dict):
            pairs = (f"{self.key(name)} {self.one_of('=', '= ')}{self.value(inner)}" for name, inner in value.items())
            return "{" + self.one_of("", " ") + self.one_of(",", " , ").join(pairs) + "}"
        if isinstance(value, list):
            gap = self.one_of("", " ", "\n", "\n\t# a ] comment = [\n  ")
            comma = self.one_of("", ",") if value else ""
            return f"[{gap}" + f"{gap},{gap}".join(map(self.value, value)) + f"{gap}{comma}{gap}]"
        if isinstance(value, str):
            return self.text(value)
        return value.isoformat() if isinstance(value, date) else json.dumps(value)

    def table(self, table: dict[str, Any], header: list[str]) -> str:
        later, lines = [], []
        for name, value in table.items():
            key = self.key(name)
            indent = self.one_of("", "  ", "\t")
            nested = isinstance(value, dict) and bool(value)
            in_list = isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)
            if nested and self.draw(st.booleans()):
                later.append(f"{indent}[{'.'.join([*header, key])}]\n" + self.table(value, [*header, key]))
            elif in_list and self.draw(st.booleans()):
                later += [
                    f"{indent}[[ {' . '.join([*header, key])} ]] # [a]\n" + self.table(each, [*header, key])
                    for each in value
                ]
            elif nested and self.draw(st.booleans()):
                lines += [f"{indent}{key}.{self.key(inner)} = {self.value(each)}" for inner, each in value.items()]
            else:
                lines.append(f"{indent}{key}{self.one_of('=', ' = ')}{self.value(value)}{self.one_of('', ' # x = 1')}")
            if self.draw(st.booleans()):
                lines.append(self.one_of("", "# b = [", "  "))
        return "".join(f"{line}\n" for line in lines) + "".join(later)


NAMES = st.sampled_from(["a", "b", "c-d", "1", "x.y", "é", 'q"', "'", "# no", "[z]", "=", ""]) | st.text(max_size=5)
SCALARS = (
    st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False).map(lambda number: round(number % 1000, 3) + 0.5)
    | st.text(max_size=12)
    | st.sampled_from(['"', "'''", '"""', "\\", "a # b", "] = [", "x\ny = 1\n", "\t", "C:\\temp\\"])
    | st.dates()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    text = Writer(draw).table(draw(st.dictionaries(NAMES, VALUES, max_size=5)), [])
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))


def offset(text: str, place: Place) -> int:
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1


def begins(text: str, start: int, value: Any) -> bool:
    """Whether a value stands there: some of the text from there on reads as it, and what is before is no part of it."""
    before = re.sub(r"(?m)^\s*# a \] comment = \[$|(?<=\n)\s*#[^\"'\n]*$", "", text[:start]).rstrip(" \t\n")
    ends = (end for end in range(start + 1, len(text) + 1) if end == len(text) or text[end] in " \t\n,]}#")
    return before[-1] in "=,[" and any(_reads_as(text[start:end], value) for end in ends)


def _reads_as(text: str, value: Any) -> bool:
    try:
        return tomllib.loads(f"x = {text}") == {"x": value}
    except ValueError:
        return False


@budget(max_examples=400, deadline=None)
@given(documents())
def test_a_value_is_found_at_its_first_character(text: str) -> None:
    data = tomllib.loads(text)
    found, plain = places(text), text.replace("\r\n", "\n")
    assert set(found) == {key for key, _ in everything(data)}
    assert mistakes(text) == ()
    lines = plain.split("\n")
    for key, value in everything(data):
        said = found[key]
        line = lines[said.key.line - 1]
        assert said.key.is_said == said.value.is_said == bool(said.key.column)
        if not said.key.column:  # named on the way to another table
            assert isinstance(value, dict | list)
        elif said.key == said.value and isinstance(key[-1], str):  # in a header
            assert line.lstrip().startswith("[")
            assert _is_name(line[said.key.column - 1 :], key[-1])
        elif said.key == said.value and isinstance(value, dict) and line.lstrip().startswith("[[") and _is_toml(line):
            continue  # the header of one table of a list, which names no place in it
        else:
            assert begins(plain, offset(plain, said.value), value), (key, said)
            if isinstance(key[-1], str):
                assert _is_name(line[said.key.column - 1 :], key[-1])


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True


def _is_name(text: str, name: str) -> bool:
    found = re.match(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|[A-Za-z0-9_-]+", text)
    return bool(found) and list(tomllib.loads(f"{found[0]} = 1")) == [name]  # type: ignore[index]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PROJECT)))
def test_every_value_of_a_file_is_found_at_its_first_character(file: Path) -> None:
    text = file.read_text()
    found = places(text)
    for key, value in everything(tomllib.loads(text)):
        said = found[key]
        if said.key != said.value:
            assert begins(text, offset(text, said.value), value)


BROKEN = {
    "True": ("a = True", (1, 5, "True is spelled true in TOML; write a = true")),
    "FALSE in a list": ("a = [FALSE]", (1, 6, "FALSE is spelled false in TOML; write false")),
    "yes": ("a = yes", (1, 5, 'yes is no value of TOML; write true, or "yes" in quotes where text is meant')),
    "off": ("a = off", (1, 5, 'off is no value of TOML; write false, or "off" in quotes where text is meant')),
    "OFF": (
        "configuration = OFF",
        (1, 17, 'OFF is no value of TOML; write "OFF" in quotes, or false where no text is meant'),
    ),
    "None": ("a = None", (1, 5, "None is no value of TOML; leave the key out")),
    "null": ("a = null # x", (1, 5, "null is no value of TOML; leave the key out")),
    "text without quotes": (
        "region = eu-central-1",
        (1, 10, '"eu-central-1" is text without quotes; write region = "eu-central-1"'),
    ),
    "duration without quotes": ("a = 60m", (1, 5, '"60m" is text without quotes; write a = "60m"')),
    "several words without quotes": (
        "a = two words # c",
        (1, 5, '"two" is text without quotes; write a = "two words"'),
    ),
    "text without quotes in a list": ("a = [TOTP]", (1, 6, '"TOTP" is text without quotes; write "TOTP"')),
    "missing closing quote": (
        'a = "x\nb = 2',
        (1, 5, 'the closing " is missing; add it, or use """ for a text of several lines'),
    ),
    "missing closing quote in a list": (
        'a = ["x", "y]\nb = 2',
        (1, 11, 'the closing " is missing; add it, or use """ for a text of several lines'),
    ),
    "missing opening quote": ('a = x"', (1, 5, 'the opening quote is missing; write a = "x"')),
    "missing closing three quotes": (
        'a = """x\nb = 2\n',
        (1, 5, 'the closing """ of this text is missing; add it where the text ends'),
    ),
    "missing closing quote of a key": ('"a = 1', (1, 1, 'the closing " of this key is missing; add it before the =')),
    "control character": (
        'a = "x\x01"',
        (1, 7, "U+0001 control character may not stand in a text; remove it, or write an escape"),
    ),
    "no-break space": (
        "a =\u00a05",
        (1, 4, "U+00A0 NO-BREAK SPACE cannot be seen, and is no value of TOML; remove it"),
    ),
    "BOM in the middle": (
        "a = 1\n\ufeffb = 2",
        (2, 1, "U+FEFF ZERO WIDTH NO-BREAK SPACE stands where a key belongs; remove it, or put the name in quotes"),
    ),
    "colon": ("a: x", (1, 2, '":" stands where TOML has "="; write a = "x"')),
    "colon in quotes": ('"a": 5,', (1, 4, '":" stands where TOML has "="; write a = 5')),
    "colon in a table": ("a = { b: 1 }", (1, 8, '":" stands where TOML has "="; write b = 1')),
    "YAML's table": (
        "mfa:\n  factors: [TOTP]",
        (1, 4, "is YAML; write the table [mfa], with key = value below it"),
        (2, 10, '":" stands where TOML has "="; write factors = ...'),
    ),
    "YAML's start": ("---\n", (1, 1, "is YAML; write TOML: key = value, lists in square brackets")),
    "YAML's list": ("- x", (1, 1, "is YAML; write TOML: key = value, lists in square brackets")),
    "the same key twice": ("a = 1\n\na = 2", (3, 1, "a has a value already, at line 1; keep one of the two")),
    "the same table twice": (
        "[a]\nb = 1\n[c]\n[a]\nd = 2",
        (4, 1, "the table [a] is there already, at line 1; move its keys there, and remove this line"),
    ),
    "a table that is a value": ("a = 1\n[a]", (2, 2, '"a" is a value already, at line 1; keep one of the two')),
    "a key inside a value": ("a = 1\na.b = 2", (2, 1, '"a" is a value already, at line 1; keep one of the two')),
    "a key that is a table": ("[a.b]\n[a]\nb = 1", (3, 1, "b has a table already, at line 1; keep one of the two")),
    "missing comma": ('a = ["x" "y"]', (1, 8, "behind this value a comma is missing; write one between values")),
    "missing comma over lines": (
        'a = [\n  "x"\n  "y",\n]',
        (2, 5, "behind this value a comma is missing; write one between values"),
    ),
    "missing comma in braces": (
        "a = { b = 1 c = 2 }",
        (1, 11, "behind this value a comma is missing; write one between values"),
    ),
    "comma too many": ("a = [1,,2]", (1, 8, "this comma has no value before it; remove it")),
    "comma behind the last value in braces": (
        "a = { b = 1, }",
        (1, 12, "a table in braces has no comma behind its last value; remove it"),
    ),
    "braces over lines": (
        "[t]\na = {\n  b = 1,\n}",
        (2, 5, "a table in braces stays on one line; write it on one, or as [t.a] with its keys"),
    ),
    "open list": (
        'a = ["x",\nb = 1\nc = True',
        (1, 5, "the ] of this list is missing; add it behind the last value"),
        (3, 5, "True is spelled true in TOML; write c = true"),
    ),
    "open list before a table": (
        'a = ["x"\n[b]\nc = 1',
        (1, 5, "the ] of this list is missing; add it behind the last value"),
    ),
    "open braces": (
        "a = { b = 1\n[c]",
        (1, 5, "the } of this table is missing; add it behind the last value, on the same line"),
    ),
    "list closed by a brace": ("a = [1}", (1, 7, "} closes what [ began; write ]")),
    "curly quotes": ("a = \u201cx\u201d", (1, 5, '\u201c is not a quote of TOML; write the straight "')),
    "curly single quotes": ("a = [\u2018x\u2019]", (1, 6, '\u2018 is not a quote of TOML; write the straight "')),
    "backticks": ("a = `x`", (1, 5, '` is not a quote of TOML; write the straight "')),
    "apostrophe in single quotes": (
        "a = 'it's'",
        (1, 9, "the text ended at the ' before this; put the text in \" \" to have a ' inside it"),
    ),
    "quotes in quotes": (
        'a = "say "x" now"',
        (1, 11, "the text ended at the quote before this; write \\\" for a quote inside it, or put the text in ' '"),
    ),
    "open table": ("[user_pool\na = 1", (1, 10, "the table's ] is missing; write [user_pool]")),
    "open table in a list": ("[[a]\nb = 1", (1, 4, "the table's ]] is missing; write [[a]]")),
    "table without a name": ("[]", (1, 1, "names no table; write its name, as in [user_pool]")),
    "table with a space": (
        "[user pool]",
        (1, 7, '"p" stands in a table\'s name; put a name with a space in quotes, and a . between names'),
    ),
    "missing equals sign": ('a "x"', (1, 3, 'the "=" behind a is missing; write a = "x"')),
    "two equals signs": ("a == 1", (1, 3, '"==" stands where one "=" belongs; write one')),
    "arrow": ("a => 1", (1, 3, '"=>" stands where one "=" belongs; write one')),
    "missing value": ("a =\nb = 1", (1, 4, "a has no value; write one, or remove the line")),
    "missing key": ("= 1", (1, 1, "the key before this = is missing; add it")),
    "key alone": ("a", (1, 1, '"a" has no value; write a = and its value, or # before a comment')),
    "key with a space": (
        "my key = 1",
        (1, 1, 'a key with a space needs quotes; write "my key" = ..., or _ for the space'),
    ),
    "Windows path": (
        'a = "C:\\Users\\x"',
        (1, 8, "\\U means nothing in TOML; write \\\\ for a backslash, or put the text in ' '"),
    ),
    "Windows path that ends in a backslash": (
        'a = "C:\\\\dir\\"',
        (1, 13, "\\ before the closing quote makes it a part of the text; write \\\\, or put the text in ' '"),
    ),
    "comma at the end": ("a = 1,", (1, 6, '"," ends no line in TOML; remove it')),
    "semicolon at the end": ('a = "x";', (1, 8, '";" ends no line in TOML; remove it')),
    "another comment": ("// a", (1, 1, "begins no comment in TOML; begin it with #")),
    "another comment behind a value": ("a = 1 // b", (1, 7, "begins no comment in TOML; begin it with #")),
    "two keys on one line": ("a = 1 b = 2", (1, 7, "a second key on one line; put it on a line of its own")),
    "number in groups": ("a = 1,000", (1, 5, "1,000 is no number of TOML; write a = 1000")),
    "number that begins with 0": (
        "account_id = 012345678901",
        (1, 14, '012345678901 begins with 0, which no number of TOML does; write account_id = "012345678901"'),
    ),
    "date with slashes": ("a = 2026/12/31", (1, 5, "2026/12/31 is no date; write year-month-day, as in 2026-12-31")),
    "date that is none": ("a = 2026-13-31", (1, 5, "2026-13-31 is no date; write year-month-day, as in 2026-12-31")),
    "merge conflict": (
        "<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> b",
        (1, 1, "is a mark of a merge that has a conflict; keep one of the two sides, and remove the marks"),
        (3, 1, "is a mark of a merge that has a conflict; keep one of the two sides, and remove the marks"),
        (4, 1, "a has a value already, at line 2; keep one of the two"),
        (5, 1, "is a mark of a merge that has a conflict; keep one of the two sides, and remove the marks"),
    ),
    "JSON": ('{\n  "a": 1\n}', (1, 1, 'is JSON; write TOML, as in key = "value", with tables like [user_pool]')),
    "HCL's resource": (
        'resource "aws_cognito_user_pool" "main" {\n  name = "x"\n  mfa {\n    a = 1\n  }\n}\n',
        (
            1,
            1,
            "a resource block of HCL, which no settings file has; write its arguments into the table of what it makes, "
            "as in [user_pool] or [app_clients.web]",
        ),
        (3, 3, "a block of HCL, which TOML has not; write it as a table, [TABLE.mfa], without braces"),
    ),
    "HCL's blocks": (
        "user_pool {\n  mfa {\n  }\n  passwords {\n  }\n}\nx {\n",
        (1, 1, "a block of HCL, which TOML has not; write it as a table, [user_pool], without braces"),
        (2, 3, "a block of HCL, which TOML has not; write it as a table, [user_pool.mfa], without braces"),
        (4, 3, "a block of HCL, which TOML has not; write it as a table, [user_pool.passwords], without braces"),
        (7, 1, "a block of HCL, which TOML has not; write it as a table, [x], without braces"),
    ),
    "HCL's reference": (
        "a = var.name",
        (1, 5, "var.name refers to something of Terraform, which a settings file cannot; write the value itself"),
    ),
    "HCL's text": (
        "a = <<EOF\nx\nEOF\n",
        (1, 5, 'is text as HCL has it; write """, the text, and """ where it ends'),
    ),
    "several statements": (
        "a = True\nb = 1\n[c]\nd = e\n\nf = [1 2]\n",
        (1, 5, "True is spelled true in TOML; write a = true"),
        (4, 5, '"e" is text without quotes; write d = "e"'),
        (6, 6, "behind this value a comma is missing; write one between values"),
    ),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_is_no_toml_is_said_in_plain_words(text: tuple[Any, ...], ending: str) -> None:
    broken, *expected = text
    found = mistakes(broken.replace("\n", ending))
    assert [(each.place.line, each.place.column, each.message) for each in found] == expected


@pytest.mark.parametrize("text", [pytest.param(each[0], id=name) for name, each in BROKEN.items()])
def test_a_mistake_is_found_in_the_middle_of_a_file(text: str) -> None:
    """At the same column, as many lines further down; but for JSON, which is found at the start."""
    alone, before = mistakes(text), "x = 1\n# [before]\ny = [\n]\n"
    found = mistakes(before + text)
    if not text.startswith("{"):
        assert [(each.place.line - 4, each.place.column) for each in found] == [
            (each.place.line, each.place.column) for each in alone
        ]


def test_what_none_of_the_usual_causes_explains_is_said_in_tomllibs_words() -> None:
    (mistake,) = mistakes("a.b = 1\n[a]\n")
    assert (mistake.place.line, mistake.message) == (
        2,
        "is not TOML: cannot declare ('a',) twice; mend that, see https://toml.io",
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_is_told_to_be_utf_8(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_bytes('region = "eu-central-1"'.encode(encoding))
    (finding,) = check_environments([tmp_path / "test.toml"]).findings
    assert finding.message in {
        "is UTF-16; save it as UTF-8",
        "holds zero bytes, as UTF-16 does; save it as UTF-8",
    }


PIECES = [
    *"[]{}=,:;#\"'\\\n\t .\x00\x7f\u201c\ufeff",
    '"""', "'''", "[[", "]]", "True", "a = ", "key: x\n", "\r\n", "\\U", "{\n",
    "[x]\n", "9" * 30, "<<EOF\n", 'resource "a" "b" {\n',
]  # fmt: skip


@pytest.mark.unmeasured
@pytest.mark.parametrize("part", range(10))
def test_any_file_gives_settings_or_findings_on_its_lines(part: int, tmp_path: Path) -> None:
    """Five hundred files a part, each with one to four mutations."""
    chosen = random.Random(part)  # noqa: S311  (the same files every time)
    contents = [path.read_text() for path in FILES if "rules" not in path.parts]
    file = tmp_path / "test.toml"
    for _ in range(500):
        text = chosen.choice(contents)
        if chosen.random() < 0.8:  # most of a file says the same
            begin = chosen.randrange(len(text))
            text = text[begin : begin + 1500]
        for _ in range(chosen.randint(1, 4)):
            at, to = chosen.randrange(len(text) + 1), chosen.randint(0, 8)
            text = text[:at] + chosen.choice(["", chosen.choice(PIECES), text[at : at + to] * 2]) + text[at + to :]
        file.write_text(text, encoding="utf-8", newline="")
        checked = check_environments([file])
        assert checked.environments or checked.findings
        lines = text.replace("\r\n", "\n").split("\n")
        for finding in checked.findings:
            place = place_of(finding)
            assert 1 <= place.line <= len(lines)
            assert 0 <= place.column <= len(lines[place.line - 1]) + 1
        for mistake in mistakes(text):
            assert "; " in mistake.message
