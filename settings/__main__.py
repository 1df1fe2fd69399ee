"""Check environment files without Node, Terraform or a network: python -m settings [FILE ...]"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from settings import SettingsError, environment_files, load_environments


def main(arguments: list[str] | None = None) -> int:
    """Check the files named, or every environment; 0 when all are right, else 1 with one line per mistake."""
    parser = argparse.ArgumentParser(prog="check", description="Check environment files.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: environments/*.toml")
    files = parser.parse_args(arguments).files
    try:
        environments = load_environments(files or environment_files(Path("environments")))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"checked {', '.join(sorted(environments))}: no mistake found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
