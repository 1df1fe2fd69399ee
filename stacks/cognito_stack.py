"""One environment's stack: what is deployed together. Add resources of your own beside the environment's."""

from __future__ import annotations

from cognito_as_code.checks import require_sound
from cognito_as_code.constructs.engine import cdktf
from cognito_as_code.constructs.environment import Environment
from cognito_as_code.constructs.terraform import add_provider, add_terraform_block
from cognito_as_code.settings import EnvironmentSettings


class CognitoStack(cdktf.TerraformStack):
    """A user pool, its app clients and, if the settings ask for one, an identity pool.

    Raises SettingsError when the settings break a rule.
    """

    def __init__(self, scope: cdktf.App, id: str, *, settings: EnvironmentSettings) -> None:
        require_sound(settings)
        super().__init__(scope, id)
        add_terraform_block(self, settings.terraform)
        add_provider(self, settings)
        environment = Environment(self, name=id, settings=settings)
        for name, value in environment.outputs.items():
            cdktf.TerraformOutput(self, name, value=value)
