"""The fast way into the framework: the same bytes as the stock way, and no trace left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ENVIRONMENTS, PROJECT


def synth_in_a_process(outdir: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run main.py as a person would, on the tests' environments, with the environment variables changed."""
    app = outdir.with_name(f"{outdir.name}-app")
    shutil.copytree(PROJECT / "stacks", app / "stacks")
    shutil.copytree(ENVIRONMENTS, app / "environments")
    shutil.copy(PROJECT / "main.py", app)
    return subprocess.run(
        [sys.executable, "main.py"],
        cwd=app,
        env={**os.environ, "CDKTF_OUTDIR": str(outdir), "PYTHONPATH": str(PROJECT), **variables},
        capture_output=True,
        text=True,
        check=True,
    )


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by relative path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_fast_and_stock_give_the_same_bytes(tmp_path: Path, synthesized: Path) -> None:
    synth_in_a_process(tmp_path, STOCK_SYNTH="1")
    assert files(tmp_path) == files(synthesized)


def test_it_needs_no_node_on_the_path_and_writes_nothing_but_the_files(tmp_path: Path, synthesized: Path) -> None:
    run = synth_in_a_process(tmp_path, PATH="/nonexistent")
    assert run.stdout.splitlines() == [
        str(tmp_path / f"stacks/cognito-{name}/cdk.tf.json")
        for name in ("all-controls", "disposable", "first-program", "production")
    ]
    assert run.stderr == ""
    assert files(tmp_path) == files(synthesized)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_output_depends_on_no_hash_seed(seed: str, tmp_path: Path, synthesized: Path) -> None:
    synth_in_a_process(tmp_path, PYTHONHASHSEED=seed)
    assert files(tmp_path) == files(synthesized)


def test_a_node_of_ones_own_is_respected(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError) as error:
        synth_in_a_process(tmp_path, JSII_NODE="/nonexistent/node")
    assert "/nonexistent/node" in error.value.stderr


def test_the_environment_is_left_as_it_was() -> None:
    before_and_after = (
        "import os; before = dict(os.environ); import cognito_as_code.constructs.engine; "
        "assert dict(os.environ) == before, os.environ"
    )
    subprocess.run([sys.executable, "-c", before_and_after], cwd=PROJECT, check=True)


def test_few_modules_of_the_provider_are_imported() -> None:
    count = (
        "import sys; import cognito_as_code.constructs.engine; "
        "print(sum(name.startswith('cdktf_cdktf_provider_aws.') for name in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", count], cwd=PROJECT, check=True, capture_output=True, text=True)
    assert int(run.stdout) < 70  # of 2,200
