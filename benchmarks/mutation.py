"""How many small mistakes the fast tests notice: mutants of settings, constructs and review, sampled.

cosmic-ray brings the mutations. It is no package of this project, since one run in a while needs it:

    python -m pip install --target build/cosmic-ray cosmic-ray
    PYTHONPATH=build/cosmic-ray python -m benchmarks.mutation --mutants 200 --seed 1

The tests run once, and for each line it is noted which of them ran it. Then each mutant is made in a copy of the
project, and the tests that ran its line run there, the quickest first, until one fails. Prints the survivors and the
score; writes nothing outside a temporary folder, where the copies are.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from queue import Queue
from typing import TypedDict

import coverage
import pytest

PROJECT = Path(__file__).parents[1]
PACKAGES = ("settings", "constructs", "review")
NOTES = "MUTATION_NOTES"  # where the first run writes what each test ran
CHOSEN = "MUTATION_CHOSEN"  # the tests of a mutant, one a line
LIKELY = 2  # files that have most of a mutant's tests
SECONDS = 240  # a mutant that runs for longer than its tests ever do is an endless loop

# Left out: what is another spelling of the same ("a" is "a"), what inserts names at random, and binary operators other
# than these few, of which text and sets know only some.
OPERATORS = [
    "core/AddNot",
    "core/NumberReplacer",
    "core/RemoveDecorator",
    "core/ReplaceAndWithOr",
    "core/ReplaceBreakWithContinue",
    "core/ReplaceContinueWithBreak",
    "core/ReplaceFalseWithTrue",
    "core/ReplaceOrWithAnd",
    "core/ReplaceTrueWithFalse",
    "core/ReplaceUnaryOperator_Delete_Not",
    "core/ReplaceUnaryOperator_Delete_USub",
    "core/ZeroIterationForLoop",
    *(f"core/ReplaceBinaryOperator_{pair}" for pair in ("Add_Sub", "BitAnd_BitOr", "BitOr_BitAnd", "Sub_Add")),
    *(
        f"core/ReplaceComparisonOperator_{pair}"
        for pair in ("Eq_NotEq", "Gt_GtE", "GtE_Gt", "Is_IsNot", "IsNot_Is", "Lt_LtE", "LtE_Lt", "NotEq_Eq")
    ),
]


class Notes(TypedDict):
    """What the first run notes."""

    tests: list[str]
    """All of them, the quickest first."""
    lines: dict[str, dict[str, list[str]]]
    """Module -> line -> the tests that ran it."""


@dataclass(frozen=True)
class Mutant:
    """A module with one mistake in it."""

    path: str
    line: int
    text: str
    difference: str
    result: str = "survived"


@dataclass(frozen=True)
class Place:
    """Where a mutant can be made: an operator's occurrence in a module."""

    path: str
    operator: str
    occurrence: int
    line: int


def places(path: str) -> list[Place]:
    """Where a module can be mutated, but for the | of annotations, which only mypy and a reader look at."""
    from cosmic_ray.ast import ast_nodes, get_ast  # noqa: PLC0415  (no package of this project)
    from cosmic_ray.plugins import get_operator  # noqa: PLC0415

    source = (PROJECT / path).read_text(encoding="utf-8")
    annotated = set(_annotated(source))
    nodes = list(ast_nodes(get_ast(source)))
    found = []
    for name in OPERATORS:
        operator = get_operator(name)()
        starts = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        found += [
            Place(path, name, occurrence, line)
            for occurrence, (line, column) in enumerate(starts)
            if "BitOr_" not in name or (line, column) not in annotated
        ]
    return found


def mutant_at(place: Place) -> Mutant | None:
    """The mutant of a place; None when that is no Python."""
    from cosmic_ray.mutating import mutate_code  # noqa: PLC0415
    from cosmic_ray.plugins import get_operator  # noqa: PLC0415

    source = (PROJECT / place.path).read_text(encoding="utf-8")
    text = mutate_code(source, get_operator(place.operator)(), place.occurrence)
    try:
        compile(text, place.path, "exec")
    except SyntaxError:
        return None
    changed = list(difflib.unified_diff(source.splitlines(), text.splitlines(), lineterm="", n=0))
    return Mutant(place.path, place.line, text, "\n".join(changed[3:]))


def _annotated(source: str) -> Iterator[tuple[int, int]]:
    """The places inside annotations: line and column."""
    for node in ast.walk(ast.parse(source)):
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            for each in ast.walk(annotation) if annotation else ():
                if isinstance(each, ast.expr):
                    for line in range(each.lineno, (each.end_lineno or each.lineno) + 1):
                        yield from ((line, column) for column in range(each.col_offset, each.end_col_offset or 0))


