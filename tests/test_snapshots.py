"""The records of every environment and every example: their JSON and their compliance, byte for byte.

Which environments there are is for environments/ to say. After one is added, changed or removed, and after any other
change that is meant: `pipenv run snapshots`, then read the difference like any other code.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from cognito_as_code.compliance.report import as_markdown
from cognito_as_code.settings import EnvironmentSettings
from tests.conftest import COMMITTED, PROJECT
from tests.examples import EXAMPLES, Synthesized

WRITE = "run `pipenv run snapshots`, then read the difference like any other code"


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


Recorded = Callable[[str, str, type[JsonFile]], None]

pytestmark = pytest.mark.filterwarnings("ignore:.*Can not relate snapshot:UserWarning")  # the names are ours


@pytest.fixture
def recorded(snapshot: SnapshotAssertion, pytestconfig: pytest.Config) -> Recorded:
    """Fails, in a sentence, when something is not what its record says."""

    def check(output: str, name: str, extension: type[JsonFile]) -> None:
        file = Path(extension.dirname(test_location=None)) / f"cognito-{name}.{extension.file_extension}"
        if not file.exists() and not pytestconfig.option.update_snapshots:
            pytest.fail(f"{file.relative_to(PROJECT)} is missing: {WRITE}", pytrace=False)
        assert output == snapshot(name=name, extension_class=extension), (
            f"{file.relative_to(PROJECT)} is not what is synthesized now: mend that or, if it is meant, {WRITE}"
        )

    return check


@pytest.mark.parametrize("name", COMMITTED)
def test_output_is_the_committed_one(name: str, committed: Path, recorded: Recorded) -> None:
    recorded((committed / f"stacks/cognito-{name}/cdk.tf.json").read_text(), name, JsonFile)


@pytest.mark.parametrize("name", COMMITTED)
def test_compliance_is_the_committed_one(
    name: str, committed_environments: dict[str, EnvironmentSettings], recorded: Recorded
) -> None:
    recorded(as_markdown(name, committed_environments[name]), name, MarkdownFile)


@pytest.mark.parametrize("name", EXAMPLES)
def test_output_of_an_example_is_the_committed_one(
    name: str, synthesized_examples: Synthesized, recorded: Recorded
) -> None:
    recorded(json.dumps(synthesized_examples[name], indent=2, ensure_ascii=False) + "\n", name, ExampleJsonFile)


@pytest.mark.parametrize(
    ("extension", "names"),
    [(JsonFile, COMMITTED), (MarkdownFile, COMMITTED), (ExampleJsonFile, list(EXAMPLES))],
    ids=["output", "compliance", "examples"],
)
def test_no_record_is_left_of_a_former_environment(
    extension: type[JsonFile], names: list[str], pytestconfig: pytest.Config
) -> None:
    folder = Path(extension.dirname(test_location=None))
    left = {path.stem: path for path in sorted(folder.glob(f"*.{extension.file_extension}"))}
    for name in names:
        left.pop(f"cognito-{name}", None)
    if pytestconfig.option.update_snapshots:
        for path in left.values():
            path.unlink()
    elif left:
        files = ", ".join(str(path.relative_to(PROJECT)) for path in left.values())
        pytest.fail(f"{files}: what this records is gone: {WRITE}", pytrace=False)
