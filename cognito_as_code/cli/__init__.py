"""The command `cognito`, and what a project's main.py runs."""

import sys


def main() -> None:
    """Run the command `cognito`. What the system refuses ends it with 2 and a sentence."""
    from cognito_as_code.cli.command import app

    try:
        app()
    except OSError as error:
        print(f"{error.filename or 'cognito'}: {error.strerror}", file=sys.stderr)
        sys.exit(2)
