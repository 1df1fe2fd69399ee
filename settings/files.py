"""From files to checked settings."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from settings.environment import EnvironmentName, EnvironmentSettings
from settings.fields import shown
from settings.findings import Finding, KeyPath, SettingsError, describe
from settings.rules import broken_rules, broken_rules_across

LARGEST_FILE_BYTES = 1_000_000
_NAME = TypeAdapter(EnvironmentName)


@dataclass
class _Tables:
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
                below[name] = value
                if isinstance(value, dict):
                    below[name] = {}
                    self._merge(below[name], value, path, place)

    def origin(self, key: KeyPath) -> Path | None:
        """The file that says the key, or the nearest table around it."""
        while key and key not in self.origins:
            key = key[:-1]
        return self.origins.get(key)


@dataclass
class CheckedEnvironments:
    """Environments by name, those without an error, and all findings, warnings too."""

    environments: dict[str, EnvironmentSettings] = field(default_factory=dict)
    assessed: dict[str, EnvironmentSettings] = field(default_factory=dict)
    """Those, and those whose only errors are controls that are not met."""
    findings: list[Finding] = field(default_factory=list)

    def require_sound(self) -> dict[str, EnvironmentSettings]:
        """The environments. Raises SettingsError with every error in any of them."""
        _raise_errors(self.findings)
        return self.environments


def environment_files(folder: Path) -> list[Path]:
    """The environment files of a folder, by name; files in folders below it are there to be extended.

    Raises SettingsError when there is none.
    """
    if not folder.is_dir():
        raise _error(folder, "is not a folder; make it, with one TOML file for each environment")
    if files := sorted(folder.glob("*.toml")):
        return files
    raise _error(folder, "has no environment; add one as NAME.toml")


def check_environments(files: Iterable[Path]) -> CheckedEnvironments:
    """Read and check environment files, each by itself and then all together."""
    checked = CheckedEnvironments()
    tables: dict[str, tuple[Path, _Tables]] = {}
    findings: list[Finding] = []
    names: set[str] = set()
    for file in files:
        if file.stem in names:
            findings += _error(file, "another file has that name, which is the environment's; rename one").findings
            continue
        names.add(file.stem)
        try:
            tables[file.stem] = file, _tables_of(file)
            settings, found = check(tables[file.stem][1].data)
        except SettingsError as error:
            findings += error.findings
        except RecursionError:
            findings += _error(file, "is nested too deeply; no settings file is").findings
        else:
            findings += [_placed(each, *tables[file.stem]) for each in found]
            errors = {each.rule for each in found if each.severity == "error"}
            if settings and not errors:
                checked.environments[file.stem] = settings
            if settings and errors <= {"CMP-1"}:
                checked.assessed[file.stem] = settings
    for name, found in broken_rules_across(checked.environments).items():
        findings += [_placed(each, *tables[name]) for each in found]
    checked.findings = sorted(set(findings), key=str)
    return checked


def load_environments(files: Iterable[Path]) -> dict[str, EnvironmentSettings]:
    """Read and check environment files: file name -> settings. Raises SettingsError with every error in every file."""
    return check_environments(files).require_sound()


def load_environment(file: Path) -> EnvironmentSettings:
    """Read and check one environment file. Raises SettingsError with every error in it."""
    return load_environments([file])[file.stem]


def _error(file: Path, message: str, key: KeyPath = ()) -> SettingsError:
    return SettingsError([Finding(key, message, file=str(file))])


def _raise_errors(findings: Iterable[Finding]) -> None:
    if errors := [finding for finding in findings if finding.severity == "error"]:
        raise SettingsError(errors)


def _placed(finding: Finding, file: Path, tables: _Tables) -> Finding:
    return replace(finding, file=str(tables.origin(finding.key) or file))


def _tables_of(file: Path) -> _Tables:
    try:
        _NAME.validate_python(file.stem)
    except ValidationError as error:
        raise _error(file, f"the file's name is the environment's: {error.errors()[0]['msg']}") from None
    return _read_with_extended(file, ())


def check(data: dict[str, Any]) -> tuple[EnvironmentSettings | None, list[Finding]]:
    """Check an environment's tables: the settings, unless a field is wrong, and all that is wrong with them.

    Where fields are wrong, the rules judge what is left without them, so that one run reports every error; only when
    a required key is missing do they wait. Warnings and controls of profiles wait until no field is wrong.
    """
    try:
        settings = EnvironmentSettings.model_validate(data)
    except ValidationError as error:
        findings = describe(error, EnvironmentSettings)
        try:
            rest = EnvironmentSettings.model_validate(_without(data, [finding.key for finding in findings]))
        except ValidationError:
            return None, findings
        errors = [found for found in broken_rules(rest) if found.severity == "error" and found.rule != "CMP-1"]
        return None, findings + [found for found in errors if not _is_doubtful(found, findings)]
    return settings, broken_rules(settings)


# Keys that decide whether other tables make sense -> those tables.
_DECISIVE: dict[KeyPath, tuple[KeyPath, ...]] = {
    ("app_clients",): (("identity_pool",), ("user_pool", "sign_in_policy"), ("domains",)),
    ("domains",): (("user_pool",), ("app_clients",), ("ui_customization",)),
    ("groups",): (("groups",), ("users",), ("identity_pool",)),
    ("identity_pool",): (("groups",), ("identity_pool",)),
    ("identity_providers",): (("app_clients",),),
    ("resource_servers",): (("app_clients",),),
    ("user_pool", "auto_verified_attributes"): (("user_pool",), ("alarms",)),
    ("user_pool", "lambda_config"): (("app_clients",),),
    ("user_pool", "mfa"): (("user_pool",), ("alarms",)),
    ("user_pool", "schema"): (("app_clients",), ("identity_providers",), ("users",)),
    ("user_pool", "sign_in_policy"): (("user_pool",), ("alarms",)),
    ("user_pool", "user_pool_add_ons"): (("app_clients",), ("log_delivery",), ("risk_configuration",)),
}


def _is_doubtful(found: Finding, wrong: list[Finding]) -> bool:
    """Whether a rule judged a value that stood in for a wrong one, or a value beside it, or the table around it."""
    judged = _field(found.key)
    fields = [_field(each.key) for each in wrong]
    return any(
        judged[: len(field)] == field
        or field[: len(judged)] == judged
        or judged[:-1] == field[:-1]
        or any(
            field[: len(key)] == key and judged[: len(table)] == table
            for key, tables in _DECISIVE.items()
            for table in tables
        )
        for field in fields
    )


def _field(key: KeyPath) -> KeyPath:
    """The key whose value a key path leads into: without the places in lists."""
    while key and isinstance(key[-1], int):
        key = key[:-1]
    return key


def require_sound(settings: EnvironmentSettings) -> None:
    """Raise SettingsError when settings made in Python break a rule, other than one that only warns."""
    _raise_errors(broken_rules(settings))


def _without(data: Any, keys: list[KeyPath], here: KeyPath = ()) -> Any:
    if isinstance(data, dict):
        return {name: _without(value, keys, (*here, name)) for name, value in data.items() if (*here, name) not in keys}
    if isinstance(data, list):
        return [_without(value, keys, (*here, index)) for index, value in enumerate(data) if (*here, index) not in keys]
    return data


def _read_with_extended(file: Path, extending: tuple[Path, ...]) -> _Tables:
    tables = _read(file)
    extends = tables.pop("extends", None)
    if extends is None:
        merged = _Tables()
    elif not isinstance(extends, str):
        raise _error(
            file, f'{shown(extends)} is not a file name; write one, as in extends = "shared/base.toml"', ("extends",)
        )
    else:
        base = file.parent / extends
        chain = (*extending, file)
        try:
            circle = base.resolve() in {path.resolve() for path in chain}
            there, is_folder = base.exists(), base.is_dir()
        except (OSError, RuntimeError, ValueError):  # no permission, a link to itself, no possible name
            raise _error(file, f"{shown(extends)} cannot be read; name another file", ("extends",)) from None
        if circle:
            loop = " -> ".join(str(path) for path in (*chain, base))
            raise _error(file, f"goes in a circle, {loop}; remove one of the extends", ("extends",))
        if is_folder:
            raise _error(file, f"{shown(extends)} is a folder; name a file", ("extends",))
        if not there:
            raise _error(file, f"{shown(extends)} is not there; paths start at this file's folder", ("extends",))
        merged = _read_with_extended(base, chain)
    merged.merge(file, tables)
    return merged


def _read(file: Path) -> dict[str, Any]:
    try:
        if file.is_dir():
            raise _error(file, "is a folder; make it a TOML file, or move it")
        if not file.exists():
            raise _error(file, "is not there; check the name")
        if not file.is_file():
            raise _error(file, "is not a regular file; write the settings into one")
        if file.stat().st_size > LARGEST_FILE_BYTES:
            raise _error(file, f"is larger than {LARGEST_FILE_BYTES:,} bytes; no settings file is")
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error(file, f"is not UTF-8 (byte {error.start + 1}); save it as UTF-8") from None
    except OSError as error:
        raise _error(file, f"cannot be read ({error.strerror}); mend its permissions") from None
    try:
        tables = tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, or Python's about a number of thousands of digits
        raise _error(file, f"is not TOML: {error}; mend that, see https://toml.io") from None
    mistakes: list[Finding] = []
    with_contents: dict[str, Any] = _with_contents(tables, file, (), mistakes)
    if mistakes:
        raise SettingsError(mistakes)
    return with_contents


def _with_contents(value: Any, file: Path, key: KeyPath, mistakes: list[Finding]) -> Any:
    """The value with each { file = "..." } replaced by that file's text, and { filebase64 = "..." } by its bytes."""
    if isinstance(value, list):
        return [_with_contents(inner, file, (*key, index), mistakes) for index, inner in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if set(value) in ({"file"}, {"filebase64"}) and key[:1] != ("terraform",):
        ((kind, name),) = value.items()
        if isinstance(name, str):
            return _contents(name, kind, file, key, mistakes)
    return {name: _with_contents(inner, file, (*key, name), mistakes) for name, inner in value.items()}


def _contents(name: str, kind: str, file: Path, key: KeyPath, mistakes: list[Finding]) -> str:
    try:
        content = (file.parent / name).read_bytes()
        if len(content) <= LARGEST_FILE_BYTES:
            return content.decode() if kind == "file" else base64.b64encode(content).decode()
        problem = f"is larger than {LARGEST_FILE_BYTES:,} bytes; AWS takes none so large"
    except UnicodeDecodeError:
        problem = "is not UTF-8; save it as UTF-8, or use filebase64"
    except (OSError, ValueError):
        problem = "cannot be read; paths start at this file's folder"
    mistakes.append(Finding((*key, kind), f"{shown(name)} {problem}", file=str(file)))
    return ""
