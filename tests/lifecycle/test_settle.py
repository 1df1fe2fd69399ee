"""Pools and states that this project did not make become environments, with plans that change nothing."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.adopt.files import adoption_text, environment_text
from cognito_as_code.adopt.loop import Settled, settle
from cognito_as_code.adopt.state import from_state
from cognito_as_code.adopt.terraform import Planner
from cognito_as_code.checks import check_environments
from cognito_as_code.review.__main__ import main as review
from cognito_as_code.synth import synth
from cognito_as_code.terraform import TerraformError
from cognito_as_code.trial.emulator import Emulator
from main import build_stack
from tests.lifecycle.deployment import Deployment
from tests.lifecycle.foreign import states
from tests.lifecycle.foreign.live import snapshot
from tests.terraform.workspace import AWS_PROVIDER

pytestmark = pytest.mark.lifecycle

ACCOUNT = "111122223333"
ENVIRONMENT = f"""\
region         = "eu-central-1"
account_id     = "{ACCOUNT}"
user_pool.name = "users"

[terraform]
aws_provider = "{AWS_PROVIDER}"
"""
MOVED = """\
[moved]
"aws_cognito_user_pool.main"          = "module.cognito.aws_cognito_user_pool.pool[0]"
"aws_cognito_user_pool_client.web"    = 'module.cognito.aws_cognito_user_pool_client.client["web_0"]'
"aws_cognito_user_pool_client.mobile" = 'module.cognito.aws_cognito_user_pool_client.client["mobile.app_1"]'
"aws_cognito_user_pool_domain.main"   = "module.cognito.aws_cognito_user_pool_domain.domain[0]"
"aws_cognito_user_group.admins"       = 'module.cognito.aws_cognito_user_group.main["admins"]'
"aws_cognito_user_group.read-only"    = 'module.cognito.aws_cognito_user_group.main["read-only"]'
"aws_cognito_resource_server.counted" = "module.cognito.aws_cognito_resource_server.resource[0]"
"""


@dataclass(frozen=True)
class ForeignPool:
    """Arguments of create_user_pool, and of create_user_pool_client for each client, by name."""

    pool: dict[str, Any]
    clients: dict[str, dict[str, Any]]
    groups: tuple[str, ...] = ()


OF_2019 = ForeignPool(
    {
        "AliasAttributes": ["email", "preferred_username"],
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 6,
                "RequireLowercase": True,
                "RequireUppercase": True,
                "RequireNumbers": True,
                "RequireSymbols": False,
                "TemporaryPasswordValidityDays": 7,
            }
        },
        "Schema": [
            {
                "Name": "legacy_id",
                "AttributeDataType": "String",
                "Mutable": False,
                "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "256"},
            }
        ],
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": True},
        "UserPoolTags": {"owner": "identity"},
    },
    {
        "backend": {
            "GenerateSecret": True,
            "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "ReadAttributes": ["email"],
        }
    },
    ("admins",),
)


@dataclass
class Adopter:
    """An environment, an adoption file, and a deployment of theirs."""

    deployment: Deployment

    @property
    def file(self) -> Path:
        return self.deployment.folder / f"environments/{self.deployment.name}.toml"

    @property
    def adoption(self) -> Path:
        return self.file.parent / f"adoption/{self.file.name}"

    @property
    def cognito(self) -> Any:
        return self.deployment.emulator.client("cognito-idp")

    def write(self, environment: str, adoption: str) -> None:
        self.adoption.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(environment)
        self.adoption.write_text(adoption)
        self.synthesize()

    def synthesize(self) -> None:
        checked = check_environments([self.file])
        synth(build_stack, checked.require_sound(), self.deployment.folder, checked.adoptions)
        self.deployment.emulate()

    def settle(self, monkeypatch: pytest.MonkeyPatch, state: Path | None = None) -> Settled:
        for name, value in self.deployment.variables.items():
            monkeypatch.setenv(name, value)
        planner, stack = Planner(self.deployment.folder / "plan"), self.deployment.stack / "cdk.tf.json"
        planner.prepare(stack, self.deployment.stack, state)
        return settle(planner, stack, self.adoption, self.synthesize, print)

    def passes(self) -> bool:
        """Whether the gate lets a plan of the stack itself through."""
        self.deployment.succeed("plan", "-input=false", "-out=tfplan")
        plan = self.deployment.folder / "plan.json"
        plan.write_text(self.deployment.succeed("show", "-json", "tfplan"))
        return review([str(plan), "--adopt"]) == 0


@pytest.fixture
def adopter(tmp_path: Path, aws: Emulator, terraform_variables: dict[str, str]) -> Adopter:
    return Adopter(Deployment(tmp_path, aws, terraform_variables))


def made(cognito: Any, wanted: ForeignPool) -> tuple[str, str, str]:
    """Make a pool; its id, and the two files that take it over."""
    pool_id: str = cognito.create_user_pool(PoolName="users", **wanted.pool)["UserPool"]["Id"]
    environment, adoption = ENVIRONMENT, f'[import]\n"aws_cognito_user_pool.main" = "{pool_id}"\n'
    for name, asked in wanted.clients.items():
        client = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName=name, **asked)["UserPoolClient"]
        environment += f"[app_clients.{name}]\n"
        adoption += f'"aws_cognito_user_pool_client.{name}" = "{pool_id}/{client["ClientId"]}"\n'
    for name in wanted.groups:
        cognito.create_group(UserPoolId=pool_id, GroupName=name)
        environment += f"[groups.{name}]\n"
        adoption += f'"aws_cognito_user_group.{name}" = "{pool_id}/{name}"\n'
    return pool_id, environment, adoption


def test_of_a_file_that_says_next_to_nothing_the_loop_makes_one_that_changes_nothing(
    adopter: Adopter, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool_id, environment, adoption = made(adopter.cognito, OF_2019)
    before = snapshot(adopter.cognito, pool_id)
    adopter.write(f'{environment}[tags]\nenvironment = "prod"\n', adoption)
    assert adopter.settle(monkeypatch) == Settled("3 to import, 0 to move, 0 to add, 0 to change, 0 to destroy")
    unmanaged = tomllib.loads(adopter.adoption.read_text())["unmanaged"]
    assert {"schema", "tags", "username_configuration"} <= {*unmanaged["aws_cognito_user_pool.main"]}
    assert "generate_secret" in unmanaged["aws_cognito_user_pool_client.backend"]
    adopter.deployment.init()
    assert adopter.passes()
    adopter.deployment.apply()
    assert adopter.deployment.changes() == {}
    assert snapshot(adopter.cognito, pool_id) == before


@pytest.fixture
def of_a_module(adopter: Adopter) -> Path:
    """The state of a module that another hand wrote, applied."""
    old = Deployment(adopter.deployment.folder / "old", adopter.deployment.emulator, adopter.deployment.variables)
    shutil.copytree(states.FOLDER / "counted", old.stack / "module")
    (old.stack / "main.tf").write_text(
        'module "cognito" {\n  source = "./module"\n}\nprovider "aws" {\n  region = "eu-central-1"\n}\n'
    )
    adopter.write(ENVIRONMENT, "")
    shutil.copy(adopter.deployment.stack / "emulator_override.tf.json", old.stack)
    pinned = {"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": AWS_PROVIDER}}}}
    (old.stack / "versions.tf.json").write_text(json.dumps(pinned))
    old.init()
    old.apply()
    return old.stack / "terraform.tfstate"


MODULES = f"""\
{ENVIRONMENT}
[app_clients.web]
[app_clients.mobile]
[domains.main]
domain                = "counted-1"
managed_login_version = 1
[groups.admins]
[groups.read-only]
[resource_servers.counted]
scopes = {{ read = "Read", write = "Write" }}
"""


def test_a_modules_state_is_taken_over_by_moves_alone(
    adopter: Adopter, of_a_module: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And first the two ways in which that goes wrong."""
    adopter.write(MODULES, MOVED.replace("pool[0]", "pool[1]"))
    wrong = adopter.settle(monkeypatch, of_a_module)
    assert {each.rule.id for each in wrong.blocking} >= {"adopt-creates", "adopt-destroys"}
    assert "[unmanaged]" not in adopter.adoption.read_text()

    adopter.write(MODULES, MOVED)
    old = adopter.deployment.folder / "plan"
    shutil.copytree(of_a_module.parent / "module", old / "module")
    (old / "old.tf").write_text('module "cognito" {\n  source = "./module"\n}\n')
    with pytest.raises(TerraformError, match="The old configuration is still there: remove it, the module block too"):
        adopter.settle(monkeypatch, of_a_module)
    shutil.rmtree(old)

    taken = from_state(json.loads(of_a_module.read_text()))
    assert {"moved": taken.moved} == tomllib.loads(MOVED)
    taken.settings["terraform"] = {"aws_provider": AWS_PROVIDER}
    adopter.write(environment_text(taken), adoption_text(taken))
    settled = adopter.settle(monkeypatch, of_a_module)
    assert settled == Settled("0 to import, 7 to move, 0 to add, 0 to change, 0 to destroy")
    shutil.copy(of_a_module, adopter.deployment.stack / "terraform.tfstate")
    adopter.deployment.init()
    assert adopter.passes()
    adopter.deployment.apply()
    assert adopter.deployment.changes() == {}
