"""Where adoption files are: in the folder adoption/ beside the environment files, under their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from cognito_as_code.settings.core.findings import Finding, did_you_mean

FOLDER = "adoption"


def adoption_file(environment_file: Path) -> Path:
    """The adoption file of an environment, which need not be there."""
    return environment_file.parent / FOLDER / environment_file.name


def without_environment(files: Iterable[Path]) -> Iterator[Finding]:
    """Adoption files beside these environments that belong to none."""
    for folder in sorted({file.parent for file in files}):
        names = {file.stem for file in folder.glob("*.toml")}
        for file in sorted((folder / FOLDER).glob("*.toml")):
            if file.stem not in names:
                message = (
                    f"there is no environment of that name; {did_you_mean(file.stem, names)}rename it, or remove it"
                )
                yield Finding((), message, file=str(file))
