"""The JSON of every committed environment and of every example, byte for byte.

After a change that is meant: `pipenv run snapshots`, then read the difference like any other code.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from cognito_as_code.compliance.report import as_markdown
from cognito_as_code.settings import EnvironmentSettings
from tests.conftest import PROJECT
from tests.examples import EXAMPLES, Synthesized

ENVIRONMENTS = sorted(path.stem for path in PROJECT.glob("environments/*.toml"))


class JsonFile(SingleFileSnapshotExtension):
    """One file for each environment, as Terraform would get it."""

    _write_mode = WriteMode.TEXT
    file_extension = "json"

    @classmethod
    def get_snapshot_name(cls, *, test_location: object, index: object = 0) -> str:  # noqa: ARG003
        """Name the file after the stack, not after the test."""
        return f"cognito-{index}"

    @classmethod
    def dirname(cls, *, test_location: object) -> str:  # noqa: ARG003
        """Keep the files in tests/__snapshots__."""
        return str(PROJECT / "tests/__snapshots__")


class ExampleJsonFile(JsonFile):
    """One file for each example."""

    @classmethod
    def dirname(cls, *, test_location: object) -> str:  # noqa: ARG003
        """Keep the files apart from the environments'."""
        return str(PROJECT / "tests/__snapshots__/examples")


class MarkdownFile(JsonFile):
    """One file for each environment: how it stands to its profiles."""

    file_extension = "md"


pytestmark = pytest.mark.filterwarnings("ignore:.*Can not relate snapshot:UserWarning")  # the names are ours


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_output_is_the_committed_one(name: str, synthesized: Path, snapshot: SnapshotAssertion) -> None:
    output = (synthesized / f"stacks/cognito-{name}/cdk.tf.json").read_text()
    assert output == snapshot(name=name, extension_class=JsonFile)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_compliance_is_the_committed_one(
    name: str, environments: dict[str, EnvironmentSettings], snapshot: SnapshotAssertion
) -> None:
    assert as_markdown(name, environments[name]) == snapshot(name=name, extension_class=MarkdownFile)


@pytest.mark.parametrize("name", EXAMPLES)
def test_output_of_an_example_is_the_committed_one(
    name: str, synthesized_examples: Synthesized, snapshot: SnapshotAssertion
) -> None:
    output = json.dumps(synthesized_examples[name], indent=2, ensure_ascii=False) + "\n"
    assert output == snapshot(name=name, extension_class=ExampleJsonFile)


def test_no_snapshot_is_left_of_a_former_environment() -> None:
    for pattern, names in (("*.json", ENVIRONMENTS), ("*.md", ENVIRONMENTS), ("examples/*.json", list(EXAMPLES))):
        assert {path.stem for path in PROJECT.glob(f"tests/__snapshots__/{pattern}")} == {
            f"cognito-{name}" for name in names
        }
