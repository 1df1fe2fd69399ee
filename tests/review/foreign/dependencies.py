"""What sign-in depends on beside the pool: functions, senders, names, keys and filters, as other people write them."""

from __future__ import annotations

from tests.review.foreign import Case
from tests.review.foreign.doors import POOL as PLAIN

_POOL = PLAIN[: PLAIN.index('resource "aws_cognito_user_pool_client"')]


def _with(block: str) -> str:
    return f"{_POOL.rstrip().removesuffix('}')}{block}}}\n"


TRIGGER = (
    _with("""  lambda_config {
    pre_sign_up = aws_lambda_function.check.arn
  }
""")
    + """
resource "aws_lambda_function" "check" {
  function_name    = "check"
  role             = "arn:aws:iam::111122223333:role/check"
  handler          = "check.handler"
  runtime          = "python3.13"
  s3_bucket        = "code-of-check"
  s3_key           = "check.zip"
  source_code_hash = "b2xk"
  environment {
    variables = { DOMAINS = "example.com" }
  }
}
resource "aws_lambda_permission" "check" {
  statement_id   = "cognito"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.check.function_name
  principal      = "cognito-idp.amazonaws.com"
  source_arn     = aws_cognito_user_pool.pool.arn
  source_account = "111122223333"
}
resource "aws_lambda_function" "bills" {
  function_name    = "bills"
  role             = "arn:aws:iam::111122223333:role/bills"
  handler          = "bills.handler"
  runtime          = "python3.13"
  s3_bucket        = "code-of-bills"
  s3_key           = "bills.zip"
  source_code_hash = "YmlsbHM="
}
resource "aws_lambda_permission" "bills" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.bills.function_name
  principal     = "events.amazonaws.com"
}
"""
)
PERMISSION = "aws_lambda_permission.check"
FUNCTION = "aws_lambda_function.check"
PERMISSION_START = TRIGGER.index('resource "aws_lambda_permission" "check"')
PERMISSION_END = TRIGGER.index('resource "aws_lambda_function" "bills"')
BILLS_PERMISSION = TRIGGER.index('resource "aws_lambda_permission" "bills"')

ALIAS = (
    TRIGGER.replace("aws_lambda_function.check.arn", "aws_lambda_alias.live.arn")
    + """
resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.check.function_name
  function_version = "1"
}
"""
)

SENDER = (
    _with("""  email_configuration {
    email_sending_account = "DEVELOPER"
    source_arn            = aws_ses_domain_identity.mail.arn
    configuration_set     = aws_ses_configuration_set.mail.name
  }
""")
    + """
resource "aws_ses_domain_identity" "mail" {
  domain = "example.com"
}
resource "aws_ses_domain_dkim" "mail" {
  domain = aws_ses_domain_identity.mail.domain
}
resource "aws_ses_configuration_set" "mail" {
  name = "mail"
}
resource "aws_route53_record" "dkim" {
  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = "token._domainkey.example.com"
  type    = "CNAME"
  ttl     = 600
  records = ["token.dkim.amazonses.com"]
}
resource "aws_ses_domain_identity" "news" {
  domain = "news.example.org"
}
"""
)
SES = "aws_ses_domain_identity.mail"

PLACE = (
    _POOL
    + """
resource "aws_acm_certificate" "login" {
  domain_name       = "login.example.com"
  validation_method = "DNS"
  lifecycle {
    create_before_destroy = true
  }
}
resource "aws_cognito_user_pool_domain" "login" {
  domain          = "login.example.com"
  certificate_arn = aws_acm_certificate.login.arn
  user_pool_id    = aws_cognito_user_pool.pool.id
}
resource "aws_route53_record" "login" {
  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = "login.example.com"
  type    = "A"
  alias {
    name                   = aws_cognito_user_pool_domain.login.cloudfront_distribution
    zone_id                = "Z2FDTNDATAQYW2"
    evaluate_target_health = false
  }
}
resource "aws_route53_record" "proof" {
  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = "_0123456789abcdef.login.example.com"
  type    = "CNAME"
  ttl     = 60
  records = ["_fedcba9876543210.xlfgrmvvlj.acm-validations.aws."]
}
resource "aws_route53_record" "blog" {
  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = "blog.example.com"
  type    = "CNAME"
  ttl     = 60
  records = ["blog.example.net"]
}
"""
)
RECORD, LOGIN = "aws_route53_record.login", "aws_cognito_user_pool_domain.login"
RECORD_START = PLACE.index('resource "aws_route53_record" "login"')
PROOF_START = PLACE.index('resource "aws_route53_record" "proof"')
BLOG_START = PLACE.index('resource "aws_route53_record" "blog"')

