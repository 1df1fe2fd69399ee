variable "name" {}

variable "users" {
  type = bool
}

resource "aws_cognito_user_pool" "this" {
  count               = var.users ? 1 : 0
  name                = var.name
  username_attributes = ["email"]
  deletion_protection = "ACTIVE"

  username_configuration {
    case_sensitive = false
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  verification_message_template {
    default_email_option = "CONFIRM_WITH_CODE"
    email_message        = "Code: {####}"
    email_subject        = "Code"
  }
}

resource "aws_cognito_user_pool_client" "this" {
  count                  = var.users ? 1 : 0
  name                   = var.name
  user_pool_id           = aws_cognito_user_pool.this[0].id
  access_token_validity  = 10
  id_token_validity      = 10
  refresh_token_validity = 12
  explicit_auth_flows    = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "hours"
  }
}

output "client_id" {
  value = one(aws_cognito_user_pool_client.this[*].id)
}

output "endpoint" {
  value = one(aws_cognito_user_pool.this[*].endpoint)
}
