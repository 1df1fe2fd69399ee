# What a team has beside the pool: APIs, whose routes and methods take what the output `authorizers` says.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {}

variable "backend" {
  type = string
}

# {} at first: the authorizers are made by the pool's stack, for APIs that are there.
variable "http_routes" {
  type    = any
  default = {}
}

variable "rest_methods" {
  type    = any
  default = {}
}

resource "aws_apigatewayv2_api" "this" {
  for_each      = toset(["http_api", "http_api_bound", "every_client"])
  name          = each.key
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "this" {
  for_each    = aws_apigatewayv2_api.this
  api_id      = each.value.id
  name        = "$default"
  auto_deploy = true
}

# As it was told before: every client of the pool in the audience, machines too, and no scope.
resource "aws_apigatewayv2_authorizer" "every_client" {
  count            = contains(keys(var.http_routes), "every_client") ? 1 : 0
  api_id           = aws_apigatewayv2_api.this["every_client"].id
  name             = "every_client"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    issuer   = var.http_routes.every_client.issuer
    audience = var.http_routes.every_client.audience
  }
}

resource "aws_apigatewayv2_integration" "this" {
  for_each           = var.http_routes
  api_id             = aws_apigatewayv2_api.this[each.key].id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = var.backend
}

resource "aws_apigatewayv2_route" "this" {
  for_each             = var.http_routes
  api_id               = aws_apigatewayv2_api.this[each.key].id
  route_key            = "GET /"
  target               = "integrations/${aws_apigatewayv2_integration.this[each.key].id}"
  authorization_type   = "JWT"
  authorizer_id        = each.key == "every_client" ? aws_apigatewayv2_authorizer.every_client[0].id : each.value.authorizer_id
  authorization_scopes = each.value.authorization_scopes
}

resource "aws_api_gateway_rest_api" "this" {
  for_each = toset(["rest_api", "rest_api_identity"])
  name     = each.key
}

resource "aws_api_gateway_method" "this" {
  for_each             = var.rest_methods
  rest_api_id          = aws_api_gateway_rest_api.this[each.key].id
  resource_id          = aws_api_gateway_rest_api.this[each.key].root_resource_id
  http_method          = "GET"
  authorization        = "COGNITO_USER_POOLS"
  authorizer_id        = each.value.authorizer_id
  authorization_scopes = each.value.authorization_scopes
}

resource "aws_api_gateway_integration" "this" {
  for_each                = var.rest_methods
  rest_api_id             = aws_api_gateway_rest_api.this[each.key].id
  resource_id             = aws_api_gateway_rest_api.this[each.key].root_resource_id
  http_method             = aws_api_gateway_method.this[each.key].http_method
  type                    = "HTTP_PROXY"
  integration_http_method = "GET"
  uri                     = var.backend
}

resource "aws_api_gateway_deployment" "this" {
  for_each    = var.rest_methods
  rest_api_id = aws_api_gateway_rest_api.this[each.key].id
  depends_on  = [aws_api_gateway_integration.this]
}

resource "aws_api_gateway_stage" "this" {
  for_each      = var.rest_methods
  rest_api_id   = aws_api_gateway_rest_api.this[each.key].id
  deployment_id = aws_api_gateway_deployment.this[each.key].id
  stage_name    = "live"
}

output "api_ids" {
  value = { for name, api in aws_apigatewayv2_api.this : name => api.id }
}

output "rest_api_ids" {
  value = { for name, api in aws_api_gateway_rest_api.this : name => api.id }
}
