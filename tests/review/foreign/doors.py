"""APIs, load balancers and services that check a pool's tokens, as other people write them."""

from __future__ import annotations

from tests.review.foreign import Case

POOL = """
resource "aws_cognito_user_pool" "pool" {
  name                = "customers"
  deletion_protection = "ACTIVE"
  mfa_configuration   = "ON"
  username_configuration {
    case_sensitive = false
  }
  software_token_mfa_configuration {
    enabled = true
  }
}
resource "aws_cognito_user_pool_client" "web" {
  name                          = "web"
  user_pool_id                  = aws_cognito_user_pool.pool.id
  prevent_user_existence_errors = "ENABLED"
}
resource "aws_cognito_user_pool_client" "mobile" {
  name                          = "mobile"
  user_pool_id                  = aws_cognito_user_pool.pool.id
  prevent_user_existence_errors = "ENABLED"
}
resource "aws_cognito_user_pool_client" "machine" {
  name                                 = "machine"
  user_pool_id                         = aws_cognito_user_pool.pool.id
  allowed_oauth_flows                  = ["client_credentials"]
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_scopes                 = ["orders/read"]
  generate_secret                      = true
  prevent_user_existence_errors        = "ENABLED"
}
"""
OTHER_POOL = """
resource "aws_cognito_user_pool" "other" {
  name                = "staff"
  deletion_protection = "ACTIVE"
  mfa_configuration   = "ON"
  username_configuration {
    case_sensitive = false
  }
  software_token_mfa_configuration {
    enabled = true
  }
}
"""
ELSEWHERE = "eu-central-1_Elsewhere1"

# One route behind the authorizer for each key, one that every browser asks first, as a module of an API would write it.
HTTP = (
    POOL
    + """
resource "aws_apigatewayv2_api" "api" {
  name          = "orders"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_authorizer" "users" {
  api_id           = aws_apigatewayv2_api.api.id
  name             = "users"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    audience = [aws_cognito_user_pool_client.web.id, aws_cognito_user_pool_client.mobile.id]
    issuer   = "https://${aws_cognito_user_pool.pool.endpoint}"
  }
}
resource "aws_apigatewayv2_route" "route" {
  for_each             = toset(["GET /orders", "POST /orders"])
  api_id               = aws_apigatewayv2_api.api.id
  route_key            = each.value
  authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.users.id
  authorization_scopes = ["orders/read", "orders/write"]
}
resource "aws_apigatewayv2_route" "cors" {
  api_id    = aws_apigatewayv2_api.api.id
  route_key = "OPTIONS /{proxy+}"
}
"""
)
USERS = "aws_apigatewayv2_authorizer.users"
GET, POST = (f'aws_apigatewayv2_route.route["{method} /orders"]' for method in ("GET", "POST"))
AUDIENCE = "[aws_cognito_user_pool_client.web.id, aws_cognito_user_pool_client.mobile.id]"
ROUTE_CHECK = """authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.users.id
  authorization_scopes = ["orders/read", "orders/write"]"""
SCOPES = '["orders/read", "orders/write"]'
OPEN_ROUTE = """
resource "aws_apigatewayv2_route" "prices" {
  api_id    = aws_apigatewayv2_api.api.id
  route_key = "GET /prices"
}
"""

REST = (
    POOL
    + """
resource "aws_api_gateway_rest_api" "api" {
  name = "orders"
}
resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_rest_api.api.root_resource_id
  path_part   = "orders"
}
resource "aws_api_gateway_authorizer" "users" {
  name          = "users"
  rest_api_id   = aws_api_gateway_rest_api.api.id
  type          = "COGNITO_USER_POOLS"
  provider_arns = [aws_cognito_user_pool.pool.arn]
}
resource "aws_api_gateway_method" "get" {
  rest_api_id          = aws_api_gateway_rest_api.api.id
  resource_id          = aws_api_gateway_resource.orders.id
  http_method          = "GET"
  authorization        = "COGNITO_USER_POOLS"
  authorizer_id        = aws_api_gateway_authorizer.users.id
  authorization_scopes = ["orders/read"]
}
resource "aws_api_gateway_method" "options" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "OPTIONS"
  authorization = "NONE"
}
"""
)
METHOD_CHECK = """authorization        = "COGNITO_USER_POOLS"
  authorizer_id        = aws_api_gateway_authorizer.users.id
  authorization_scopes = ["orders/read"]"""
