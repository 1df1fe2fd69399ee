"""Pools as the AWS CLI prints them, each in the style of what made it."""

from __future__ import annotations

from pathlib import Path

from cognito_as_code.adopt.environment_file import environment_of
from cognito_as_code.adopt.files import adoption_text, environment_text
from cognito_as_code.adopt.live import Live
from cognito_as_code.adopt.saved import read_directory

FOLDER = Path(__file__).parent / "pools"
NAMES = sorted(path.name for path in FOLDER.iterdir())


def pool(name: str) -> Live:
    """A pool's answers."""
    return read_directory(FOLDER / name)


def becomes(name: str) -> dict[str, str]:
    """What a pool becomes: both files, and what is told."""
    adopted = environment_of(pool(name))
    return {
        "environment.toml": environment_text(adopted),
        "adoption.toml": adoption_text(adopted),
        "told.txt": "".join(f"{sentence}\n" for sentence in adopted.left_out),
    }


if __name__ == "__main__":
    for each in NAMES:
        for file, text in becomes(each).items():
            (FOLDER / each / file).write_text(text)
