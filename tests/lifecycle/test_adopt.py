"""Pools that this project did not make are taken over by real Terraform, all in one plan, without a change to any."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import pytest

from cognito_as_code.adopt.adopted import Adopted
from cognito_as_code.adopt.environment_file import environment_of
from cognito_as_code.adopt.live import connect
from cognito_as_code.adopt.reading import read_pool
from cognito_as_code.adopt.state import from_state
from cognito_as_code.review.adopt import review_adoption, summary
from cognito_as_code.review.changes import Change, Plan
from cognito_as_code.trial.emulator import Emulator
from cognito_as_code.trial.terraform import emulate
from tests.lifecycle.deployment import Deployment
from tests.lifecycle.foreign import generated, states
from tests.lifecycle.foreign.live import REGION, STYLES, Made, calls_of, make, snapshot
from tests.lifecycle.foreign.people import Person, somebody
from tests.lifecycle.foreign.takeover import NEVER, Takeover, of, texts

pytestmark = pytest.mark.lifecycle

SAID = "amplify-said"
"""Amplify's, after somebody said the units of all tokens, as docs/adopting.md has it."""
GENERATED = {f"generated-{seed}": generated.calls(seed) for seed in (1, 4, 11, 15)}
POOLS = [*STYLES, SAID, *states.FORMS, *GENERATED]
WITHOUT_PASSWORDS = {"bare", "machines", "sam", "triggers"}
"""Where no application lets people sign in with one."""


@dataclass
class Taken:
    """All pools, taken over: what was there before, what was planned, and what is planned now."""

    takeover: Takeover
    plan: Plan
    pool_ids: dict[str, str]
    again: dict[str, dict[str, str]]
    before: dict[str, dict[str, Any]]
    people: dict[str, Person | None]
    changes: dict[str, str]

    @cached_property
    def cognito(self) -> Any:
        return self.takeover.deployment.emulator.client("cognito-idp")


@pytest.fixture(scope="module")
def taken(aws: Emulator, terraform_variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Taken:
    aws.reset()
    deployment = Deployment(tmp_path_factory.mktemp("adopt"), aws, terraform_variables)
    takeover = Takeover(deployment)
    deployment.stack.mkdir(parents=True)
    emulate(deployment.stack, aws.url)
    states.configure(deployment.stack)
    deployment.init()
    deployment.apply()
    shutil.rmtree(deployment.stack / "modules")
    client = cache(aws.client)
    calls = {style: calls_of(style) for style in STYLES} | {SAID: calls_of("amplify"), **GENERATED}
    made = {name: make(client, each) for name, each in calls.items()}
    say_all_units(made[SAID])
    found = {form: from_state(states.state_of(deployment, form)) for form in states.FORMS}
    pool_ids = {name: each.pool_id for name, each in made.items()}
    pool_ids |= {form: each.imports["aws_cognito_user_pool.main"] for form, each in found.items()}
    people = {name: somebody(aws, pool_id) for name, pool_id in pool_ids.items()}
    before = {name: snapshot(client("cognito-idp"), pool_id) for name, pool_id in pool_ids.items()}
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        services = connect(profile=None, region=REGION, endpoint_url=aws.url)
    takeover.environments = found | {name: adopted(services, each) for name, each in made.items()}
    again = {form: texts(from_state(states.state_of(deployment, form))) for form in states.FORMS}
    again |= {name: texts(adopted(services, each)) for name, each in made.items()}
    takeover.beside = {"nested": [states.FOLDER / "nested/beside.tf"]}
    takeover.compose()
    deployment.succeed("get")
    plan = takeover.plan()
    takeover.apply()
    return Taken(takeover, plan, pool_ids, again, before, people, deployment.changes())


def say_all_units(made: Made) -> None:
    idp = made.client("cognito-idp")
    for client_id in made.clients.values():
        told = idp.describe_user_pool_client(UserPoolId=made.pool_id, ClientId=client_id)["UserPoolClient"]
        passing = {"ClientSecret", "CreationDate", "LastModifiedDate"}
        said = {key: value for key, value in told.items() if key not in passing and value != ""}
        units = {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"}
        idp.update_user_pool_client(**{**said, "TokenValidityUnits": units})


def adopted(services: dict[str, Any], made: Made) -> Adopted:
    return environment_of(read_pool(services, made.pool_id, made.identity_pool_id))


def moved_or_imported(change: Change) -> str:
    return "imported" if change.is_import else "moved" if change.previous_address else "kept"


@pytest.mark.parametrize("name", POOLS)
def test_a_pool_is_taken_over_without_a_change(name: str, taken: Taken) -> None:
    """Each resource is imported, or moved from where the state has it; of secrets no value changes."""
    plan, adopted = of(taken.plan, name), taken.takeover.environments[name]
    assert [str(each) for each in review_adoption(plan)] == []
    assert summary(plan).endswith("0 to add, 0 to change, 0 to destroy")
    ways = {change.address.partition(".")[2].partition(".")[2]: moved_or_imported(change) for change in plan.changes}
    beside = {"aws_iam_role.authenticated": "kept"} if name == "nested" else {}
    assert ways == beside | {
        address: "moved" if address in adopted.renamed else "kept" if address in adopted.moved else "imported"
        for address in adopted.imports
    }
    assert "aws_cognito_user_pool.main" in ways
    assert not {address for address in taken.changes if address.startswith(f"module.{name}.")}
    assert snapshot(taken.cognito, taken.pool_ids[name]) == taken.before[name]


@pytest.mark.parametrize("name", POOLS)
def test_adopting_again_writes_the_same(name: str, taken: Taken) -> None:
    first = texts(taken.takeover.environments[name])
    assert taken.again[name] == first
    assert NEVER not in str(first)


@pytest.mark.parametrize("name", sorted({*POOLS} - WITHOUT_PASSWORDS))
def test_whoever_was_in_a_pool_signs_in(name: str, taken: Taken) -> None:
    """With their authenticator app, where the pool has that."""
    person = taken.people[name]
    assert person
    assert person.sign_in()


def asks_for_apps(mfa: dict[str, Any]) -> bool:
    enabled = bool(mfa.get("SoftwareTokenMfaConfiguration", {}).get("Enabled"))
    return enabled and mfa["MfaConfiguration"] != "OFF"


def test_only_what_has_no_password_has_nobody(taken: Taken) -> None:
    assert {name for name, person in taken.people.items() if person is None} == WITHOUT_PASSWORDS
    with_app = {name for name, person in taken.people.items() if person and person.app}
    asking = {name for name, said in taken.before.items() if asks_for_apps(said["mfa"])}
    assert with_app == asking != set()


def test_a_client_with_the_units_of_some_tokens_stays_outside_until_all_are_said(taken: Taken) -> None:
    """The provider would say the rest, whatever is ignored: an update."""
    environments = taken.takeover.environments
    clients = {"app_clients": {"photos_app_client", "photos_app_clientweb"}}
    assert not environments["amplify"].settings.get("app_clients")
    assert {*environments[SAID].settings["app_clients"]} == clients["app_clients"]
    told = [each for each in environments["amplify"].left_out if "the units of some of its tokens only" in each]
    assert len(told) == 2
