"""python -m cognito_as_code.compliance"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from cognito_as_code.checks import check_environments
from cognito_as_code.cli.compliance_table import print_table
from cognito_as_code.compliance import assess
from cognito_as_code.compliance.report import as_data, as_markdown
from cognito_as_code.settings import SettingsError, environment_files


def main(arguments: list[str] | None = None) -> int:
    """Print a table an environment; 1 when a control fails or a file is wrong, else 0."""
    parser = argparse.ArgumentParser(prog="compliance", description="How environments stand to their profiles.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: environments/*.toml")
    parser.add_argument("--format", choices=["text", "markdown", "json"], default="text")
    options = parser.parse_args(arguments)
    try:
        checked = check_environments(options.files or environment_files(Path("environments")))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    environments = checked.assessed
    wrong = [each for each in checked.findings if each.severity == "error" and each.rule != "CMP-1"]
    for finding in wrong:
        print(finding, file=sys.stderr)
    match options.format:
        case "json":
            print(json.dumps({name: as_data(environments[name]) for name in sorted(environments)}, indent=2))
        case "markdown":
            print("\n".join(as_markdown(name, environments[name]) for name in sorted(environments)), end="")
        case _:
            for name in sorted(environments):
                print_table(name, environments[name])
    failed = any(each.status == "failed" for settings in environments.values() for each in assess(settings))
    return 1 if wrong or failed else 0


if __name__ == "__main__":
    sys.exit(main())