GET_METHOD = "aws_api_gateway_method.get"
REST_USERS = "aws_api_gateway_authorizer.users"

GRAPH = (
    POOL
    + """
resource "aws_appsync_graphql_api" "api" {
  name                = "orders"
  authentication_type = "AMAZON_COGNITO_USER_POOLS"
  user_pool_config {
    user_pool_id        = aws_cognito_user_pool.pool.id
    default_action      = "DENY"
    app_id_client_regex = "^${aws_cognito_user_pool_client.web.id}$"
  }
}
"""
)
GRAPH_API = "aws_appsync_graphql_api.api"
GRAPH_REGEX = """
    app_id_client_regex = "^${aws_cognito_user_pool_client.web.id}$\""""
GRAPH_END = GRAPH_REGEX + "\n  }"

BALANCER = (
    POOL
    + """
resource "aws_lb" "lb" {
  name    = "orders"
  subnets = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}
resource "aws_lb_target_group" "app" {
  name     = "app"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0123456789abcdef0"
}
resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.lb.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-central-1:111122223333:certificate/1a2b3c4d-5678-90ab-cdef-111122223333"
  default_action {
    type = "authenticate-cognito"
    authenticate_cognito {
      user_pool_arn       = aws_cognito_user_pool.pool.arn
      user_pool_client_id = aws_cognito_user_pool_client.web.id
      user_pool_domain    = "login-of-customers"
      session_timeout     = 3600
    }
  }
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}
resource "aws_lb_listener_rule" "admin" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 10
  action {
    type = "authenticate-cognito"
    authenticate_cognito {
      user_pool_arn              = aws_cognito_user_pool.pool.arn
      user_pool_client_id        = aws_cognito_user_pool_client.mobile.id
      user_pool_domain           = "login-of-customers"
      on_unauthenticated_request = "deny"
    }
  }
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
  condition {
    path_pattern {
      values = ["/admin/*", "/internal/*"]
    }
  }
}
"""
)
LISTENER, RULE = "aws_lb_listener.https", "aws_lb_listener_rule.admin"
LISTENER_SIGN_IN = """
  default_action {
    type = "authenticate-cognito"
    authenticate_cognito {
      user_pool_arn       = aws_cognito_user_pool.pool.arn
      user_pool_client_id = aws_cognito_user_pool_client.web.id
      user_pool_domain    = "login-of-customers"
      session_timeout     = 3600
    }
  }"""
RULE_START = BALANCER.index('resource "aws_lb_listener_rule" "admin"')
BALANCER_WITHOUT_RULE = BALANCER[:RULE_START]
OPEN_DEFAULT = BALANCER.replace(LISTENER_SIGN_IN, "")
RULE_SIGN_IN = """
  action {
    type = "authenticate-cognito"
    authenticate_cognito {
      user_pool_arn              = aws_cognito_user_pool.pool.arn
      user_pool_client_id        = aws_cognito_user_pool_client.mobile.id
      user_pool_domain           = "login-of-customers"
      on_unauthenticated_request = "deny"
    }
  }"""

