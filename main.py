"""environments/*.toml -> cdktf.out/stacks/cognito-<environment>/cdk.tf.json"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cognito_as_code.cli.app import run
from cognito_as_code.settings import EnvironmentSettings

if TYPE_CHECKING:
    from cognito_as_code.constructs.engine import cdktf


def build_stack(app: cdktf.App, id: str, settings: EnvironmentSettings) -> None:
    """Add one environment's stack to the app."""
    # Imported here: it starts Node, which mistakes in settings should not wait for.
    from stacks.cognito_stack import CognitoStack  # noqa: PLC0415

    CognitoStack(app, id, settings=settings)


if __name__ == "__main__":
    sys.exit(run(build_stack, Path(__file__).parent))
