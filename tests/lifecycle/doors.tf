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
  for_each      = toset(["http_api", "http_api_bound", "jwt_configuration", "every_client"])
  name          = each.key
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "this" {
  for_each    = aws_apigatewayv2_api.this
  api_id      = each.value.id
  name        = "$default"
  auto_deploy = true
}

# Of those whose authorizer the pool's stack does not make.
resource "aws_apigatewayv2_authorizer" "this" {
  for_each         = { for name, route in var.http_routes : name => route if !can(route.authorizer_id) }
  api_id           = aws_apigatewayv2_api.this[each.key].id
  name             = each.key
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    issuer   = each.value.issuer
    audience = each.value.audience
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
  authorizer_id        = try(each.value.authorizer_id, aws_apigatewayv2_authorizer.this[each.key].id)
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
