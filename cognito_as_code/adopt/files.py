"""The two files of an adoption: written both, or neither."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from cognito_as_code.adopt.adopted import Adopted
from cognito_as_code.adopt.toml_text import toml_text
from cognito_as_code.settings.core.fields import KeyPath
from cognito_as_code.switch import staging_folder, switch


def environment_text(adopted: Adopted) -> str:
    """The environment file."""
    pool_id = adopted.imports["aws_cognito_user_pool.main"]
    head = f"# Taken over from the user pool {pool_id}. What stays as it is in AWS is listed in adoption/.\n"
    return head + toml_text(adopted.settings, adopted.comments)


def adoption_text(adopted: Adopted) -> str:
    """The adoption file: what is imported, what is moved, and which arguments are left alone."""
    imports = {address: each for address, each in adopted.imports.items() if address not in adopted.moved}
    tables = {
        "import": imports,
        "moved": adopted.renamed,
        "unmanaged": {key: sorted(said) for key, said in adopted.unmanaged.items()},
    }
    comments: dict[KeyPath, list[str]] = {
        (): ["Disposable: when nothing is unmanaged, and the imports are applied, this file can go."],
        ("import",): ["Address -> id in AWS, which Terraform takes into its state."],
        ("moved",): ["Address -> address in the state, which Terraform renames."],
        ("unmanaged",): [
            'Address -> arguments that stay as they are in AWS; "*": the whole resource, which is left out.'
        ],
    }
    written = {key: table for key, table in tables.items() if table}
    return toml_text(written, {key: said for key, said in comments.items() if not key or key[0] in written})


def write_all(texts: Mapping[Path, str]) -> None:
    """Write files, all of them or none.

    Raises OutputError and UntidyError, each a sentence, or OSError.
    """
    root = Path(os.path.commonpath([file.parent for file in texts]))
    with staging_folder(root) as staging:
        new = {}
        for number, (file, text) in enumerate(texts.items()):
            new[file.relative_to(root)] = staging / str(number)
            (staging / str(number)).write_text(text, encoding="utf-8", newline="\n")
        switch(staging, new, former=[])
