"""No false alarm in what is right, and no mistake missed in it."""

from __future__ import annotations

import gc
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as budget
from hypothesis import strategies as st

from cognito_as_code.checks import check, check_environments
from cognito_as_code.settings.core.report import line_of
from cognito_as_code.synth import synth
from main import build_stack
from tests.conftest import PROJECT
from tests.examples import EXAMPLES
from tests.settings.strategies import MISTAKES, Tables, environments

FUZZED_FILES = 5_000  # by each of FUZZERS
FUZZERS = 4


@budget(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(environments())
def test_nothing_is_found_in_what_is_right(data: Tables) -> None:
    assert check(data)[1] == []


@budget(max_examples=5, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(several=st.lists(environments(), min_size=8, max_size=8))
def test_what_is_right_is_synthesized(several: list[Tables], tmp_path_factory: pytest.TempPathFactory) -> None:
    checked = {f"generated-{number}": check(data)[0] for number, data in enumerate(several)}
    settings = {name: each for name, each in checked.items() if each}
    assert len(synth(build_stack, settings, tmp_path_factory.mktemp("generated"))) == len(several)


@pytest.mark.parametrize("rule", MISTAKES)
@budget(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=environments())
def test_a_mistake_is_found_by_its_rule(rule: str, data: Tables) -> None:
    MISTAKES[rule](data)
    assert rule in {finding.rule for finding in check(data)[1]}


def with_token(content: bytes, start: int, token: bytes) -> bytes:
    """A file whose first word from a place on is another file's."""
    return content[:start] + re.sub(rb"[\w.-]+|\S", lambda _: token, content[start:], count=1)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A right file with bytes replaced, lines moved, doubled or dropped; or any bytes."""
    content = draw(st.sampled_from(FILES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        lines = content.split(b"\n")
        line = draw(st.integers(0, len(lines) - 1))
        content = draw(
            st.sampled_from(
                [
                    content[:start] + draw(st.binary(max_size=6)) + content[start + draw(st.integers(0, 12)) :],
                    b"\n".join(lines[:line] + lines[line + 1 :]),
                    b"\n".join([*lines, lines[line]]),
                    b"\n".join([lines[line], *lines]),
                    with_token(content, start, draw(st.sampled_from(TOKENS))),
                ]
            )
        )
    return content


FILES = [file.read_bytes() for file in [*EXAMPLES.values(), *sorted((PROJECT / "environments").glob("*.toml"))]]
TOKENS = sorted({token for file in FILES for token in re.findall(rb"[\w.-]+|\S", file)})


@pytest.mark.slow
@pytest.mark.parametrize("fuzzer", range(FUZZERS))
def test_twenty_thousand_strange_files_give_settings_or_findings(fuzzer: int, tmp_path: Path) -> None:
    slowest = 0.0

    @seed(fuzzer)
    @budget(max_examples=FUZZED_FILES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.one_of(mutated(), mutated(), mutated(), st.binary(), st.text().map(str.encode)))
    def fuzz(content: bytes) -> None:
        nonlocal slowest
        file = tmp_path / "any.toml"
        file.write_bytes(content)
        start = time.process_time()
        checked = check_environments([file])
        assert all(1 <= line_of(finding) <= content.count(b"\n") + 1 for finding in checked.findings[:1])
        slowest = max(slowest, time.process_time() - start)
        assert checked.environments or checked.findings
        assert all(finding.file == str(file) and finding.message for finding in checked.findings)

    gc.collect()
    gc.freeze()  # a collection of what earlier tests left would count as a file's
    try:
        fuzz()
    finally:
        gc.unfreeze()
    assert slowest < 1