SERVICES = (
    POOL
    + """
resource "aws_verifiedpermissions_policy_store" "store" {
  validation_settings {
    mode = "OFF"
  }
}
resource "aws_verifiedpermissions_identity_source" "users" {
  policy_store_id = aws_verifiedpermissions_policy_store.store.id
  configuration {
    cognito_user_pool_configuration {
      user_pool_arn = aws_cognito_user_pool.pool.arn
      client_ids    = [aws_cognito_user_pool_client.web.id]
    }
  }
}
resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"
  cognito_options {
    enabled          = true
    user_pool_id     = aws_cognito_user_pool.pool.id
    identity_pool_id = "eu-central-1:1a2b3c4d-5678-90ab-cdef-111122223333"
    role_arn         = "arn:aws:iam::111122223333:role/opensearch"
  }
}
resource "aws_sagemaker_workforce" "people" {
  workforce_name = "people"
  cognito_config {
    client_id = aws_cognito_user_pool_client.web.id
    user_pool = aws_cognito_user_pool.pool.id
  }
}
"""
)
CLIENT_IDS = "[aws_cognito_user_pool_client.web.id]"

DESCRIBED = (
    POOL
    + """
resource "aws_api_gateway_rest_api" "api" {
  name = "orders"
  body = jsonencode({
    openapi    = "3.0.1"
    info       = { title = "orders", version = "1" }
    components = { securitySchemes = { users = { type = "apiKey" } } }
    paths = {
      "/orders" = {
        get     = { summary = "Orders", security = [{ users = [] }] }
        options = { summary = "CORS" }
      }
    }
  })
}
"""
)

FUNCTION = """
resource "aws_lambda_function" "orders" {
  function_name    = "orders"
  role             = "arn:aws:iam::111122223333:role/orders"
  handler          = "orders.handler"
  runtime          = "python3.13"
  s3_bucket        = "code-of-orders"
  s3_key           = "orders.zip"
  source_code_hash = "b2xk"
}
"""
FUNCTION_URL = """
resource "aws_lambda_function_url" "orders" {
  function_name      = aws_lambda_function.orders.function_name
  authorization_type = "NONE"
}
"""