KEY = (
    _with("""  lambda_config {
    kms_key_id = aws_kms_key.codes.arn
    custom_email_sender {
      lambda_arn     = "arn:aws:lambda:eu-central-1:111122223333:function:sender"
      lambda_version = "V1_0"
    }
  }
""")
    + """
resource "aws_kms_key" "codes" {
  description             = "codes"
  deletion_window_in_days = 30
  policy                  = jsonencode({ Version = "2012-10-17", Statement = [] })
}
resource "aws_kms_key" "bills" {
  description = "bills"
}
"""
)

FILTER = (
    _POOL
    + """
resource "aws_wafv2_web_acl" "filter" {
  name  = "filter"
  scope = "REGIONAL"
  default_action {
    block {}
  }
  rule {
    name     = "rate"
    priority = 1
    action {
      block {}
    }
    statement {
      rate_based_statement {
        limit              = 100
        aggregate_key_type = "IP"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "bots"
    priority = 2
    override_action {
      none {}
    }
    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesCommonRuleSet"
        vendor_name = "AWS"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "bots"
      sampled_requests_enabled   = true
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "filter"
    sampled_requests_enabled   = true
  }
}
resource "aws_wafv2_web_acl_association" "pool" {
  resource_arn = aws_cognito_user_pool.pool.arn
  web_acl_arn  = aws_wafv2_web_acl.filter.arn
}
"""
)
ACL = "aws_wafv2_web_acl.filter"
FIRST_RULE = FILTER.index('  rule {\n    name     = "rate"')
RULES_END = FILTER.index(
    '  visibility_config {\n    cloudwatch_metrics_enabled = true\n    metric_name                = "filter"'
)
ASSOCIATION = FILTER.index('resource "aws_wafv2_web_acl_association"')

