"""The command `cognito`, and what a project's main.py runs."""


def main() -> None:
    """Run the command `cognito`."""
    from cognito_as_code.cli.command import app

    app()
