"""Real pools' answers become files that the check accepts: the same for the same pool, and without a secret."""

from __future__ import annotations

import copy
import json
import random
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.adopt.adopted import Adopted
from cognito_as_code.adopt.environment_file import environment_of
from cognito_as_code.adopt.files import adoption_text, environment_text, write_all
from cognito_as_code.checks import check, check_environments
from cognito_as_code.settings.addresses import addresses
from cognito_as_code.settings.adoption.model import WHOLE
from cognito_as_code.synth import synth
from main import build_stack
from tests.adopt.pools import FOLDER, NAMES, becomes, pool


def texts(adopted: Adopted) -> tuple[str, str]:
    """Both files."""
    return environment_text(adopted), adoption_text(adopted)


@pytest.mark.parametrize("name", NAMES)
def test_files_are_as_a_person_would_write_them(name: str) -> None:
    """`python -m tests.adopt.pools` writes what is expected anew; read the difference like any other code."""
    expected = {path.name: path.read_text() for path in (FOLDER / name).iterdir() if path.suffix != ".json"}
    assert becomes(name) == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_file_passes_the_check(name: str) -> None:
    settings, findings = check(tomllib.loads(environment_text(environment_of(pool(name)))))
    assert settings
    assert [str(each) for each in findings if each.severity == "error"] == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_would_be_added(name: str) -> None:
    """Every address is imported, or left out whole."""
    adopted = environment_of(pool(name))
    settings, _ = check(adopted.settings)
    assert settings
    outside = {address for address, arguments in adopted.unmanaged.items() if WHOLE in arguments}
    assert {*adopted.imports} | outside == {*addresses(settings)}
    assert not {*adopted.imports} & outside
    assert {*adopted.unmanaged} <= {*addresses(settings)}


def test_the_files_synthesize(tmp_path: Path) -> None:
    """Each with its imports, without what is left alone, and without a reference to what is left out."""
    for name in NAMES:
        write_all(dict(zip(places(tmp_path, name), texts(environment_of(pool(name))), strict=True)))
    checked = check_environments(sorted(tmp_path.glob("*.toml")))
    assert [str(each) for each in checked.findings if each.severity == "error"] == []
    for path in synth(build_stack, checked.environments, tmp_path / "out", checked.adoptions):
        stack = json.loads(path.read_text())
        adoption = checked.adoptions[path.parent.name.removeprefix("cognito-")].settings
        made = {f"{type_}.{each}" for type_, resources in stack["resource"].items() for each in resources}
        assert made == {*adoption.imports}
        assert {each["to"] for each in stack["import"]} == made
        references = set(re.findall(r"\$\{((?:aws_\w+)\.[\w-]+)", json.dumps(stack["resource"])))
        assert references <= made


def places(folder: Path, name: str) -> tuple[Path, Path]:
    """Where an environment's two files are."""
    return folder / f"{name}.toml", folder / "adoption" / f"{name}.toml"


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same in another order of keys and of lists, but of those whose order AWS means."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: value[key] if key == "Rules" else shuffled(value[key], chance) for key in keys}
    if isinstance(value, list):
        values = [shuffled(each, chance) for each in value]
        chance.shuffle(values)
        return values
    return value


@pytest.mark.parametrize("name", NAMES)
def test_the_order_in_which_aws_lists_things_changes_nothing(name: str) -> None:
    first = texts(environment_of(pool(name)))
    for seed in range(3):
        assert texts(environment_of(shuffled(pool(name), random.Random(seed)))) == first  # noqa: S311


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_of_a_pool_is_kept(name: str) -> None:
    saved = "".join(path.read_text() for path in (FOLDER / name).glob("*.json"))
    live = pool(name)
    adopted = environment_of(live)
    assert "never-to-be-seen" in saved or name == "console"  # the one pool without a secret
    assert "never-to-be-seen" not in f"{live}{adopted}{texts(adopted)}"


def test_what_is_given_is_not_changed() -> None:
    live = pool("everything")
    before = copy.deepcopy(live)
    environment_of(live)
    assert live == before
