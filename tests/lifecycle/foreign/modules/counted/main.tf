# A module as registries have them: count for what may be off, for_each over a map of clients, another name for each.
variable "enabled" {
  default = true
}

variable "clients" {
  default = {
    web_0          = { name = "web", flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"], secret = false }
    "mobile.app_1" = { name = "mobile", flows = ["ALLOW_USER_PASSWORD_AUTH"], secret = true }
  }
}

resource "aws_cognito_user_pool" "pool" {
  count                    = var.enabled ? 1 : 0
  name                     = "counted"
  alias_attributes         = ["email", "preferred_username"]
  auto_verified_attributes = ["email"]
  mfa_configuration        = "OPTIONAL"

  software_token_mfa_configuration {
    enabled = true
  }

  admin_create_user_config {
    allow_admin_create_user_only = true
    invite_message_template {
      email_message = "{username}, your verification code is `{####}`"
      email_subject = "Your verification code"
      sms_message   = "Your username is {username} and temporary password is `{####}`"
    }
  }

  password_policy {
    minimum_length                   = 8
    require_lowercase                = true
    require_numbers                  = true
    require_symbols                  = false
    require_uppercase                = true
    temporary_password_validity_days = 7
  }

  dynamic "schema" {
    for_each = { available = "Boolean", registered = "DateTime" }
    content {
      name                     = schema.key
      attribute_data_type      = schema.value
      developer_only_attribute = false
      mutable                  = true
      required                 = false
    }
  }

  tags = { Owner = "infra", Terraform = "true" }
}

resource "aws_cognito_user_pool_client" "client" {
  for_each                      = var.enabled ? var.clients : {}
  name                          = each.value.name
  user_pool_id                  = aws_cognito_user_pool.pool[0].id
  generate_secret               = each.value.secret
  explicit_auth_flows           = each.value.flows
  refresh_token_validity        = 30
  prevent_user_existence_errors = "ENABLED"

  token_validity_units {
    refresh_token = "days"
  }
}

resource "aws_cognito_user_group" "main" {
  for_each     = var.enabled ? toset(["admins", "read-only"]) : []
  name         = each.value
  user_pool_id = aws_cognito_user_pool.pool[0].id
}

resource "aws_cognito_resource_server" "resource" {
  count        = 1
  identifier   = "https://counted.example.com"
  name         = "counted"
  user_pool_id = aws_cognito_user_pool.pool[0].id

  scope {
    scope_name        = "read"
    scope_description = "Read"
  }
  scope {
    scope_name        = "write"
    scope_description = "Write"
  }
}

resource "aws_cognito_user_pool_domain" "domain" {
  count        = 1
  domain       = "counted-1"
  user_pool_id = aws_cognito_user_pool.pool[0].id
}
