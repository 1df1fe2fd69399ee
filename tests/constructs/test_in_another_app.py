"""The constructs in somebody else's CDKTF app, whose own package is called stacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import PROJECT

STACK = """
from cognito_as_code.checks import require_sound
from cognito_as_code.constructs.engine import cdktf
from cognito_as_code.constructs.environment import Environment
from cognito_as_code.constructs.terraform import add_provider
from cognito_as_code.settings import AppClientSettings, EnvironmentSettings, UserPoolSettings


class PlatformStack(cdktf.TerraformStack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        settings = EnvironmentSettings(
            region="eu-central-1",
            account_id="111122223333",
            user_pool=UserPoolSettings(name="platform"),
            app_clients={"web": AppClientSettings()},
        )
        require_sound(settings)
        add_provider(self, settings)
        environment = Environment(self, name="platform", settings=settings)
        cdktf.TerraformOutput(self, "pool", value=environment.outputs["user_pool_id"])
"""
APP = """
from stacks.platform import PlatformStack
from cognito_as_code.constructs.engine import cdktf

app = cdktf.App()
PlatformStack(app, "platform")
app.synth()
"""


def test_an_app_with_stacks_of_its_own_takes_the_constructs(tmp_path: Path) -> None:
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks/__init__.py").write_text("")
    (tmp_path / "stacks/platform.py").write_text(STACK)
    (tmp_path / "app.py").write_text(APP)
    subprocess.run([sys.executable, "app.py"], cwd=tmp_path, env=library_alone(tmp_path), check=True)
    stack = json.loads((tmp_path / "cdktf.out/stacks/platform/cdk.tf.json").read_text())
    assert stack["resource"]["aws_cognito_user_pool"]["main"]["name"] == "platform"
    assert list(stack["resource"]["aws_cognito_user_pool_client"]) == ["web"]
    assert stack["output"]["pool"]["value"] == "${aws_cognito_user_pool.main.id}"


def library_alone(folder: Path) -> dict[str, str]:
    """An environment whose Python finds the library, and not this repository's own stacks."""
    (folder / "library").mkdir()
    (folder / "library/cognito_as_code").symlink_to(PROJECT / "cognito_as_code")
    return {**os.environ, "PYTHONPATH": str(folder / "library")}
