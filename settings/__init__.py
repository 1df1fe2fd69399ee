"""What an environment file may say: types, defaults, limits, rules. Needs pydantic, and no Node."""

from settings.environment import EnvironmentSettings
from settings.files import (
    check_environments,
    environment_files,
    load_environment,
    load_environments,
    require_sound,
)
from settings.findings import SettingsError

__all__ = [
    "EnvironmentSettings",
    "SettingsError",
    "check_environments",
    "environment_files",
    "load_environment",
    "load_environments",
    "require_sound",
]
