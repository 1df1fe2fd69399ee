"""What tests share: environments of their own, in tests/environments, as settings and as synthesized JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from cognito_as_code.checks import load_environments
from cognito_as_code.settings import EnvironmentSettings, environment_files
from cognito_as_code.settings.user_pool.model import UserPoolSettings
from cognito_as_code.synth import build_app, synth
from main import build_stack
from tests.examples import EXAMPLES, Synthesized
from tests.lifecycle.counts import COUNTS

PROJECT = Path(__file__).parents[1]

pytest_plugins = ["tests.terraform.fixtures"]

Synthesize = Callable[[EnvironmentSettings], dict[str, Any]]


ENVIRONMENTS = PROJECT / "tests/environments"
"""The tests' own: what a file of the app's says, or is called, is nothing to them."""


@pytest.fixture(scope="session")
def environments() -> dict[str, EnvironmentSettings]:
    """The tests' environments."""
    return load_environments(environment_files(ENVIRONMENTS))


@pytest.fixture(scope="session")
def synthesized(environments: dict[str, EnvironmentSettings], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tests' environments' output."""
    folder = tmp_path_factory.mktemp("cdktf.out")
    synth(build_stack, environments, folder)
    return folder


COMMITTED = sorted(path.stem for path in PROJECT.glob("environments/*.toml"))
"""The names of the app's own environments, whichever there are."""


@pytest.fixture(scope="session")
def committed_environments() -> dict[str, EnvironmentSettings]:
    """The app's own environments, whichever there are."""
    return load_environments(environment_files(PROJECT / "environments"))


@pytest.fixture(scope="session")
def committed(committed_environments: dict[str, EnvironmentSettings], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the app's environments' output."""
    folder = tmp_path_factory.mktemp("committed")
    synth(build_stack, committed_environments, folder)
    return folder


@pytest.fixture(scope="session")
def example_environments() -> dict[str, EnvironmentSettings]:
    """The use cases in tests/examples."""
    return load_environments(EXAMPLES.values())


@pytest.fixture(scope="session")
def synthesized_examples(
    example_environments: dict[str, EnvironmentSettings], tmp_path_factory: pytest.TempPathFactory
) -> Synthesized:
    """The JSON of each use case."""
    paths = synth(build_stack, example_environments, tmp_path_factory.mktemp("examples"))
    return {path.parent.name.removeprefix("cognito-"): json.loads(path.read_text()) for path in paths}


@pytest.fixture
def synthesize(tmp_path: Path) -> Synthesize:
    """Settings -> the JSON of a stack named cognito-test."""

    def run(settings: EnvironmentSettings) -> dict[str, Any]:
        build_app(build_stack, {"test": settings}, tmp_path).synth()
        parsed: dict[str, Any] = json.loads((tmp_path / "stacks/cognito-test/cdk.tf.json").read_text())
        return parsed

    return run


def missing(what: str) -> NoReturn:
    """End a test that lacks a tool: it skips with the reason, and fails in CI."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}, and CI must not skip this test")
    pytest.skip(what)


def minimal(**changes: Any) -> EnvironmentSettings:
    """Settings with nothing but what is required, and the changes."""
    required = {"region": "eu-central-1", "account_id": "111122223333", "user_pool": UserPoolSettings(name="test")}
    return EnvironmentSettings(**{**required, **changes})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Measure no coverage of many random cases: it doubles their seconds, and what they meet no test says."""
    if not any(item.iter_markers("unmeasured")) and not any(item.iter_markers("hypothesis")):
        return (yield)
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the counts of a pytest-xdist worker to the process that reports."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["lifecycle"] = dict(COUNTS)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the counts of a worker."""
    COUNTS.update(getattr(node, "workeroutput", {}).get("lifecycle", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was done."""
    if any(COUNTS.values()):
        done = ", ".join(f"{count} {what}" for what, count in COUNTS.items())
        terminalreporter.write_line(f"lifecycle: {done}")
