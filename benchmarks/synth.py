"""How fast synthesis and checking are, as ratios within one run: machines differ, and one machine from hour to hour.

Prints a table; writes nothing outside a temporary folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

PROJECT = Path(__file__).parents[1]
ENVIRONMENT = PROJECT / "tests/environments/production.toml"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Measured:
    """Wall-clock seconds, and the most memory that a process and its children held together."""

    seconds: float
    megabytes: float


def measure(command: list[str], **variables: str) -> Measured:
    """Run a command to its end. Raises CalledProcessError when it fails."""
    # Byte code is cached even where the caller says otherwise: everyday runs have it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=PROJECT, env=environment | variables, stdout=subprocess.DEVNULL) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, _memory_of_the_tree(process.pid))
            time.sleep(0.01)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Measured(time.perf_counter() - start, peak / MEGABYTE)


def _memory_of_the_tree(pid: int) -> int:
    try:
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    memory = 0
    for process in family:
        try:
            memory += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return memory


def _with_names_of_its_own(number: int) -> str:
    """The environment, with another domain and another state, which no two may share."""
    text = ENVIRONMENT.read_text(encoding="utf-8")
    return text.replace('"ai-gateway"', f'"ai-gateway-{number}"').replace("production.tfstate", f"{number}.tfstate")


def synth(project: Path, count: int, **variables: str) -> Measured:
    """Synthesize copies of one environment, with the project's own main.py."""
    folder = project / f"environments-{count}"
    for number in range(count):
        copy = folder / f"environments/{ENVIRONMENT.stem}-{number}.toml"
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(_with_names_of_its_own(number), encoding="utf-8")
    shutil.copytree(ENVIRONMENT.parent / "shared", folder / "environments/shared", dirs_exist_ok=True)
    run = (
        "import sys; from pathlib import Path; from cognito_as_code.cli.app import run; from main import build_stack; "
        f"sys.exit(run(build_stack, Path({str(folder)!r}), []))"
    )
    (folder / "run.py").write_text(f"if __name__ == '__main__':\n    {run}\n", encoding="utf-8")
    outdir = {"CDKTF_OUTDIR": str(folder / "cdktf.out"), "PYTHONPATH": str(PROJECT)}
    return measure([sys.executable, "-O", str(folder / "run.py")], **outdir, **variables)


def check(project: Path, count: int) -> Measured:
    """Check copies of one environment, as `pipenv run check` does."""
    files = sorted(str(path) for path in (project / f"environments-{count}/environments").glob("*.toml"))
    return measure([sys.executable, "-m", "cognito_as_code.settings", *files])


def main() -> None:
    """Measure and print."""
    table = Table(title=f"copies of {ENVIRONMENT.relative_to(PROJECT)}, on {os.cpu_count()} CPUs")
    for heading in ("what", "seconds", "MB, whole process tree", "ratio to the first line", "ms for each further one"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        synth(project, 1)  # unpacks and compiles whatever is not yet
        first = min((synth(project, 1) for _ in range(3)), key=lambda measured: measured.seconds)
        stock = min((synth(project, 1, STOCK_SYNTH="1") for _ in range(2)), key=lambda measured: measured.seconds)
        rows = [("synth, 1 environment", first, 1), ("synth, 1 environment, stock CDKTF", stock, 1)]
        rows += [(f"synth, {count:,} environments", synth(project, count), count) for count in (10, 100, 1000)]
        rows += [("check, 10 environments", check(project, 10), 1)]
    for what, measured, count in rows:
        further = (measured.seconds - first.seconds) / (count - 1) * 1000 if count > 1 else None
        table.add_row(
            what,
            f"{measured.seconds:.2f}",
            f"{measured.megabytes:.0f}",
            f"{measured.seconds / first.seconds:.1f} x time, {measured.megabytes / first.megabytes:.1f} x memory",
            f"{further:.1f}" if further is not None else "",
        )
    Console(width=120 if not sys.stdout.isatty() else None).print(table)


if __name__ == "__main__":
    main()
