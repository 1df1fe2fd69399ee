"""What is built has the addresses that the settings promise, and no other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from cognito_as_code.checks import check
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.addresses import addresses
from cognito_as_code.synth import synth
from main import build_stack
from tests.examples import Synthesized
from tests.settings.strategies import Tables, environments


def built(stack: dict[str, Any]) -> list[str]:
    """The addresses of a stack's resources."""
    return sorted(f"{type_}.{name}" for type_, named in stack["resource"].items() for name in named)


def test_examples_have_the_addresses_that_their_settings_promise(
    example_environments: dict[str, EnvironmentSettings], synthesized_examples: Synthesized
) -> None:
    promised = {name: sorted(addresses(settings)) for name, settings in example_environments.items()}
    assert promised == {name: built(stack) for name, stack in synthesized_examples.items()}


@budget(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(several=st.lists(environments(), min_size=5, max_size=5))
def test_generated_settings_have_the_addresses_that_they_promise(several: list[Tables], tmp_path_factory: Any) -> None:
    folder: Path = tmp_path_factory.mktemp("addresses")
    checked = {f"generated-{number}": check(tables)[0] for number, tables in enumerate(several)}
    asked = {name: settings for name, settings in checked.items() if settings}
    assert len(asked) == len(several)
    for path in synth(build_stack, asked, folder):
        name = path.parent.name.removeprefix("cognito-")
        assert built(json.loads(path.read_text())) == sorted(addresses(asked[name]))
