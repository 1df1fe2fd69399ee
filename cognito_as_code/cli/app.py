"""What main.py runs: every environment of a project, synthesized or exported."""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from cognito_as_code.checks import check_environments
from cognito_as_code.cli.interruption import Interrupted, interruptible
from cognito_as_code.cli.messages import print_findings
from cognito_as_code.settings import SettingsError, environment_files
from cognito_as_code.switch import OutputError, UntidyError
from cognito_as_code.synth import BuildStack, EngineError, export, synth

_FIXES = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EFBIG: "allow larger files",
    errno.EACCES: "give this user the right to it",
    errno.EPERM: "give this user the right to it",
    errno.EROFS: "choose a folder that can be written",
    errno.EEXIST: "a folder belongs there, so move it away",
    errno.ENOTDIR: "a folder belongs there, so move it away",
    errno.ELOOP: "remove the symbolic link that leads to itself",
    errno.EMFILE: "allow more open files",
}


def run(build_stack: BuildStack, project: Path, arguments: list[str] | None = None) -> int:
    """Synthesize every environment, or export them. 0 when all was written; 1, with every mistake, when nothing was.

    2 when it could not be written, for want of space or rights, say; 128 and the signal's number when interrupted.
    Nothing was written then either.
    """
    parser = argparse.ArgumentParser(description="Settings -> Terraform JSON.")
    parser.add_argument("--export", type=Path, metavar="DIRECTORY", help="write folders for pipelines there instead")
    parser.add_argument("--lock-file", type=Path, metavar="FILE", help="a .terraform.lock.hcl for each exported folder")
    options = parser.parse_args(arguments)
    directory, lock_file = (path and path.absolute() for path in (options.export, options.lock_file))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name that the terminal's encoding lacks
    try:
        with interruptible():
            os.chdir(project)
            checked = check_environments(environment_files(Path("environments")))
            if any(finding.severity == "error" for finding in checked.findings):
                print_findings(checked.findings)
                return 1
            if directory:
                written = export(build_stack, checked.environments, directory, lock_file, checked.adoptions)
            else:
                outdir = Path(os.environ.get("CDKTF_OUTDIR", "cdktf.out"))
                written = synth(build_stack, checked.environments, outdir, checked.adoptions)
            print_findings(checked.findings)
    except SettingsError as error:
        print_findings(error.findings)
        return 1
    except Interrupted as interrupted:
        outcome = "; ".join(getattr(interrupted, "__notes__", ["the last output stays as it was"]))
        print(f"interrupted; {outcome}", file=sys.stderr)
        return 128 + interrupted.number
    except Exception as error:
        if sentence := _sentence(error):
            print(sentence, file=sys.stderr)
            return 2
        raise  # a mistake in the code, the team's own stack perhaps: its place matters
    return _print(written)


def _sentence(error: Exception) -> str | None:
    """What went wrong outside the settings, with its fix; None for a mistake in the code."""
    match error:
        case UntidyError():
            return str(error)
        case OutputError():
            reason = str(error)
        case EngineError():
            full = "; free some space" if "ENOSPC" in str(error) else ""
            own = "; unset JSII_NODE to use the Node that is installed with this" if "JSII_NODE" in os.environ else ""
            reason = f"CDKTF: {error}{full or own or '; run again'}"
        case BrokenProcessPool() | MemoryError():
            reason = "a process ended before its work was done, most often for lack of memory; free some and run again"
        case OSError(filename=None):
            reason = f"{error.strerror or error}{_fix(error)}"
        case OSError():
            reason = f"{error.filename}: {error.strerror}{_fix(error)}"
        case _:
            return None
    return f"{reason}; nothing was synthesized"


def _fix(error: OSError) -> str:
    fix = _FIXES.get(error.errno or 0)
    return f"; {fix}" if fix else ""


def _print(written: list[Path]) -> int:
    """Say what was written. 0, also when nobody listens to the end."""
    try:
        print(*written, sep="\n", flush=True)
    except OSError as error:
        # What is left in the buffer would fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"standard output: {error.strerror}{_fix(error)}; all files were written", file=sys.stderr)
            return 1
    return 0