CASES: dict[str, Case] = {
    "trigger_first": Case("", after=TRIGGER),
    "trigger_same": Case(TRIGGER),
    "trigger_permission_goes": Case(
        TRIGGER,
        after=TRIGGER[:PERMISSION_START] + TRIGGER[PERMISSION_END:],
        findings=[("trigger-permission-lost", PERMISSION)],
    ),
    "trigger_permission_without_arn": Case(
        TRIGGER,
        [("  source_arn     = aws_cognito_user_pool.pool.arn\n", "")],
        [("trigger-permission-widened", PERMISSION)],
        ["any pool of the account"],
    ),
    "trigger_permission_without_any": Case(
        TRIGGER,
        [
            (
                '  source_arn     = aws_cognito_user_pool.pool.arn\n  source_account = "111122223333"\n',
                "",
            )
        ],
        [("trigger-permission-widened", PERMISSION), ("trigger-permission-widened", PERMISSION)],
        ["every pool of every AWS account"],
    ),
    "trigger_permission_for_everybody": Case(
        TRIGGER, [('"cognito-idp.amazonaws.com"', '"*"')], [("!trigger-permission-widened", PERMISSION)]
    ),
    "trigger_permission_for_another_pool": Case(
        TRIGGER,
        [
            (
                "source_arn     = aws_cognito_user_pool.pool.arn",
                'source_arn = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_Elsewhere1"',
            )
        ],
        [("trigger-permission-lost", PERMISSION)],
    ),
    "trigger_permission_at_another_address": Case(
        TRIGGER, [('"aws_lambda_permission" "check"', '"aws_lambda_permission" "sign_up"')]
    ),
    "trigger_permission_of_another": Case(TRIGGER, after=TRIGGER[:BILLS_PERMISSION]),
    "trigger_code": Case(TRIGGER, [('"b2xk"', '"bmV3"')], [("trigger-code-changed", FUNCTION)]),
    "trigger_environment": Case(TRIGGER, [('"example.com"', '"example.org"')], [("trigger-code-changed", FUNCTION)]),
    "trigger_role": Case(TRIGGER, [(":role/check", ":role/admin")], [("trigger-code-changed", FUNCTION)]),
    "trigger_stopped": Case(
        TRIGGER,
        [('handler          = "check.handler"', 'handler = "check.handler"\n  reserved_concurrent_executions = 0')],
        [("trigger-lost", FUNCTION)],
    ),
    "trigger_described": Case(
        TRIGGER, [('function_name    = "check"', 'function_name = "check"\n  description = "x"')]
    ),
    "trigger_code_of_another": Case(TRIGGER, [('"YmlsbHM="', '"bmV3"')]),
    "trigger_alias_moves": Case(
        ALIAS,
        [('function_version = "1"', 'function_version = "2"')],
        [("trigger-code-changed", "aws_lambda_alias.live")],
    ),
    "sender_same": Case(SENDER),
    "sender_goes": Case(
        SENDER,
        [
            ("aws_ses_domain_identity.mail.arn", '"arn:aws:ses:eu-central-1:111122223333:identity/example.com"'),
            ('resource "aws_ses_domain_identity" "mail" {\n  domain = "example.com"\n}\n', ""),
            ("aws_ses_domain_identity.mail.domain", '"example.com"'),
        ],
        [("sender-lost", SES)],
    ),
    "sender_at_another_address": Case(
        SENDER,
        after=SENDER.replace("aws_ses_domain_identity.mail", "aws_ses_domain_identity.post").replace(
            '"aws_ses_domain_identity" "mail"', '"aws_ses_domain_identity" "post"'
        ),
    ),
    "sender_without_dkim": Case(
        SENDER,
        [('resource "aws_ses_domain_dkim" "mail" {\n  domain = aws_ses_domain_identity.mail.domain\n}\n', "")],
        [("sending-weakened", "aws_ses_domain_dkim.mail")],
    ),
    "sender_record_goes": Case(
        SENDER,
        after=SENDER[: SENDER.index('resource "aws_route53_record"')]
        + SENDER[SENDER.index('resource "aws_ses_domain_identity" "news"') :],
        findings=[("sending-weakened", "aws_route53_record.dkim")],
    ),
    "sender_record_ttl": Case(SENDER, [("ttl     = 600", "ttl     = 300")]),
    "sender_set_off": Case(
        SENDER,
        [('  name = "mail"\n', '  name = "mail"\n  sending_enabled = false\n')],
        [("sender-lost", "aws_ses_configuration_set.mail")],
    ),
    "sender_of_another_goes": Case(SENDER, after=SENDER[: SENDER.index('resource "aws_ses_domain_identity" "news"')]),
    "place_first": Case("", after=PLACE),
    "place_same": Case(PLACE),
    "place_record_goes": Case(
        PLACE, after=PLACE[:RECORD_START] + PLACE[PROOF_START:], findings=[("login-record-lost", RECORD)]
    ),
    "place_proof_goes": Case(
        PLACE,
        after=PLACE[:PROOF_START] + PLACE[BLOG_START:],
        findings=[("certificate-record-lost", "aws_route53_record.proof")],
    ),
    "place_record_leads_elsewhere": Case(
        PLACE,
        [("aws_cognito_user_pool_domain.login.cloudfront_distribution", '"d111111abcdef8.cloudfront.net"')],
        [("login-record-lost", RECORD)],
    ),
    "place_other_record_goes": Case(PLACE, after=PLACE[:BLOG_START]),
    "place_certificate_for_another_name": Case(
        PLACE,
        [('domain_name       = "login.example.com"', 'domain_name       = "auth.example.com"')],
        [("domain-lost", LOGIN), ("login-certificate-lost", "aws_acm_certificate.login")],
    ),
    "place_certificate_widened": Case(
        PLACE,
        [('domain_name       = "login.example.com"', 'domain_name       = "*.example.com"')],
        [("domain-lost", LOGIN)],  # this provider replaces a domain for another certificate
    ),
    "key_same": Case(KEY),
    "key_disabled": Case(
        KEY,
        [('description             = "codes"', 'description = "codes"\n  is_enabled = false')],
        [("key-lost", "aws_kms_key.codes")],
    ),
    "key_policy": Case(
        KEY,
        [("Statement = []", 'Statement = [{ Effect = "Allow", Principal = "*", Action = "kms:*", Resource = "*" }]')],
        [("key-access-changed", "aws_kms_key.codes")],
    ),
    "key_rotated": Case(
        KEY, [('description             = "codes"', 'description = "codes"\n  enable_key_rotation = true')]
    ),
    "key_of_another_goes": Case(KEY, after=KEY[: KEY.index('resource "aws_kms_key" "bills"')]),
    "filter_first": Case("", after=FILTER),
    "filter_same": Case(FILTER),
    "filter_association_goes": Case(
        FILTER,
        after=FILTER[:ASSOCIATION],
        findings=[("web-acl-detached", "aws_wafv2_web_acl_association.pool")],
    ),
    "filter_emptied": Case(
        FILTER, after=FILTER[:FIRST_RULE] + FILTER[RULES_END:], findings=[("web-acl-weakened", ACL)]
    ),
    "filter_counts": Case(FILTER, [("none {}", "count {}")], [("web-acl-weakened", ACL)]),
    "filter_rate_counts": Case(
        FILTER, [("    action {\n      block {}", "    action {\n      count {}")], [("web-acl-weakened", ACL)]
    ),
    "filter_default_allows": Case(
        FILTER, [("  default_action {\n    block {}", "  default_action {\n    allow {}")], [("web-acl-weakened", ACL)]
    ),
    "filter_limit_raised": Case(FILTER, [("limit              = 100", "limit = 2000")], [("web-acl-weakened", ACL)]),
    "filter_limit_lowered": Case(FILTER, [("limit              = 100", "limit = 50")]),
    "filter_moved_away": Case(
        FILTER,
        [
            (
                "resource_arn = aws_cognito_user_pool.pool.arn",
                'resource_arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/lb/01"',
            )
        ],
        [("web-acl-detached", "aws_wafv2_web_acl_association.pool")],
    ),
}
