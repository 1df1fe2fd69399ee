"""Every rule of the nouns: importing this registers them in core/rule.py, noun by noun."""

import cognito_as_code.settings.across
import cognito_as_code.settings.alarms.rules
import cognito_as_code.settings.app_client.rules.attributes
import cognito_as_code.settings.app_client.rules.oauth
import cognito_as_code.settings.app_client.rules.references
import cognito_as_code.settings.app_client.rules.sign_in
import cognito_as_code.settings.domain.rules
import cognito_as_code.settings.group.rules
import cognito_as_code.settings.identity_pool.rules.pool
import cognito_as_code.settings.identity_pool.rules.role_mapping
import cognito_as_code.settings.identity_provider.rules
import cognito_as_code.settings.log_delivery.rules
import cognito_as_code.settings.names
import cognito_as_code.settings.quotas
import cognito_as_code.settings.regions
import cognito_as_code.settings.resource_server.rules
import cognito_as_code.settings.risk_configuration.rules.actions
import cognito_as_code.settings.risk_configuration.rules.notifications
import cognito_as_code.settings.role.rules
import cognito_as_code.settings.terraform.rules.backend
import cognito_as_code.settings.terraform.rules.overrides
import cognito_as_code.settings.terraform.rules.provider
import cognito_as_code.settings.user.rules.attributes
import cognito_as_code.settings.user.rules.references
import cognito_as_code.settings.user_pool.rules.attributes
import cognito_as_code.settings.user_pool.rules.email
import cognito_as_code.settings.user_pool.rules.lambda_config
import cognito_as_code.settings.user_pool.rules.mfa
import cognito_as_code.settings.user_pool.rules.passkeys
import cognito_as_code.settings.user_pool.rules.recovery
import cognito_as_code.settings.user_pool.rules.sign_in
import cognito_as_code.settings.user_pool.rules.sms
import cognito_as_code.settings.user_pool.rules.tier
import cognito_as_code.settings.web_acl.rules  # noqa: F401
