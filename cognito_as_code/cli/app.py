"""What main.py runs: every environment of a project, synthesized or exported."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from cognito_as_code.checks import check_environments
from cognito_as_code.cli.messages import print_findings
from cognito_as_code.settings import SettingsError, environment_files
from cognito_as_code.synth import BuildStack, export, synth


def run(build_stack: BuildStack, project: Path, arguments: list[str] | None = None) -> int:
    """Synthesize every environment, or export them. 0 when all was written; 1, with every mistake, when nothing was."""
    parser = argparse.ArgumentParser(description="Settings -> Terraform JSON.")
    parser.add_argument("--export", type=Path, metavar="DIRECTORY", help="write folders for pipelines there instead")
    parser.add_argument("--lock-file", type=Path, metavar="FILE", help="a .terraform.lock.hcl for each exported folder")
    options = parser.parse_args(arguments)
    directory, lock_file = (path and path.absolute() for path in (options.export, options.lock_file))
    os.chdir(project)
    try:
        checked = check_environments(environment_files(Path("environments")))
        if any(finding.severity == "error" for finding in checked.findings):
            print_findings(checked.findings)
            return 1
        environments = checked.environments
        if directory:
            written = export(build_stack, environments, directory, lock_file)
        else:
            written = synth(build_stack, environments, Path(os.environ.get("CDKTF_OUTDIR", "cdktf.out")))
        print_findings(checked.findings)
    except SettingsError as error:
        print_findings(error.findings)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}; nothing was synthesized", file=sys.stderr)
        return 1
    print(*written, sep="\n")
    return 0