CASES: dict[str, Case] = {
    # HTTP APIs
    "http_first": Case("", after=HTTP),
    "http_same": Case(HTTP),
    "http_check_dropped": Case(
        HTTP,
        [(ROUTE_CHECK, 'authorization_type = "NONE"')],
        [("door-opened", GET), ("door-opened", POST)],
        ["lets in anybody on the internet"],
    ),
    "http_check_left_out": Case(HTTP, [(ROUTE_CHECK, "")], [("door-opened", GET), ("door-opened", POST)]),
    "http_check_by_iam": Case(
        HTTP,
        [(ROUTE_CHECK, 'authorization_type = "AWS_IAM"')],
        [("door-of-others", GET), ("door-of-others", POST)],
        ["AWS credentials that may call it"],
    ),
    "http_scopes_emptied": Case(
        HTTP,
        [(f"authorization_scopes = {SCOPES}", "authorization_scopes = []")],
        [("door-widened", GET), ("door-widened", POST)],
        ["every token of the pool, whatever its scopes, id tokens too"],
    ),
    "http_scope_of_everybody": Case(
        HTTP,
        [(f"authorization_scopes = {SCOPES}", 'authorization_scopes = ["openid", "orders/read", "orders/write"]')],
        [("door-widened", GET), ("door-widened", POST)],
        ["which every user who signs in can have"],
    ),
    "http_scope_removed": Case(
        HTTP,
        [(f"authorization_scopes = {SCOPES}", 'authorization_scopes = ["orders/read"]')],
        [("door-narrowed", GET), ("door-narrowed", POST)],
    ),
    "http_audience_emptied": Case(
        HTTP,
        [(f"audience = {AUDIENCE}", "audience = []")],
        [("door-widened", USERS)],
        ["every client of the pool, machines included"],
    ),
    "http_machine_added": Case(
        HTTP,
        [(AUDIENCE, AUDIENCE.replace("]", ", aws_cognito_user_pool_client.machine.id]"))],
        [("!door-widened", USERS)],
        ["is a machine's"],
    ),
    "http_new_client_added": Case(
        HTTP,
        [
            (AUDIENCE, AUDIENCE.replace("]", ", aws_cognito_user_pool_client.kiosk.id]")),
            (
                'resource "aws_apigatewayv2_api"',
                """resource "aws_cognito_user_pool_client" "kiosk" {
  name                          = "kiosk"
  user_pool_id                  = aws_cognito_user_pool.pool.id
  prevent_user_existence_errors = "ENABLED"
}
resource "aws_apigatewayv2_api\"""",
            ),
        ],
        [("door-widened", USERS)],
    ),
    "http_client_removed": Case(
        HTTP, [(AUDIENCE, "[aws_cognito_user_pool_client.web.id]")], [("door-narrowed", USERS)]
    ),
    "http_issuer_of_another_pool": Case(
        HTTP,
        [
            (
                "https://${aws_cognito_user_pool.pool.endpoint}",
                f"https://cognito-idp.eu-central-1.amazonaws.com/{ELSEWHERE}",
            )
        ],
        [("door-of-others", USERS)],
        [f"users of the pool `{ELSEWHERE}`"],
    ),
    "http_issuer_of_a_new_pool": Case(
        HTTP,
        after=HTTP.replace("aws_cognito_user_pool.pool.endpoint", "aws_cognito_user_pool.other.endpoint") + OTHER_POOL,
        findings=[("door-of-others", USERS)],
        says=["aws_cognito_user_pool.other"],
    ),
    "http_issuer_of_others": Case(
        HTTP,
        [("https://${aws_cognito_user_pool.pool.endpoint}", "https://login.example.com")],
        [("door-of-others", USERS)],
        ["whoever `https://login.example.com` vouches for"],
    ),
    "http_pool_replaced": Case(HTTP, [('"customers"', '"clients"')], [("pool-lost", "aws_cognito_user_pool.pool")]),
    "http_program_instead": Case(
        HTTP,
        [
            (
                'authorizer_type  = "JWT"',
                """authorizer_type                   = "REQUEST"
  authorizer_payload_format_version = "2.0"
  authorizer_uri                    = "arn:aws:apigateway:eu-central-1:lambda:path/f\"""",
            ),
            (
                f"""
  jwt_configuration {{
    audience = {AUDIENCE}
    issuer   = "https://${{aws_cognito_user_pool.pool.endpoint}}"
  }}""",
                "",
            ),
        ],
        [("door-of-others", USERS)],
    ),
    "http_authorizer_goes": Case(
        HTTP,
        after=HTTP[: HTTP.index('resource "aws_apigatewayv2_authorizer"')]
        + HTTP[HTTP.index('resource "aws_apigatewayv2_route" "route"') :].replace(ROUTE_CHECK, ""),
        findings=[("door-removed", USERS), ("door-opened", GET), ("door-opened", POST)],
    ),
    "http_authorizer_at_another_address": Case(
        HTTP,
        [
            ('resource "aws_apigatewayv2_authorizer" "users"', 'resource "aws_apigatewayv2_authorizer" "people"'),
            ("aws_apigatewayv2_authorizer.users.id", "aws_apigatewayv2_authorizer.people.id"),
        ],
    ),
    "http_all_goes": Case(HTTP, after=POOL),
    "http_token_elsewhere": Case(
        HTTP, [("$request.header.Authorization", "$request.header.X-Token")], [("token-looked-for-elsewhere", USERS)]
    ),
    "http_open_route_added": Case(
        HTTP, after=HTTP + OPEN_ROUTE, findings=[("door-made-open", "aws_apigatewayv2_route.prices")]
    ),
    "http_checked_route_added": Case(
        HTTP, [('["GET /orders", "POST /orders"]', '["DELETE /orders", "GET /orders", "POST /orders"]')]
    ),
    "http_route_of_nobodys_api": Case(
        HTTP,
        after=HTTP
        + """
resource "aws_apigatewayv2_api" "public" {
  name          = "public"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_route" "public" {
  api_id    = aws_apigatewayv2_api.public.id
  route_key = "GET /"
}
""",
    ),
    "http_renamed": Case(HTTP, [('name             = "users"', 'name             = "people"')]),
    # REST APIs
    "rest_first": Case("", after=REST),
    "rest_check_dropped": Case(
        REST,
        [(METHOD_CHECK, 'authorization = "NONE"')],
        [("door-opened", GET_METHOD)],
        ["lets in anybody on the internet"],
    ),
    "rest_key_instead": Case(
        REST,
        [(METHOD_CHECK, 'authorization    = "NONE"\n  api_key_required = true')],
        [("door-opened", GET_METHOD)],
        ["whoever has an API key"],
    ),
    "rest_scopes_emptied": Case(
        REST, [('\n  authorization_scopes = ["orders/read"]', "")], [("door-widened", GET_METHOD)], ["id tokens too"]
    ),
    "rest_scope_added": Case(
        REST, [('["orders/read"]\n}', '["orders/read", "orders/write"]\n}')], [("door-widened", GET_METHOD)]
    ),
    "rest_pool_added": Case(
        REST,
        after=REST.replace(
            "[aws_cognito_user_pool.pool.arn]", "[aws_cognito_user_pool.pool.arn, aws_cognito_user_pool.other.arn]"
        )
        + OTHER_POOL,
        findings=[("door-of-others", REST_USERS)],
        says=["lets in users of the pool `aws_cognito_user_pool.other`"],
    ),
    "rest_pool_swapped": Case(
        REST,
        [
            (
                "[aws_cognito_user_pool.pool.arn]",
                f'["arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{ELSEWHERE}"]',
            )
        ],
        [("door-of-others", REST_USERS)],
    ),
    "rest_open_method_added": Case(
        REST,
        after=REST
        + """
resource "aws_api_gateway_method" "post" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "POST"
  authorization = "NONE"
}
""",
        findings=[("door-made-open", "aws_api_gateway_method.post")],
    ),
    "rest_ttl_shorter": Case(
        REST, [('type          = "COGNITO', 'authorizer_result_ttl_in_seconds = 60\n  type = "COGNITO')]
    ),
    "rest_ttl_longer": Case(
        REST,
        [('type          = "COGNITO', 'authorizer_result_ttl_in_seconds = 3600\n  type = "COGNITO')],
        [("door-open-for-longer", REST_USERS)],
    ),
    "rest_body_opened": Case(
        DESCRIBED,
        [('{ summary = "Orders", security = [{ users = [] }] }', '{ summary = "Orders" }')],
        [("!door-unread", "aws_api_gateway_rest_api.api")],
        ["`GET /orders`"],
    ),
    "rest_body_renamed": Case(DESCRIBED, [('summary = "Orders"', 'summary = "All orders"')]),
    # GraphQL
    "graph_first": Case("", after=GRAPH),
    "graph_same": Case(GRAPH),
    "graph_default_allow": Case(
        GRAPH, [('"DENY"', '"ALLOW"')], [("door-widened", GRAPH_API)], ["whatever no directive of the schema guards"]
    ),
    "graph_default_deny": Case(
        GRAPH.replace('"DENY"', '"ALLOW"'), [('"ALLOW"', '"DENY"')], [("door-narrowed", GRAPH_API)]
    ),
    "graph_key_added": Case(
        GRAPH,
        [
            (
                GRAPH_END,
                f'{GRAPH_END}\n  additional_authentication_provider {{\n    authentication_type = "API_KEY"\n  }}',
            )
        ],
        [("door-opened", GRAPH_API)],
    ),
    "graph_iam_added": Case(
        GRAPH,
        [
            (
                GRAPH_END,
                f'{GRAPH_END}\n  additional_authentication_provider {{\n    authentication_type = "AWS_IAM"\n  }}',
            )
        ],
        [("door-of-others", GRAPH_API)],
    ),
    "graph_key_instead": Case(
        GRAPH,
        after=POOL
        + """
resource "aws_appsync_graphql_api" "api" {
  name                = "orders"
  authentication_type = "API_KEY"
}
""",
        findings=[("door-opened", GRAPH_API)],
    ),
    "graph_every_client": Case(GRAPH, [(GRAPH_REGEX, "")], [("door-widened", GRAPH_API)], ["machines included"]),
    "graph_goes": Case(GRAPH, after=POOL, findings=[("door-lost", GRAPH_API)]),
    "graph_renamed": Case(GRAPH, [('name                = "orders"', 'name                = "all-orders"')]),
    # Load balancers
    "balancer_first": Case("", after=BALANCER),
    "balancer_same": Case(BALANCER),
    "balancer_sign_in_dropped": Case(
        BALANCER, [(LISTENER_SIGN_IN, "")], [("door-opened", LISTENER)], ["anybody who reaches the load balancer"]
    ),
    "balancer_allows": Case(
        BALANCER,
        [('on_unauthenticated_request = "deny"', 'on_unauthenticated_request = "allow"')],
        [("door-opened", RULE)],
    ),
    "balancer_rule_sign_in_dropped": Case(BALANCER, [(RULE_SIGN_IN, "")], [("door-opened", RULE)]),
    "balancer_client_swapped": Case(
        BALANCER,
        [("aws_cognito_user_pool_client.mobile.id", "aws_cognito_user_pool_client.machine.id")],
        [("!door-widened", RULE)],
    ),
    "balancer_pool_swapped": Case(
        BALANCER,
        [
            (
                "user_pool_arn              = aws_cognito_user_pool.pool.arn",
                f'user_pool_arn = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{ELSEWHERE}"',
            )
        ],
        [("door-of-others", RULE)],
    ),
    "balancer_rule_goes_before_open_default": Case(
        OPEN_DEFAULT,
        after=OPEN_DEFAULT[: OPEN_DEFAULT.index('resource "aws_lb_listener_rule"')],
        findings=[("door-removed", RULE)],
    ),
    "balancer_rule_goes_before_sign_in": Case(BALANCER, after=BALANCER_WITHOUT_RULE),
    "balancer_path_left_out": Case(
        BALANCER, [('["/admin/*", "/internal/*"]', '["/admin/*"]')], [("door-passed-by", RULE)], ["/internal/*"]
    ),
    "balancer_path_added": Case(BALANCER, [('["/admin/*", "/internal/*"]', '["/admin/*", "/internal/*", "/ops/*"]')]),
    "balancer_session_longer": Case(
        BALANCER, [("session_timeout     = 3600", "session_timeout     = 86400")], [("door-open-for-longer", LISTENER)]
    ),
    "balancer_session_shorter": Case(BALANCER, [("session_timeout     = 3600", "session_timeout     = 900")]),
    "balancer_open_rule_added": Case(
        BALANCER,
        after=BALANCER
        + """
resource "aws_lb_listener_rule" "status" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 5
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
  condition {
    path_pattern {
      values = ["/status"]
    }
  }
}
""",
        findings=[("door-made-open", "aws_lb_listener_rule.status")],
    ),
    "balancer_all_goes": Case(BALANCER, after=POOL),
    # Services that sign people in by themselves
    "services_first": Case("", after=SERVICES),
    "services_same": Case(SERVICES),
    "services_every_client": Case(
        SERVICES,
        [(f"client_ids    = {CLIENT_IDS}", "client_ids    = []")],
        [("door-widened", "aws_verifiedpermissions_identity_source.users")],
    ),
    "services_search_without_cognito": Case(
        SERVICES,
        [("enabled          = true", "enabled          = false")],
        [("door-of-others", "aws_opensearch_domain.logs")],
    ),
    "services_source_of_another_pool": Case(
        SERVICES,
        [
            (
                "user_pool_arn = aws_cognito_user_pool.pool.arn",
                f'user_pool_arn = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{ELSEWHERE}"',
            )
        ],
        [("door-of-others", "aws_verifiedpermissions_identity_source.users")],
    ),
    "services_url_beside": Case(
        HTTP + FUNCTION,
        after=HTTP + FUNCTION + FUNCTION_URL,
        findings=[("door-beside", "aws_lambda_function_url.orders")],
    ),
    "services_url_of_nobodys_function": Case(POOL + FUNCTION, after=POOL + FUNCTION + FUNCTION_URL),
}
