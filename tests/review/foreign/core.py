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

CASES: dict[str, Case] = {
    "name_and_place_first_goes": Case(
        NAME_AND_PLACE,
        [WITHOUT_A],
        [
            ("client-lost", 'aws_cognito_user_pool_client.client["partner-a_0"]'),
            ("client-lost", 'aws_cognito_user_pool_client.client["partner-b_1"]'),
            ("client-lost", 'aws_cognito_user_pool_client.client["partner-c_2"]'),
        ],
    ),
    "counted_first_goes": Case(COUNTED, [WITHOUT_A], [("client-lost", "aws_cognito_user_pool_client.client[2]")]),
    "mfa_off_behind_count": Case(
        NAME_AND_PLACE,
        [('mfa_configuration   = "ON"', 'mfa_configuration   = "OPTIONAL"')],
        [("mfa-weakened", POOL)],
    ),
}
