"""From files to tables: TOML, what a file extends, and the texts and images it names."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from cognito_as_code.settings.core.contents import LARGEST_FILE_BYTES, TakesText, project_of, with_contents
from cognito_as_code.settings.core.fields import EnvironmentName, shown
from cognito_as_code.settings.core.findings import Finding, KeyPath, SettingsError
from cognito_as_code.settings.core.toml import mistakes as mistakes_in

_NAME = TypeAdapter(EnvironmentName)


@dataclass
class Tables:
    """The tables of a file and of those it extends, and which file each key came from."""

    data: dict[str, Any] = field(default_factory=dict)
    origins: dict[KeyPath, Path] = field(default_factory=dict)

    def merge(self, path: Path, tables: dict[str, Any]) -> None:
        """Lay a file's tables over these: tables are merged, any other value replaces."""
        self._merge(self.data, tables, path, ())

    def _merge(self, below: dict[str, Any], above: dict[str, Any], path: Path, key: KeyPath) -> None:
        for name, value in above.items():
            place = (*key, name)
            self.origins[place] = path
            if isinstance(value, dict) and isinstance(below.get(name), dict):
                self._merge(below[name], value, path, place)
            else:
                if isinstance(below.get(name), dict):
                    self._forget_inside(place)
                below[name] = value
                if isinstance(value, dict):
                    below[name] = {}
                    self._merge(below[name], value, path, place)

    def _forget_inside(self, replaced: KeyPath) -> None:
        for key in [key for key in self.origins if len(key) > len(replaced) and key[: len(replaced)] == replaced]:
            del self.origins[key]

    def origin(self, key: KeyPath) -> Path | None:
        """The file that says the key, or the nearest table around it."""
        while key and key not in self.origins:
            key = key[:-1]
        return self.origins.get(key)


def environment_files(folder: Path) -> list[Path]:
    """The environment files of a folder, by name; files in folders below it are there to be extended.

    Raises SettingsError when there is none.
    """
    if not folder.is_dir():
        raise error_in(folder, "is not a folder; make it, with one TOML file for each environment")
    if files := sorted(folder.glob("*.toml")):
        return files
    raise error_in(folder, "has no environment; add one as NAME.toml")


def error_in(file: Path, message: str, key: KeyPath = ()) -> SettingsError:
    """One mistake in a file, to raise."""
    return SettingsError([Finding(key, message, file=str(file))])


def read_tables(file: Path, takes_text: TakesText) -> Tables:
    """The tables of an environment file, over those of the files it extends. Raises SettingsError."""
    try:
        _NAME.validate_python(file.stem)
    except ValidationError as error:
        raise error_in(file, f"the file's name is the environment's: {error.errors()[0]['msg']}") from None
    return _read_with_extended(file, (), takes_text)


def read_single(file: Path) -> Tables:
    """The tables of a file that extends nothing and names no other. Raises SettingsError."""
    tables = Tables()
    tables.merge(file, _read(file, lambda _: False))
    return tables


def _read_with_extended(file: Path, extending: tuple[Path, ...], takes_text: TakesText) -> Tables:
    tables = _read(file, takes_text)
    extends = tables.pop("extends", None)
    if extends is None:
        merged = Tables()
    elif not isinstance(extends, str) or not extends.strip():
        raise error_in(
            file, f'{shown(extends)} is not a file name; write one, as in extends = "shared/base.toml"', ("extends",)
        )
    else:
        base = file.parent / extends
        chain = (*extending, file)
        try:
            circle = base.resolve() in {path.resolve() for path in chain}
            there, is_folder = base.exists(), base.is_dir()
            project = project_of(file)
            inside = base.resolve().is_relative_to(project)
        except (OSError, RuntimeError, ValueError):  # no permission, a link to itself, no possible name
            raise error_in(file, f"{shown(extends)} cannot be read; name another file", ("extends",)) from None
        if circle:
            loop = " -> ".join(str(path) for path in (*chain, base))
            raise error_in(file, f"goes in a circle, {loop}; remove one of the extends", ("extends",))
        if not inside:
            raise error_in(
                file, f"{shown(extends)} is outside of {project.name}, whose files alone are read", ("extends",)
            )
        if is_folder:
            raise error_in(file, f"{shown(extends)} is a folder; name a file", ("extends",))
        if not there:
            raise error_in(file, f"{shown(extends)} is not there; paths start at this file's folder", ("extends",))
        merged = _read_with_extended(base, chain, takes_text)
    merged.merge(file, tables)
    return merged


def _read(file: Path, takes_text: TakesText) -> dict[str, Any]:
    try:
        if file.is_dir():
            raise error_in(file, "is a folder; make it a TOML file, or move it")
        if not file.exists():
            raise error_in(file, "is not there; check the name")
        if not file.is_file():
            raise error_in(file, "is not a regular file; write the settings into one")
        if file.stat().st_size > LARGEST_FILE_BYTES:
            raise error_in(file, f"is larger than {LARGEST_FILE_BYTES:,} bytes; no settings file is")
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        utf_16 = error.object.startswith((b"\xff\xfe", b"\xfe\xff"))
        what = "is UTF-16" if utf_16 else f"is not UTF-8 (byte {error.start + 1})"
        raise error_in(file, f"{what}; save it as UTF-8") from None
    except OSError as error:
        raise error_in(file, f"cannot be read ({error.strerror}); mend its permissions") from None
    if "\0" in text:
        raise error_in(file, "holds zero bytes, as UTF-16 does; save it as UTF-8")
    try:
        tables = tomllib.loads(text)
    except ValueError:  # TOMLDecodeError, or Python's about a number of thousands of digits
        raise SettingsError(
            Finding((), each.message, file=str(file), line=each.place.line, column=each.place.column)
            for each in mistakes_in(text)
        ) from None
    filled: dict[str, Any] = with_contents(tables, file, takes_text)
    return filled
