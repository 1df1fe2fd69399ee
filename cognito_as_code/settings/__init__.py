"""What an environment file may say: types, defaults, limits, rules. Needs pydantic, and no Node."""

from cognito_as_code.settings.app_client.model import AppClientSettings
from cognito_as_code.settings.core.files import environment_files
from cognito_as_code.settings.core.findings import SettingsError
from cognito_as_code.settings.environment import EnvironmentSettings
from cognito_as_code.settings.user_pool.model import UserPoolSettings

__all__ = ["AppClientSettings", "EnvironmentSettings", "SettingsError", "UserPoolSettings", "environment_files"]