class NotedTests:
    """Notes which test, or which fixture of a test, runs a line."""

    def __init__(self, measured: coverage.Coverage) -> None:
        """Begin with nothing."""
        self.measured = measured
        self.fixtures: dict[str, list[str]] = {}
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Function) -> Iterator[None]:
        """What runs from here on is run by the test."""
        self.fixtures[item.nodeid] = list(item.fixturenames)
        self.measured.switch_context(item.nodeid)
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
    ) -> Iterator[None]:
        """A fixture that lasts is made in one test, and for all that name it."""
        lasts = fixturedef.scope != "function"
        if lasts:
            self.measured.switch_context(f"fixture {fixturedef.argname}")
        try:
            return (yield)
        finally:
            if lasts:
                self.measured.switch_context(request.node.nodeid if request.scope == "function" else "rest")

    def pytest_runtest_call(self, item: pytest.Item) -> None:
        """Its fixtures are made."""
        self.measured.switch_context(item.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """How long a test takes."""
        if report.when == "call":
            self.seconds[report.nodeid] = report.duration


def note_tests(folder: Path) -> int:
    """Run the fast tests in this process, and write down for each line the tests that ran it, the quickest first."""
    measured = coverage.Coverage(data_file=str(folder / "coverage"), source=["cognito_as_code"])
    noted = NotedTests(measured)
    measured.start()
    status = pytest.main(["-q", "-p", "no:xdist", "-p", "no:cacheprovider"], plugins=[noted])
    measured.stop()
    data = measured.get_data()
    users: dict[str, list[str]] = {}
    for test, fixtures in noted.fixtures.items():
        for fixture in fixtures:
            users.setdefault(f"fixture {fixture}", []).append(test)
    lines: dict[str, dict[str, list[str]]] = {}
    for file in data.measured_files():
        for line, contexts in data.contexts_by_lineno(file).items():
            tests = {test for context in contexts for test in users.get(context, [context])} & noted.fixtures.keys()
            lines.setdefault(str(Path(file).relative_to(PROJECT)), {})[str(line)] = sorted(tests)
    quickest = sorted(noted.fixtures, key=lambda test: (noted.seconds.get(test, 0), test))
    (folder / "notes.json").write_text(json.dumps({"tests": quickest, "lines": lines}))
    return int(status)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """As a plugin of a mutant's run: keep its tests, in their order."""
    if CHOSEN in os.environ:
        order = {test: place for place, test in enumerate(Path(os.environ[CHOSEN]).read_text().splitlines())}
        items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])


def copy_project(folder: Path) -> None:
    """A copy of what git knows of."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    known = subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True)
    for path in filter(None, known.stdout.split("\0")):
        if (PROJECT / path).is_file():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / path, folder / path)


def tests_of(mutant: Mutant, notes: Notes) -> list[str]:
    """The tests that ran a mutant's line; if that ran at import, those that ran another of the module, or anything."""
    module = notes["lines"].get(mutant.path, {})
    tests = set(module.get(str(mutant.line), [])) or {test for tests in module.values() for test in tests}
    return [test for test in notes["tests"] if test in tests or not tests]


def judge(mutant: Mutant, tests: list[str], folder: Path) -> Mutant:
    """Run a mutant's tests in a copy of the project: killed, or survived."""
    module = folder / mutant.path
    original = module.read_text(encoding="utf-8")
    module.write_text(mutant.text, encoding="utf-8")
    files = Counter(test.partition("::")[0] for test in tests)
    likely = {file for file, _ in files.most_common(LIKELY)}
    try:
        # Most are killed by the tests beside them; what survives those has to survive all.
        first = [test for test in tests if test.partition("::")[0] in likely]
        survived = _pass(first, folder) and (len(first) == len(tests) or _pass(tests, folder))
    finally:
        module.write_text(original, encoding="utf-8")
    return replace(mutant, result="survived" if survived else "killed")


def _pass(tests: list[str], folder: Path) -> bool:
    """Whether tests pass in a copy of the project; a module that fails to import, and an endless loop, do not."""
    chosen = folder / "chosen.txt"
    chosen.write_text("\n".join(tests))
    options = ["-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-p", "benchmarks.mutation"]
    try:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *sorted({test.partition("::")[0] for test in tests})],
            cwd=folder,
            env={**os.environ, CHOSEN: str(chosen), "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return run.returncode == 0


def main() -> int:
    """Sample, run, print."""
    parser = argparse.ArgumentParser(prog="mutation", description="How many small mistakes the tests notice.")
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    if options.mutants < 1 or options.processes < 1:
        parser.error("--mutants and --processes are 1 or more")
    with tempfile.TemporaryDirectory() as folder:
        noted = subprocess.run(
            [sys.executable, "-m", "benchmarks.mutation"], cwd=PROJECT, env={**os.environ, NOTES: folder}, check=False
        )
        if noted.returncode:
            print("the tests fail without a mutant; mend that first", file=sys.stderr)
            return 1
        notes = json.loads(Path(folder, "notes.json").read_text())
        modules = (path for package in PACKAGES for path in (PROJECT / "cognito_as_code" / package).rglob("*.py"))
        paths = sorted(str(path.relative_to(PROJECT)) for path in modules)
        everything = [place for path in paths for place in places(path)]
        random.Random(options.seed).shuffle(everything)  # noqa: S311
        sample = islice(filter(None, map(mutant_at, everything)), options.mutants)
        folders: Queue[Path] = Queue()
        for number in range(options.processes):
            copy_project(Path(folder, f"copy-{number}"))
            folders.put(Path(folder, f"copy-{number}"))

        def run(mutant: Mutant) -> Mutant:
            copy = folders.get()
            try:
                return judge(mutant, tests_of(mutant, notes), copy)
            finally:
                folders.put(copy)

        judged: list[Mutant] = []
        with ThreadPoolExecutor(options.processes) as pool:
            for mutant in pool.map(run, sample):
                judged.append(mutant)
                print(f"{len(judged)} of {options.mutants}", file=sys.stderr)
                if mutant.result != "killed":
                    print(f"{mutant.path}:{mutant.line}: {mutant.result}\n{mutant.difference}\n", flush=True)
    killed = sum(mutant.result == "killed" for mutant in judged)
    print(f"{killed} of {len(judged)} mutants killed ({killed / len(judged):.0%}), of {len(everything)} there are")
    return 0


if __name__ == "__main__":
    sys.exit(note_tests(Path(os.environ[NOTES])) if NOTES in os.environ else main())
