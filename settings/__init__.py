"""What an environment file may say: types, defaults, limits, rules. Needs pydantic, and no Node."""

from settings.environment import EnvironmentSettings
from settings.files import environment_files, load_environment, load_environments, require_sound
from settings.findings import SettingsError

__all__ = [
    "EnvironmentSettings",
    "SettingsError",
    "environment_files",
    "load_environment",
    "load_environments",
    "require_sound",
]
