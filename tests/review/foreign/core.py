"""Pools, clients and what hangs on them, as other people write them."""

from __future__ import annotations

from tests.review.foreign import Case

POOL = "aws_cognito_user_pool.pool[0]"

# Clients keyed by name and place, as a well-known module does it.
NAME_AND_PLACE = """
variable "clients" {
  default = ["partner-a", "partner-b", "partner-c"]
}
resource "aws_cognito_user_pool" "pool" {
  count               = 1
  name                = "partners"
  deletion_protection = "ACTIVE"
  mfa_configuration   = "ON"
  username_configuration {
    case_sensitive = false
  }
  software_token_mfa_configuration {
    enabled = true
  }
}
resource "aws_cognito_user_pool_client" "client" {
  for_each                      = { for i, name in var.clients : "${name}_${i}" => name }
  name                          = each.value
  user_pool_id                  = aws_cognito_user_pool.pool[0].id
  generate_secret               = true
  prevent_user_existence_errors = "ENABLED"
}
"""
# The same with count.
COUNTED = NAME_AND_PLACE.replace(
    'for_each                      = { for i, name in var.clients : "${name}_${i}" => name }',
    "count                         = length(var.clients)",
).replace("each.value", "var.clients[count.index]")
WITHOUT_A = ('["partner-a", "partner-b", "partner-c"]', '["partner-b", "partner-c"]')

CLIENT = "aws_cognito_user_pool_client.client"

# One module makes the pool, another the clients; pools by a key with everything in it.
MODULES = {
    "main.tf": """
module "pool" {
  source   = "./pool"
  for_each = { "eu.west[0]" = "customers", "staff \\"x\\"" = "staff" }
  name     = each.value
}
module "app" {
  source = "./app"
  pool   = module.pool["eu.west[0]"].id
}
""",
    "pool/main.tf": """
variable "name" {}
variable "mfa" {
  default = "ON"
}
resource "aws_cognito_user_pool" "this" {
  name                = var.name
  deletion_protection = "ACTIVE"
  mfa_configuration   = var.mfa
  username_attributes = ["email"]
  username_configuration {
    case_sensitive = false
  }
  software_token_mfa_configuration {
    enabled = true
  }
  password_policy {
    minimum_length    = 14
    require_lowercase = true
    require_numbers   = true
    require_symbols   = true
    require_uppercase = true
  }
  admin_create_user_config {
    allow_admin_create_user_only = true
  }
}
output "id" {
  value = aws_cognito_user_pool.this.id
}
""",
    "app/main.tf": """
variable "pool" {}
variable "logins" {
  default = ["https://app.example.com/in"]
}
resource "aws_cognito_user_pool_client" "app" {
  name                                 = "app"
  user_pool_id                         = var.pool
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_scopes                 = ["openid"]
  callback_urls                        = var.logins
  explicit_auth_flows                  = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  prevent_user_existence_errors        = "ENABLED"
  supported_identity_providers         = ["COGNITO"]
}
resource "aws_cognito_user_group" "admins" {
  name         = "admins"
  user_pool_id = var.pool
}
resource "aws_cognito_resource_server" "api" {
  identifier   = "https://api.example.com"
  name         = "api"
  user_pool_id = var.pool
  scope {
    scope_name        = "read"
    scope_description = "Read"
  }
}
resource "aws_cognito_user_pool_domain" "login" {
  domain       = "login-of-customers"
  user_pool_id = var.pool
}
""",
}
CUSTOMERS = 'module.pool["eu.west[0]"].aws_cognito_user_pool.this'
STAFF = 'module.pool["staff \\"x\\""].aws_cognito_user_pool.this'
APP = "module.app.aws_cognito_user_pool_client.app"

