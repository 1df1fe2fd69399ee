"""Who may import what: each contract of pyproject.toml notices what it forbids."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import PROJECT

CONTRACTS = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

OURS = "cognito_as_code"
FORBIDDEN = {
    "access": (f"{OURS}.synth", f"{OURS}.access"),
    "adopt": (f"{OURS}.checks", f"{OURS}.adopt"),
    "checks": (f"{OURS}.constructs", f"{OURS}.checks"),
    "cli": (f"{OURS}.checks", f"{OURS}.cli"),
    "compliance": (f"{OURS}.constructs", f"{OURS}.compliance"),
    "constructs": (f"{OURS}.checks", f"{OURS}.constructs"),
    "core": (f"{OURS}.settings.core", f"{OURS}.settings.user_pool.model"),
    "engine": (f"{OURS}.constructs.user_pool", "cdktf"),
    "every-module-has-its-place": (f"{OURS}.settings", f"{OURS}.compliance"),
    "library": (f"{OURS}.synth", "stacks"),
    "models": (f"{OURS}.settings.group.model", f"{OURS}.settings.group.rules"),
    "reference": (f"{OURS}.checks", f"{OURS}.reference"),
    "review": (f"{OURS}.synth", f"{OURS}.review"),
    "review-alone": (f"{OURS}.review.rules", f"{OURS}.settings.core.fields"),
    "settings": (f"{OURS}.settings", f"{OURS}.synth"),
    "stacks": ("stacks", f"{OURS}.review"),
    "synth": (f"{OURS}.reference", f"{OURS}.synth"),
    "trial": (f"{OURS}.synth", f"{OURS}.trial"),
    "terminal": (f"{OURS}.compliance", "rich"),
}
"""Contract -> who, in a module of its own, imports whom."""


def lint(project: Path) -> subprocess.CompletedProcess[str]:
    """Run lint-imports in a folder, on what is there."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", "pyproject.toml"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project), "COLUMNS": "1000"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the contracts are about."""
    for name in (OURS, "stacks"):
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept(copy: Path) -> None:
    run = lint(copy)
    assert run.returncode == 0, run.stdout
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in run.stdout


def module_of(package: str, contract: str, copy: Path) -> Path:
    """Where to put an import: a new module of a package, or the module itself."""
    place = copy / package.replace(".", "/")
    return place / f"imports_for_{contract.replace('-', '_')}.py" if place.is_dir() else place.with_suffix(".py")


def test_every_contract_notices_what_it_forbids(copy: Path) -> None:
    assert set(FORBIDDEN) == {contract["id"] for contract in CONTRACTS}
    for contract, (importer, imported) in FORBIDDEN.items():
        with module_of(importer, contract, copy).open("a") as file:
            file.write(f"\nimport {imported}\n")
    run = lint(copy)
    assert run.returncode == 1
    told = run.stdout.partition("\nBroken contracts\n")[2]
    sections = {contract["id"]: told.partition(f"\n{contract['name']}\n")[2] for contract in CONTRACTS}
    for contract, (importer, imported) in FORBIDDEN.items():
        written = module_of(importer, contract, copy).relative_to(copy).with_suffix("")
        section = re.split(r"\n(?!-+\n)[^\n]+\n-+\n", sections[contract])[0]
        assert f"{'.'.join(written.parts)} -> {imported}" in section, (contract, section)


def test_a_new_part_of_the_library_needs_a_place(copy: Path) -> None:
    (copy / OURS / "helpers").mkdir()
    (copy / OURS / "helpers/__init__.py").touch()
    run = lint(copy)
    assert run.returncode == 1
    assert "helpers" in run.stdout + run.stderr


def test_the_review_imports_the_standard_library_and_its_own_modules_only() -> None:
    """By relative imports, so that a copy of the folder works under any name."""
    for file in (PROJECT / OURS / "review").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [str(node.module)]
            else:
                continue
            assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names, file
