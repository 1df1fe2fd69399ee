# What somebody wrote in an afternoon: flat, a list counted over, what is not Cognito's beside it.
variable "google_secret" {
  default   = "never-to-be-seen"
  sensitive = true
}

resource "aws_cognito_user_pool" "users-pool" {
  name                       = "by hand"
  email_verification_subject = "Verify"
  email_verification_message = "Code: {####}"
  username_attributes        = ["email"]
  mfa_configuration          = "ON"

  software_token_mfa_configuration {
    enabled = true
  }

  schema {
    name                = "email"
    attribute_data_type = "String"
    required            = true
    mutable             = true

    string_attribute_constraints {
      min_length = 0
      max_length = 2048
    }
  }

  lifecycle {
    ignore_changes = [schema]
  }
}

resource "aws_cognito_user_pool_client" "apps" {
  count                                = 2
  name                                 = "app-${count.index}"
  user_pool_id                         = aws_cognito_user_pool.users-pool.id
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_scopes                 = ["openid", "email"]
  callback_urls                        = ["https://app-${count.index}.example.com/callback"]
  supported_identity_providers         = ["COGNITO", aws_cognito_identity_provider.google.provider_name]
  explicit_auth_flows                  = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
}

resource "aws_cognito_identity_provider" "google" {
  user_pool_id  = aws_cognito_user_pool.users-pool.id
  provider_name = "Google"
  provider_type = "Google"

  provider_details = {
    authorize_scopes = "openid email"
    client_id        = "1.apps.googleusercontent.com"
    client_secret    = var.google_secret
  }

  attribute_mapping = {
    email    = "email"
    username = "sub"
  }
}