CASES: dict[str, Case] = {
    "name_and_place_first_goes": Case(
        NAME_AND_PLACE,
        [WITHOUT_A],
        [
            ("client-lost", f'{CLIENT}["partner-a_0"]'),
            ("client-lost", f'{CLIENT}["partner-b_1"]'),
            ("client-lost", f'{CLIENT}["partner-c_2"]'),
        ],
        [
            f'from = {CLIENT}["partner-b_1"]\n  to   = {CLIENT}["partner-b_0"]',
            f'from = {CLIENT}["partner-c_2"]\n  to   = {CLIENT}["partner-c_1"]',
        ],
    ),
    "name_and_place_as_advised": Case(
        NAME_AND_PLACE,
        [
            (
                WITHOUT_A[0] + "\n}",
                WITHOUT_A[1]
                + f"""
}}
moved {{
  from = {CLIENT}["partner-b_1"]
  to   = {CLIENT}["partner-b_0"]
}}
moved {{
  from = {CLIENT}["partner-c_2"]
  to   = {CLIENT}["partner-c_1"]
}}""",
            )
        ],
        [("client-lost", f'{CLIENT}["partner-a_0"]')],
    ),
    "counted_first_goes": Case(
        COUNTED,
        [WITHOUT_A],
        [
            ("identity-swapped", f"{CLIENT}[0]"),
            ("identity-swapped", f"{CLIENT}[1]"),
            ("client-lost", f"{CLIENT}[2]"),
        ],
        [
            'gives the id and secret of "partner-a" to "partner-b"',
            f'from = {CLIENT}[1]\n  to   = {CLIENT}["partner-b"]',
        ],
    ),
    "counted_as_advised": Case(
        COUNTED,
        [
            (
                WITHOUT_A[0] + "\n}",
                WITHOUT_A[1]
                + "\n}"
                + "".join(
                    f"""
moved {{
  from = {CLIENT}[{place}]
  to   = {CLIENT}["partner-{name}"]
}}"""
                    for place, name in enumerate("abc")
                ),
            ),
            ("count                         = length(var.clients)", "for_each = toset(var.clients)"),
            ("var.clients[count.index]", "each.value"),
        ],
        [("client-lost", f'{CLIENT}["partner-a"]')],
    ),
    "counted_last_goes": Case(
        COUNTED,
        [('["partner-a", "partner-b", "partner-c"]', '["partner-a", "partner-b"]')],
        [("client-lost", f"{CLIENT}[2]")],
    ),
    "counted_one_is_added": Case(
        COUNTED, [('["partner-a", "partner-b", "partner-c"]', '["partner-a", "partner-b", "partner-c", "partner-d"]')]
    ),
    "counted_one_is_renamed": Case(
        COUNTED, [('["partner-a", "partner-b", "partner-c"]', '["partner-a", "partner-x", "partner-c"]')]
    ),
    "mfa_off_behind_count": Case(
        NAME_AND_PLACE,
        [('mfa_configuration   = "ON"', 'mfa_configuration   = "OPTIONAL"')],
        [("mfa-weakened", POOL)],
    ),
    "pool_counted_to_none": Case(
        NAME_AND_PLACE,
        [
            ("count               = 1", "count               = 0"),
            ("aws_cognito_user_pool.pool[0].id", 'one(concat(aws_cognito_user_pool.pool[*].id, ["none"]))'),
        ],
        [("pool-lost", POOL)],
    ),
    "pool_renamed": Case(
        NAME_AND_PLACE, [('name                = "partners"', 'name                = "others"')], [("pool-lost", POOL)]
    ),
    "pool_forgotten": Case(
        NAME_AND_PLACE,
        after="""
removed {
  from = aws_cognito_user_pool.pool
  lifecycle {
    destroy = false
  }
}
removed {
  from = aws_cognito_user_pool_client.client
  lifecycle {
    destroy = false
  }
}
""",
        findings=[
            ("!forgotten", POOL),
            *(("forgotten", f'{CLIENT}["partner-{name}_{place}"]') for place, name in enumerate("abc")),
        ],
    ),
    "modules_first": Case("", after=MODULES),
    "modules_same": Case(MODULES, []),
    "modules_one_pool_goes": Case(
        MODULES,
        [
            ('{ "eu.west[0]" = "customers", "staff', '{ "staff'),
            ('module.pool["eu.west[0]"].id', 'module.pool["staff \\"x\\""].id'),
        ],
        [("pool-lost", CUSTOMERS)],
    ),
    "modules_mfa": Case(
        MODULES,
        [('default = "ON"', 'default = "OPTIONAL"')],
        [("mfa-weakened", CUSTOMERS), ("mfa-weakened", STAFF)],
    ),
    "modules_key_renamed": Case(
        MODULES,
        [('{ "eu.west[0]"', '{ "eu-west"'), ('module.pool["eu.west[0]"].id', 'module.pool["eu-west"].id')],
        [("pool-lost", CUSTOMERS)],
        [f'from = {CUSTOMERS}\n  to   = module.pool["eu-west"].aws_cognito_user_pool.this'],
    ),
    "modules_sign_up": Case(
        MODULES,
        [("allow_admin_create_user_only = true", "allow_admin_create_user_only = false")],
        [("self-sign-up-opened", CUSTOMERS), ("self-sign-up-opened", STAFF)],
    ),
    "modules_passwords": Case(
        MODULES,
        [("minimum_length    = 14", "minimum_length    = 8")],
        [("password-policy-weakened", CUSTOMERS), ("password-policy-weakened", STAFF)],
    ),
    "modules_stronger": Case(MODULES, [("minimum_length    = 14", "minimum_length    = 16")]),
    "modules_protection": Case(
        MODULES,
        [('deletion_protection = "ACTIVE"', 'deletion_protection = "INACTIVE"')],
        [("deletion-protection-removed", CUSTOMERS), ("deletion-protection-removed", STAFF)],
    ),
    "modules_usernames": Case(
        MODULES,
        [('username_attributes = ["email"]', 'username_attributes = ["phone_number"]')],
        [("pool-lost", CUSTOMERS), ("pool-lost", STAFF)],
    ),
    "modules_callback": Case(
        MODULES,
        [('["https://app.example.com/in"]', '["https://app.example.com/in", "http://app.example.com/in"]')],
        [("!redirect-added", APP)],
    ),
    "modules_implicit": Case(MODULES, [('["code"]', '["code", "implicit"]')], [("!oauth-flow-added", APP)]),
    "modules_password_flow": Case(
        MODULES,
        [('["ALLOW_USER_SRP_AUTH",', '["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH",')],
        [("sign-in-flow-added", APP)],
    ),
    "modules_group_renamed": Case(
        MODULES,
        [('name         = "admins"', 'name         = "owners"')],
        [("group-lost", "module.app.aws_cognito_user_group.admins")],
    ),
    "modules_scope_goes": Case(
        MODULES,
        [('scope_name        = "read"', 'scope_name        = "all"')],
        [("scope-of-server-removed", "module.app.aws_cognito_resource_server.api")],
    ),
    "modules_domain_moves": Case(
        MODULES,
        [('"login-of-customers"', '"login-of-all"')],
        [("domain-lost", "module.app.aws_cognito_user_pool_domain.login")],
    ),
}
