"""No false alarm in what is right, and no mistake missed in it."""

from __future__ import annotations

import gc
import json
import random
import re
import time
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from cognito_as_code.checks import check, check_environments
from cognito_as_code.settings.core.report import line_of
from cognito_as_code.synth import synth
from main import build_stack
from tests.conftest import PROJECT
from tests.examples import EXAMPLES
from tests.repetitions import STRANGE_FILES
from tests.settings.strategies import MISTAKES, Tables, environments
from tests.test_canonical import sorted_and_indented

FUZZERS = 4  # at once


@budget(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(environments())
def test_nothing_is_found_in_what_is_right(data: Tables) -> None:
    assert check(data)[1] == []


@budget(max_examples=5, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(several=st.lists(environments(), min_size=8, max_size=8))
def test_what_is_right_is_synthesized_in_one_form(
    several: list[Tables], tmp_path_factory: pytest.TempPathFactory
) -> None:
    checked = {f"generated-{number}": check(data)[0] for number, data in enumerate(several)}
    settings = {name: each for name, each in checked.items() if each}
    folder = tmp_path_factory.mktemp("generated")
    written = synth(build_stack, settings, folder)
    assert len(written) == len(several)
    for file in [*written, folder / "manifest.json"]:
        assert file.read_text(encoding="utf-8") == sorted_and_indented(json.loads(file.read_bytes()))


@pytest.mark.parametrize("rule", MISTAKES)
@budget(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=environments())
def test_a_mistake_is_found_by_its_rule(rule: str, data: Tables) -> None:
    MISTAKES[rule](data)
    assert rule in {finding.rule for finding in check(data)[1]}


FILES = [file.read_bytes() for file in [*EXAMPLES.values(), *sorted((PROJECT / "environments").glob("*.toml"))]]
TOKENS = sorted({token for file in FILES for token in re.findall(rb"[\w.-]+|\S", file)})
ODD = "\0\t\r\n\x7f\u0130\u2028\ufeff\U0001f600\"'[]{}=.#,\\-+0e_ a"
"""What breaks a file more often than any character does."""


def with_bytes(content: bytes, chance: random.Random) -> bytes:
    start = chance.randint(0, len(content))
    return content[:start] + chance.randbytes(chance.randint(0, 6)) + content[start + chance.randint(0, 12) :]


def with_odd_text(content: bytes, chance: random.Random) -> bytes:
    start = chance.randint(0, len(content))
    return content[:start] + any_text(chance, 3).encode() + content[start + chance.randint(0, 3) :]


def with_token(content: bytes, chance: random.Random) -> bytes:
    """A file whose first word from a place on is another file's."""
    start, token = chance.randint(0, len(content)), chance.choice(TOKENS)
    return content[:start] + re.sub(rb"[\w.-]+|\S", lambda _: token, content[start:], count=1)


def without_a_line(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    del lines[chance.randrange(len(lines))]
    return b"\n".join(lines)


def with_a_line_twice(content: bytes, chance: random.Random) -> bytes:
    """Once more at the end, or at the beginning."""
    lines = content.split(b"\n")
    line = chance.choice(lines)
    return b"\n".join([*lines, line] if chance.random() < 0.5 else [line, *lines])


MUTATIONS = (with_bytes, with_odd_text, *[with_token] * 4, *[without_a_line] * 2, with_a_line_twice)
"""Most leave a file of TOML, which is judged."""


def any_text(chance: random.Random, most: int) -> str:
    characters = (chance.choice(ODD) if chance.random() < 0.5 else chr(chance.randrange(0xD800)) for _ in range(most))
    return "".join(islice(characters, chance.randint(0, most)))


def strange_file(chance: random.Random) -> bytes:
    """A right file with bytes or words replaced, lines doubled or dropped; or any bytes, or any text."""
    match chance.randrange(10):
        case 0:
            return chance.randbytes(chance.randrange(40))
        case 1:
            return any_text(chance, 40).encode()
    content = chance.choice(FILES)
    for _ in range(chance.randint(1, 4)):
        content = chance.choice(MUTATIONS)(content, chance)
    return content


@pytest.mark.slow
@pytest.mark.parametrize("fuzzer", range(FUZZERS))
def test_strange_files_give_settings_or_findings(fuzzer: int, tmp_path: Path) -> None:
    file = tmp_path / "any.toml"
    slowest = 0.0
    gc.collect()
    gc.freeze()  # a collection of what earlier tests left would count as a file's
    try:
        for seed in range(fuzzer, STRANGE_FILES, FUZZERS):
            content = strange_file(random.Random(seed))  # noqa: S311
            file.write_bytes(content)
            start = time.process_time()
            checked = check_environments([file])
            assert all(1 <= line_of(each) <= content.count(b"\n") + 1 for each in checked.findings[:1]), seed
            slowest = max(slowest, time.process_time() - start)
            assert checked.environments or checked.findings, seed
            assert all(each.file == str(file) and each.message for each in checked.findings), seed
    finally:
        gc.unfreeze()
    assert slowest < 1
