"""The two files of an adoption: written both, or neither."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cognito_as_code.adopt.adopted import Adopted
from cognito_as_code.adopt.toml_text import toml_text
from cognito_as_code.settings.core.fields import KeyPath


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
        "moved": adopted.moved,
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
    """Write files, all of them or none: what goes wrong half-way is undone. Raises OSError."""
    before = {file: file.read_bytes() if file.exists() else None for file in texts}
    drafts: dict[Path, Path] = {}
    try:
        for file, text in texts.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
            drafts[file] = Path(draft)
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as written:
                written.write(text)
            drafts[file].chmod(0o644)
        for file, draft_file in drafts.items():
            draft_file.replace(file)
    except BaseException:
        for file, bytes_before in before.items():
            drafts.get(file, file.with_name(f".{file.name}.none")).unlink(missing_ok=True)
            if bytes_before is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(bytes_before)
        raise
