"""Broken plans are reviewed, or refused with exit 2 and one sentence. Seeds are fixed."""

from __future__ import annotations

import copy
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.review.__main__ import main
from tests.conftest import PROJECT
from tests.repetitions import BROKEN_PLANS
from tests.review.plans import document, entry
from tests.review.test_inert import plan_with

FORMATS = ("markdown", "text", "json", "sarif")
DEEP = 5_000
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    10**30,
    1e308,
    float("inf"),
    "",
    "text",
    "\ud800",
    "${var.x}",
    [],
    [[]],
    [None],
    [{}],
    {},
    {"a": None},
    [["a"], 5],
    {"constant_value": []},
]


def planned() -> dict[str, Any]:
    """A plan with the resources of a whole stack, each kind of change, drift and all that a plan has beside."""
    stack = json.loads((PROJECT / "tests/__snapshots__/examples/cognito-full.json").read_text())
    actions = (["update"], ["no-op"], ["delete", "create"], ["delete"], ["create"], ["forget"])
    entries, resources = [], []
    for number, (type_, named) in enumerate(sorted(stack["resource"].items())):
        for name, values in named.items():
            arguments = {
                key: [value] if isinstance(value, dict) and key not in ("tags", "roles") else value
                for key, value in values.items()
            }
            did = actions[number % len(actions)]
            change = entry(
                f'module.a["x.y"].{type_}.{name}[0]',
                did,
                None if did == ["create"] else arguments,
                None if did in (["delete"], ["forget"]) else {**arguments, "name": "other"},
                after_unknown={"id": True},
                before_sensitive={"description": True},
                after_sensitive={},
                replace_paths=[["name"], ["schema", 0, "name"]],
            )
            entries.append({**change, "module_address": 'module.a["x.y"]', "previous_address": None})
            resources.append(
                {
                    "address": f"{type_}.{name}",
                    "mode": "managed",
                    "type": type_,
                    "expressions": {"user_pool_id": {"references": ["var.pool", "each.value", "local.x"]}},
                    "for_each_expression": {"references": ["aws_cognito_user_pool.main"]},
                    "provisioners": [{"type": "local-exec"}],
                }
            )
    whole = plan_with("text")
    called = {"expressions": {"pool": {"references": ["aws_x.y.id"]}}, "module": {"resources": resources}}
    whole["configuration"]["root_module"]["module_calls"] = {"a": called}
    return {
        **whole,
        "resource_changes": entries + whole["resource_changes"],
        "resource_drift": copy.deepcopy(entries[:6]),
        "complete": True,
        "applyable": True,
        "errored": False,
    }


def mutated(plan: str, choice: random.Random) -> bytes:
    """The plan, which is JSON, with one to three places changed, as bytes, which may be broken as well."""
    broken = json.loads(plan)
    for _ in range(choice.randint(1, 3)):
        choice.choice(MUTATIONS)(broken, choice)
    content = json.dumps(broken).encode()
    match choice.randrange(20):
        case 0:
            return content[: choice.randrange(len(content))]
        case 1:
            return json.dumps(broken, ensure_ascii=False).encode("utf-16", "surrogatepass")
        case 2:
            return content.replace(b'"', b'\xff"', 1)
        case 3:
            return content.replace(b"true", b"9" * 5_000, 1)
        case 4:
            return content.replace(b"null", b"[" * DEEP + b"]" * DEEP, 1)
        case 5:
            return content.replace(b"null", b'{"a":' * 400 + b"1" + b"}" * 400, 3)
    return content


def _places(value: dict[str, Any]) -> list[tuple[Any, Any]]:
    """Each container with each of its keys."""
    found: list[tuple[Any, Any]] = []
    containers: list[dict[Any, Any] | list[Any]] = [value]
    for container in containers:  # grows
        for key, inner in container.items() if isinstance(container, dict) else enumerate(container):
            found.append((container, key))
            if isinstance(inner, dict | list):
                containers.append(inner)
    return found


