"""The stack that is tried: the library's resources of one environment, without what a team adds in its own stacks/."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.synth import synth

if TYPE_CHECKING:
    from cognito_as_code.constructs.engine import cdktf


def _build(app: cdktf.App, id: str, settings: EnvironmentSettings) -> None:
    # Imported here: it starts Node.
    from cognito_as_code.constructs.engine import cdktf  # noqa: PLC0415
    from cognito_as_code.constructs.environment import Environment  # noqa: PLC0415
    from cognito_as_code.constructs.terraform import add_provider, add_terraform_block  # noqa: PLC0415

    stack = cdktf.TerraformStack(app, id)
    add_terraform_block(stack, settings.terraform)
    add_provider(stack, settings)
    for name, value in Environment(stack, name=id, settings=settings).outputs.items():
        cdktf.TerraformOutput(stack, name, value=value)


def write_stack(name: str, settings: EnvironmentSettings, folder: Path) -> Path:
    """Synthesize an environment that was conceded; returns its cdk.tf.json."""
    (file,) = synth(_build, {name: settings}, folder)
    return file
