# Modules in a module, by key; the identity pool stands above them.
module "region" {
  source   = "./pool"
  for_each = toset(["eu", "it's \"quoted\""])
  name     = each.key
  users    = each.key == "eu"
}

resource "aws_cognito_identity_pool" "this" {
  identity_pool_name               = "nested"
  allow_unauthenticated_identities = false

  cognito_identity_providers {
    client_id               = module.region["eu"].client_id
    provider_name           = module.region["eu"].endpoint
    server_side_token_check = true
  }
}

resource "aws_cognito_identity_pool_roles_attachment" "this" {
  identity_pool_id = aws_cognito_identity_pool.this.id
  roles            = { authenticated = aws_iam_role.authenticated.arn }

  role_mapping {
    identity_provider         = "${module.region["eu"].endpoint}:${module.region["eu"].client_id}"
    ambiguous_role_resolution = "Deny"
    type                      = "Rules"

    mapping_rule {
      claim      = "cognito:groups"
      match_type = "Contains"
      value      = "admins"
      role_arn   = aws_iam_role.authenticated.arn
    }
  }
}