def _place(plan: dict[str, Any], choice: random.Random) -> tuple[Any, Any]:
    """A place anywhere, or a high one, of which there are few."""
    node: Any = plan
    key: Any = choice.choice(sorted(node)) if node else "format_version"
    if choice.random() < 0.5:
        places = _places(plan)
        return choice.choice(places) if places else (plan, key)
    while isinstance(node[key] if isinstance(node, list) else node.get(key), dict | list) and choice.random() < 0.8:
        inner = node[key]
        if not inner:
            break
        node, key = inner, choice.choice(sorted(inner) if isinstance(inner, dict) else range(len(inner)))
    return node, key


def _replace(plan: dict[str, Any], choice: random.Random) -> None:
    node, key = _place(plan, choice)
    node[key] = copy.deepcopy(choice.choice(ODD))


def _drop(plan: dict[str, Any], choice: random.Random) -> None:
    node, key = _place(plan, choice)
    if isinstance(node, list) or key in node:
        del node[key]


def _wrap(plan: dict[str, Any], choice: random.Random) -> None:
    node, key = _place(plan, choice)
    if isinstance(node, list) or key in node:
        node[key] = choice.choice([[node[key]], {"a": node[key]}, [node[key], node[key]]])


def _copy(plan: dict[str, Any], choice: random.Random) -> None:
    (node, key), (source, other) = _place(plan, choice), _place(plan, choice)
    if isinstance(source, list) or other in source:
        node[key] = copy.deepcopy(source[other])


MUTATIONS: tuple[Callable[[dict[str, Any], random.Random], None], ...] = (_replace, _replace, _drop, _wrap, _copy)


def try_mutants(seeds: range, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[int, int]:
    """Exit code -> how many; a traceback, or anything else than a sentence where nothing is reviewed, fails."""
    plan, path, codes = json.dumps(planned()), folder / "plan.json", {0: 0, 1: 0, 2: 0}
    for seed in seeds:
        choice = random.Random(seed)  # noqa: S311
        path.write_bytes(mutated(plan, choice))
        try:
            code = main([str(path), "--format", FORMATS[seed % len(FORMATS)]])
        except Exception as error:
            raise AssertionError(f"the plan of seed {seed} ends in a traceback") from error
        out = capsys.readouterr()
        codes[code] += 1
        if code == 2:
            assert out.out == "", seed
            assert out.err.count("\n") == 1, seed
        else:
            assert out.out, seed
    return codes


@pytest.mark.unmeasured
def test_broken_plans_end_with_a_review_or_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = try_mutants(range(150), tmp_path, capsys)
    assert codes[1] > 15
    assert codes[2] > 15


@pytest.mark.slow
def test_many_broken_plans_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try_mutants(range(1_000, 1_000 + BROKEN_PLANS), tmp_path, capsys)


def test_a_plan_that_nobody_broke_is_reviewed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(planned()))
    assert main([str(path), "--format", "json"]) == 1
    assert "pool-lost" in {each["rule"] for each in json.loads(capsys.readouterr().out)}
    assert sys.getrecursionlimit() <= DEEP


@pytest.mark.parametrize("depth", [100, 300, 600, 900, 2_000])
def test_deep_values_are_reviewed_or_refused(depth: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deep: Any = "x"
    for _ in range(depth):
        deep = [deep] if depth % 200 else {"a": deep}
    path = tmp_path / "plan.json"
    try:
        text = json.dumps(document(entry("aws_cognito_user_pool.a", ["update"], {"schema": []}, {"schema": deep})))
    except RecursionError:
        text = '{"format_version": "1.2", "resource_changes": ' + "[" * depth + "]" * depth + "}"
    path.write_text(text)
    code = main([str(path)])
    out = capsys.readouterr()
    assert code in (1, 2)
    assert bool(out.out) is (code == 1)
