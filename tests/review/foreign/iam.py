"""Roles that Cognito hands out, in each form in which other people write their policies."""

from __future__ import annotations

from collections.abc import Sequence

from tests.review.foreign import Case, Found

POOL_ID = "eu-central-1:11111111-2222-3333-4444-555555555555"
OTHER_ID = "eu-central-1:99999999-2222-3333-4444-555555555555"

# A role for signed-in users, and an inline policy, with the pool beside it.
TRUST = """
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["cognito-identity.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "cognito-identity.amazonaws.com:aud"
      values   = ["POOL_ID"]
    }
    condition {
      test     = "ForAnyValue:StringLike"
      variable = "cognito-identity.amazonaws.com:amr"
      values   = ["authenticated"]
    }
  }
}
""".replace("POOL_ID", POOL_ID)
ROLE = """
resource "aws_iam_role" "users" {
  name               = "app-users"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
"""
PERMISSIONS = """
data "aws_iam_policy_document" "app" {
  statement {
    sid       = "Files"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["arn:aws:s3:::app-files/shared/*", "arn:aws:s3:::app-files/$${cognito-identity.amazonaws.com:sub}/*"]
  }
  statement {
    sid       = "Models"
    actions   = ["bedrock:InvokeModel"]
    resources = ["arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0"]
  }
}
"""
INLINE = """
resource "aws_iam_role_policy" "app" {
  name   = "app"
  role   = aws_iam_role.users.id
  policy = data.aws_iam_policy_document.app.json
}
"""
ATTACHMENT = """
resource "aws_cognito_identity_pool" "pool" {
  identity_pool_name = "app"
}
resource "aws_cognito_identity_pool_roles_attachment" "roles" {
  identity_pool_id = aws_cognito_identity_pool.pool.id
  roles = {
    authenticated = aws_iam_role.users.arn
  }
}
"""
BASE = TRUST + ROLE + PERMISSIONS + INLINE + ATTACHMENT
# The same with a policy of its own.
MANAGED = (
    TRUST
    + ROLE
    + PERMISSIONS
    + """
resource "aws_iam_policy" "app" {
  name   = "app"
  policy = data.aws_iam_policy_document.app.json
}
resource "aws_iam_role_policy_attachment" "app" {
  role       = aws_iam_role.users.name
  policy_arn = aws_iam_policy.app.arn
}
"""
    + ATTACHMENT
)
NAME = "app-users"
OTHERS = """
resource "aws_iam_role" "others" {
  name               = "others"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
"""
SECURE = """    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
"""
USERS = "aws_iam_role.users"
APP = "aws_iam_role_policy.app"
POLICY = "aws_iam_policy.app"
ROLES = "aws_cognito_identity_pool_roles_attachment.roles"
IDENTITY_POOL = "aws_cognito_identity_pool.pool"

SMS_ROLE = """
resource "aws_iam_role" "sms" {
  name = "app-sms"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cognito-idp.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = "app-id" } }
    }]
  })
}
"""
SMS_POLICY = """
resource "aws_iam_role_policy" "sms" {
  name = "publish"
  role = aws_iam_role.sms.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sns:publish"], Resource = ["*"] }]
  })
}
"""
SMS_POOL = """
resource "aws_cognito_user_pool" "pool" {
  name                = "app"
  deletion_protection = "ACTIVE"
  mfa_configuration   = "ON"
  username_configuration {
    case_sensitive = false
  }
  sms_configuration {
    external_id    = "app-id"
    sns_caller_arn = aws_iam_role.sms.arn
  }
}
"""
SMS = SMS_ROLE + SMS_POLICY + SMS_POOL
SMS_ADDRESS = "aws_iam_role.sms"
SMS_POLICY_ADDRESS = "aws_iam_role_policy.sms"

GROUPS = """
resource "aws_cognito_user_pool" "pool" {
  name                = "app"
  deletion_protection = "ACTIVE"
  mfa_configuration   = "ON"
  username_configuration {
    case_sensitive = false
  }
  software_token_mfa_configuration {
    enabled = true
  }
}
resource "aws_iam_role" "editors" {
  name               = "editors"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role" "admins" {
  name               = "admins"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy" "admins" {
  name = "admins"
  role = aws_iam_role.admins.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "cognito-idp:AdminSetUserPassword", Resource = "*" }]
  })
}
resource "aws_cognito_user_group" "staff" {
  name         = "staff"
  user_pool_id = aws_cognito_user_pool.pool.id
  role_arn     = aws_iam_role.editors.arn
}
resource "aws_cognito_user_group" "admins" {
  name         = "admins"
  user_pool_id = aws_cognito_user_pool.pool.id
  role_arn     = aws_iam_role.admins.arn
}
resource "aws_cognito_user_group" "readers" {
  name         = "readers"
  user_pool_id = aws_cognito_user_pool.pool.id
}
resource "aws_cognito_user_in_group" "ana" {
  user_pool_id = aws_cognito_user_pool.pool.id
  group_name   = aws_cognito_user_group.staff.name
  username     = "ana"
}
"""
WITH_GROUPS = TRUST + GROUPS
STAFF = "aws_cognito_user_group.staff"

PROVIDERS = """
resource "aws_cognito_identity_pool" "pool" {
  identity_pool_name = "app"
  cognito_identity_providers {
    client_id               = "webclient"
    provider_name           = "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_users"
    server_side_token_check = true
  }
  cognito_identity_providers {
    client_id               = "mobileclient"
    provider_name           = "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_users"
    server_side_token_check = true
  }
  openid_connect_provider_arns = ["arn:aws:iam::111122223333:oidc-provider/login.example.com"]
  supported_login_providers = {
    "graph.facebook.com" = "7346241598935552"
  }
}
resource "aws_cognito_identity_pool_provider_principal_tag" "tags" {
  identity_pool_id       = aws_cognito_identity_pool.pool.id
  identity_provider_name = "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_users"
  use_defaults           = false
  principal_tags = {
    department = "custom:department"
  }
}
"""

BOUNDED = BASE.replace(
    'name               = "app-users"',
    'name               = "app-users"\n  permissions_boundary = "arn:aws:iam::111122223333:policy/limits"',
)


def statement(body: str) -> tuple[str, str]:
    """Another statement in the policy."""
    return (
        '    sid       = "Models"',
        f'    sid       = "More"\n{body}\n  }}\n  statement {{\n    sid       = "Models"',
    )


def more(actions: str, resources: str = '"*"') -> list[tuple[str, str]]:
    """Another statement that allows."""
    return [statement(f"    actions   = [{actions}]\n    resources = [{resources}]")]


def widened(body: Sequence[tuple[str, str]], *says: str, severity: str = "!") -> Case:
    """The inline policy with a change that allows more."""
    return Case(BASE, body, [(f"{severity}policy-widened", APP)], says)


def trusting(edits: Sequence[tuple[str, str]], *says: str, findings: Sequence[Found] | None = None) -> Case:
    """The trust policy with a change that lets others in."""
    return Case(BASE, edits, [("!trust-weakened", USERS)] if findings is None else findings, says)


def added(hcl: str, findings: Sequence[Found] = (), *says: str, base: str = BASE) -> Case:
    """Further resources beside what there is."""
    return Case(base, findings=findings, says=says, after=base + hcl)


def first(hcl: str, findings: Sequence[Found] = (), *says: str) -> Case:
    """A first plan."""
    return Case("", findings=findings, says=says, after=hcl)


def principal(body: str) -> list[tuple[str, str]]:
    """Another statement in the trust policy."""
    head = 'data "aws_iam_policy_document" "trust" {\n'
    return [(head, f'{head}  statement {{\n    actions = ["sts:AssumeRole"]\n{body}\n  }}\n')]


def attached(arn: str, name: str = "more") -> str:
    """An attachment of a managed policy to the users' role."""
    return (
        f'resource "aws_iam_role_policy_attachment" "{name}" {{\n  role = aws_iam_role.users.name\n'
        f'  policy_arn = "{arn}"\n}}\n'
    )


AWS = "arn:aws:iam::aws:policy"
ATTACHED = "aws_iam_role_policy_attachment.more"
DENY = """
    effect    = "Deny"
    actions   = ["s3:DeleteObject"]
    resources = ["*"]"""
WITH_DENY = BASE.replace(*statement(DENY)).replace('"s3:PutObject"]', '"s3:PutObject", "s3:DeleteObject"]')
NEEDS_LOGIN = """    condition {
      test     = "ForAnyValue:StringLike"
      variable = "cognito-identity.amazonaws.com:amr"
      values   = ["authenticated"]
    }
"""
OF_POOL = f"""    condition {{
      test     = "StringEquals"
      variable = "cognito-identity.amazonaws.com:aud"
      values   = ["{POOL_ID}"]
    }}
"""

PERMISSIONS_WIDENED: dict[str, Case] = {
    "iam_everything": widened(more('"*"'), "lets authenticated users do anything in the account", "* on *"),
    "iam_every_model": widened(more('"bedrock:*"'), "lets authenticated users invoke every Bedrock model"),
    "iam_every_foundation_model": widened(
        [('foundation-model/amazon.nova-lite-v1:0"', 'foundation-model/*"')], "invoke every Bedrock model"
    ),
    "iam_one_more_model": widened(
        more('"bedrock:InvokeModel"', '"arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-pro-v1:0"'),
        "amazon.nova-pro-v1:0",
        severity="",
    ),
    "iam_pass_role": widened(more('"iam:PassRole"'), "give themselves other rights with iam:PassRole"),
    "iam_attach_policies": widened(more('"iam:Attach*"'), "give themselves other rights"),
    "iam_assume_any_role": widened(more('"sts:AssumeRole"'), "give themselves other rights with sts:AssumeRole"),
    "iam_update_code": widened(
        more('"lambda:UpdateFunctionCode"', '"arn:aws:lambda:eu-central-1:111122223333:function:f"'),
        "give themselves other rights with lambda:UpdateFunctionCode",
    ),
    "iam_set_passwords": widened(more('"cognito-idp:AdminSetUserPassword"'), "administer users"),
    "iam_update_user_pool": widened(
        more('"cognito-idp:UpdateUserPool"', '"arn:aws:cognito-idp:eu-central-1:111122223333:userpool/x"'),
        "administer users with cognito-idp:UpdateUserPool",
    ),
    "iam_all_of_user_pools": widened(more('"cognito-idp:*"'), "administer users"),
    "iam_set_roles": widened(more('"cognito-identity:SetIdentityPoolRoles"'), "change identity pools"),
    "iam_every_secret": widened(more('"secretsmanager:GetSecretValue"'), "read secrets"),
    "iam_one_secret": widened(
        more('"secretsmanager:GetSecretValue"', '"arn:aws:secretsmanager:eu-central-1:111122223333:secret:app-AbCdEf"'),
        "read secrets",
        severity="",
    ),
    "iam_decrypt": widened(more('"kms:Decrypt"'), "read secrets with kms:Decrypt"),
    "iam_every_bucket": widened(more('"s3:GetObject"', '"arn:aws:s3:::*"'), "reach every S3 bucket"),
    "iam_other_users_files": widened(
        [("$${cognito-identity.amazonaws.com:sub}/*", "*")], "what belongs to every other user"
    ),
    "iam_every_table": widened(more('"dynamodb:Query"', '"arn:aws:dynamodb:*:*:table/*"'), "every DynamoDB table"),
    "iam_not_action": widened(
        [statement('    not_actions = ["iam:*"]\n    resources = ["*"]')], "do everything but iam:*"
    ),
    "iam_not_resource": widened(
        [statement('    actions = ["s3:GetObject"]\n    not_resources = ["arn:aws:s3:::private/*"]')],
        "reach every S3 bucket",
    ),
    "iam_prefix": widened(more('"s3:Put*"', '"arn:aws:s3:::app-files/shared/*"'), "s3:Put*"),
    "iam_read_prefix": widened(more('"s3:Get*"', '"arn:aws:s3:::app-files/shared/*"'), "s3:Get*", severity=""),
    "iam_deny_gone": Case(
        WITH_DENY,
        [
            (
                'effect    = "Deny"\n    actions   = ["s3:DeleteObject"]',
                'effect    = "Deny"\n    actions   = ["s3:None"]',
            )
        ],
        [("!policy-widened", APP)],
        ["no longer denies s3:DeleteObject"],
    ),
    "iam_another_inline_policy": added(
        'resource "aws_iam_role_policy" "more" {\n  name = "more"\n  role = "app-users"\n'
        '  policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = "s3:*", '
        'Resource = "*" } })\n}\n',
        [("!policy-widened", "aws_iam_role_policy.more")],
        "reach every S3 bucket",
    ),
    "iam_policy_of_its_own": Case(
        MANAGED, more('"kms:Decrypt"'), [("!policy-widened", POLICY)], ["lets authenticated users read secrets"]
    ),
    "iam_inline_in_the_role": Case(
        TRUST
        + PERMISSIONS
        + ROLE.replace(
            "json\n}",
            'json\n  inline_policy {\n    name = "app"\n    policy = data.aws_iam_policy_document.app.json\n  }\n}',
        )
        + ATTACHMENT,
        more('"dynamodb:*"'),
        [("!policy-widened", USERS)],
        ["reach every DynamoDB table"],
    ),
}
POLICIES_ATTACHED: dict[str, Case] = {
    "iam_administrator": added(attached(f"{AWS}/AdministratorAccess"), [("!policy-attached", ATTACHED)], "do anything"),
    "iam_power_user": added(
        attached(f"{AWS}/PowerUserAccess"), [("!policy-attached", ATTACHED)], "everything but iam:*"
    ),
    "iam_iam": added(attached(f"{AWS}/IAMFullAccess"), [("!policy-attached", ATTACHED)], "other rights with iam:*"),
    "iam_bedrock": added(attached(f"{AWS}/AmazonBedrockFullAccess"), [("!policy-attached", ATTACHED)], "bedrock:*"),
    "iam_lambda": added(
        attached(f"{AWS}/AWSLambda_FullAccess"), [("!policy-attached", ATTACHED)], "AWSLambda_FullAccess"
    ),
    "iam_secrets": added(attached(f"{AWS}/SecretsManagerReadWrite"), [("!policy-attached", ATTACHED)], "read secrets"),
    "iam_read_only": added(attached(f"{AWS}/ReadOnlyAccess"), [("!policy-attached", ATTACHED)], "ReadOnlyAccess"),
    "iam_some_full_access": added(attached(f"{AWS}/AmazonFSxFullAccess"), [("!policy-attached", ATTACHED)], "fsx:*"),
    "iam_government": added(
        attached("arn:aws-us-gov:iam::aws:policy/AdministratorAccess"), [("!policy-attached", ATTACHED)], "do anything"
    ),
    "iam_unknown_of_aws": added(
        attached(f"{AWS}/AmazonBraketSomething"), [("policy-attached", ATTACHED)], "AmazonBraketSomething"
    ),
    "iam_somebody_elses_policy": added(
        attached("arn:aws:iam::111122223333:policy/elsewhere"), [("policy-attached", ATTACHED)], "elsewhere"
    ),
    "iam_attached_with_its_policy": added(
        'resource "aws_iam_policy" "more" {\n  name = "more"\n  policy = jsonencode({ Version = "2012-10-17", '
        'Statement = [{ Effect = "Allow", Action = ["s3:*"], Resource = ["*"] }] })\n}\n'
        'resource "aws_iam_role_policy_attachment" "more" {\n  role = aws_iam_role.users.name\n'
        "  policy_arn = aws_iam_policy.more.arn\n}\n",
        [("!policy-attached", ATTACHED)],
        "reach every S3 bucket",
    ),
    "iam_attached_by_the_policy": added(
        'resource "aws_iam_policy_attachment" "more" {\n  name = "more"\n  roles = [aws_iam_role.users.name]\n'
        f'  policy_arn = "{AWS}/AdministratorAccess"\n}}\n',
        [("!policy-attached", "aws_iam_policy_attachment.more")],
        "do anything in the account",
    ),
    "iam_attached_exclusively": added(
        'resource "aws_iam_role_policy_attachments_exclusive" "all" {\n  role_name = aws_iam_role.users.name\n'
        f'  policy_arns = ["{AWS}/AdministratorAccess"]\n}}\n',
        [("!policy-attached", "aws_iam_role_policy_attachments_exclusive.all")],
        "do anything in the account",
    ),
    "iam_in_the_role": Case(
        BASE.replace("trust.json\n", "trust.json\n  managed_policy_arns = []\n"),
        [("managed_policy_arns = []", f'managed_policy_arns = ["{AWS}/AdministratorAccess"]')],
        [("!policy-attached", USERS)],
        ["lets authenticated users do anything in the account"],
    ),
    "iam_swapped_attachment": Case(
        BASE + attached(f"{AWS}/AmazonS3ReadOnlyAccess"),
        [("AmazonS3ReadOnlyAccess", "AmazonS3FullAccess")],
        [("!policy-attached", ATTACHED)],
        ["reach every S3 bucket with s3:*"],
    ),
}
BOUNDARIES: dict[str, Case] = {
    "iam_boundary_removed": Case(
        BOUNDED,
        [('  permissions_boundary = "arn:aws:iam::111122223333:policy/limits"\n', "")],
        [("!boundary-weakened", USERS)],
        ["removes the boundary"],
    ),
    "iam_boundary_changed": Case(
        BOUNDED, [("policy/limits", "policy/other")], [("boundary-weakened", USERS)], ["policy/limits", "policy/other"]
    ),
}
TRUST_WEAKENED: dict[str, Case] = {
    "iam_trust_any_pool": trusting([(OF_POOL, "")], "lets users of any identity pool, of any AWS account, take it"),
    "iam_trust_like_any_pool": trusting(
        [('test     = "StringEquals"', 'test     = "StringLike"'), (POOL_ID, "*")], "users of any identity pool"
    ),
    "iam_trust_other_pool": trusting(
        [(POOL_ID, OTHER_ID)], f"trusts the identity pool {OTHER_ID} instead of {POOL_ID}"
    ),
    "iam_trust_two_pools": trusting([(f'["{POOL_ID}"]', f'["{POOL_ID}", "{OTHER_ID}"]')], OTHER_ID),
    "iam_trust_guests": trusting([(NEEDS_LOGIN, "")], "lets guests of the identity pool take it"),
    "iam_trust_guests_named": trusting([('["authenticated"]', '["authenticated", "unauthenticated"]')], "guests"),
    "iam_trust_anybody_signed": trusting([('["authenticated"]', '["*authenticated"]')], "guests"),
    "iam_trust_for_all_values": trusting(
        [("ForAnyValue:StringLike", "ForAllValues:StringLike")], "passes when amr is not there at all"
    ),
    "iam_trust_if_exists": trusting(
        [('test     = "StringEquals"', 'test     = "StringEqualsIfExists"')], "users of any identity pool"
    ),
    "iam_trust_everybody": trusting(
        principal('    principals {\n      type = "*"\n      identifiers = ["*"]\n    }'),
        "lets anybody in any AWS account",
    ),
    "iam_trust_every_account": trusting(
        principal('    principals {\n      type = "AWS"\n      identifiers = ["*"]\n    }'),
        "lets anybody in any AWS account",
    ),
    "iam_trust_account": trusting(
        principal(
            '    principals {\n      type = "AWS"\n      identifiers = ["arn:aws:iam::444455556666:root"]\n    }'
        ),
        "of another AWS account (444455556666)",
        "without an external id",
    ),
    "iam_trust_account_by_number": trusting(
        principal('    principals {\n      type = "AWS"\n      identifiers = ["444455556666"]\n    }'), "444455556666"
    ),
    "iam_trust_account_with_id": trusting(
        principal(
            '    principals {\n      type = "AWS"\n      identifiers = ["arn:aws:iam::444455556666:root"]\n    }\n'
            '    condition {\n      test = "StringEquals"\n      variable = "sts:ExternalId"\n'
            '      values = ["x"]\n    }'
        ),
        "444455556666",
        findings=[("trust-weakened", USERS)],
    ),
    "iam_trust_own_account": trusting(
        principal(
            '    principals {\n      type = "AWS"\n      identifiers = ["arn:aws:iam::111122223333:root"]\n    }'
        ),
        "of this account",
        findings=[("trust-weakened", USERS)],
    ),
    "iam_trust_service": trusting(
        principal('    principals {\n      type = "Service"\n      identifiers = ["lambda.amazonaws.com"]\n    }'),
        "lets the service lambda.amazonaws.com take it",
        findings=[("trust-weakened", USERS)],
    ),
    "iam_trust_oidc": trusting(
        [
            (
                '["cognito-identity.amazonaws.com"]',
                '["cognito-identity.amazonaws.com", "arn:aws:iam::111122223333:oidc-provider/login.example.com"]',
            )
        ],
        "lets whoever arn:aws:iam::111122223333:oidc-provider/login.example.com signs in take it",
    ),
    "iam_trust_tags": trusting(
        [('["sts:AssumeRoleWithWebIdentity"]', '["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]')],
        "sts:TagSession",
        findings=[("trust-weakened", USERS)],
    ),
    "iam_trust_lost": trusting(
        [('"Federated"', '"Service"'), ('["cognito-identity.amazonaws.com"]', '["lambda.amazonaws.com"]')],
        "no longer trusts cognito-identity.amazonaws.com",
        findings=[("!trust-weakened", USERS), ("trust-weakened", USERS)],
    ),
    "iam_trust_external_id": Case(
        SMS,
        [('      Condition = { StringEquals = { "sts:ExternalId" = "app-id" } }\n', "")],
        [("!trust-weakened", SMS_ADDRESS)],
        ["sts:ExternalId"],
    ),
}
FIRST_PLANS: dict[str, Case] = {
    "iam_first": first(BASE),
    "iam_first_administrator": first(
        BASE + attached(f"{AWS}/AdministratorAccess"), [("!policy-attached", ATTACHED)], "do anything in the account"
    ),
    "iam_first_everything": first(
        BASE.replace('"bedrock:InvokeModel"', '"*"').replace(
            '"arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0"', '"*"'
        ),
        [("!policy-widened", APP)],
        "do anything in the account",
    ),
    "iam_first_any_pool": first(BASE.replace(OF_POOL, ""), [("!trust-weakened", USERS)], "any identity pool"),
    "iam_first_no_amr": first(BASE.replace(NEEDS_LOGIN, ""), [("trust-weakened", USERS)], "guests"),
    "iam_first_sms": first(SMS),
    "iam_first_of_the_documentation": first(
        TRUST.replace(f'"{POOL_ID}"', "aws_cognito_identity_pool.pool.id")
        + ROLE
        + PERMISSIONS.replace('["bedrock:InvokeModel"]', '["mobileanalytics:PutEvents", "cognito-sync:*"]').replace(
            '["arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0"]', '["*"]'
        )
        + INLINE
        + ATTACHMENT
    ),
    "iam_first_unknown_pool_and_everything": first(
        TRUST.replace(f'"{POOL_ID}"', "aws_cognito_identity_pool.pool.id")
        + ROLE
        + 'resource "aws_sqs_queue" "queue" {\n  name = "q"\n}\n'
        + PERMISSIONS.replace('["bedrock:InvokeModel"]', '["*"]').replace(
            '["arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0"]', '["*", aws_sqs_queue.queue.arn]'
        )
        + INLINE
        + ATTACHMENT,
        [("!policy-widened", APP)],
        "do anything in the account",
    ),
}
FIRST_IN_A_MODULE = {
    "main.tf": TRUST.replace(f'"{POOL_ID}"', "aws_cognito_identity_pool.pool.id")
    + PERMISSIONS.replace('["bedrock:InvokeModel"]', '["bedrock:*"]').replace(
        '["arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0"]', '["*"]'
    )
    + 'data "aws_iam_policy_document" "all" {\n'
    "  source_policy_documents = [data.aws_iam_policy_document.app.json]\n}\n"
    + 'module "role" {\n  source = "./role"\n  trust = data.aws_iam_policy_document.trust.json\n'
    "  policy = data.aws_iam_policy_document.all.json\n}\n"
    + ATTACHMENT.replace("aws_iam_role.users.arn", "module.role.arn"),
    "role/main.tf": 'variable "trust" {}\nvariable "policy" {}\n'
    + ROLE.replace("data.aws_iam_policy_document.trust.json", "var.trust").replace("{\n", "{\n  count = 1\n", 1)
    + INLINE.replace("data.aws_iam_policy_document.app.json", "var.policy").replace("users.id", "users[0].id")
    + 'output "arn" {\n  value = aws_iam_role.users[0].arn\n}\n',
}
FIRST_PLANS["iam_first_in_a_module"] = Case(
    "",
    findings=[("policy-widened", "module.role.aws_iam_role_policy.app")],
    says=["lets authenticated users invoke every Bedrock model"],
    after=FIRST_IN_A_MODULE,
)
REMOVED: dict[str, Case] = {
    "iam_sms_policy_gone": Case(
        SMS,
        findings=[("!sms-stopped", SMS_POLICY_ADDRESS)],
        says=["SMS is a second factor of aws_cognito_user_pool.pool"],
        after=SMS_ROLE + SMS_POOL,
    ),
    "iam_sms_policy_narrowed": Case(
        SMS,
        [('Resource = ["*"]', 'Resource = ["arn:aws:sns:eu-central-1:111122223333:topic"]')],
        [("!sms-stopped", SMS_POLICY_ADDRESS)],
        ["sns:Publish on *"],
    ),
    "iam_sms_policy_other_action": Case(
        SMS,
        [("sns:publish", "sns:Subscribe")],
        [("!sms-stopped", SMS_POLICY_ADDRESS), ("!policy-widened", SMS_POLICY_ADDRESS)],
    ),
    "iam_sms_policy_denied": Case(
        SMS,
        [('Resource = ["*"] }]', 'Resource = ["*"] }, { Effect = "Deny", Action = "sns:*", Resource = "*" }]')],
        [("!sms-stopped", SMS_POLICY_ADDRESS)],
    ),
    "iam_sms_role_swapped": Case(
        SMS,
        findings=[("sms-role-changed", "aws_cognito_user_pool.pool")],
        says=["arn:aws:iam::111122223333:role/shared-sms", "aws_iam_role.sms"][1:],
        after=SMS.replace("= aws_iam_role.sms.arn", '= "arn:aws:iam::111122223333:role/shared-sms"'),
    ),
    "iam_role_deleted": Case(
        BASE,
        findings=[("!role-lost", USERS)],
        says=[ROLES],
        after=TRUST + ATTACHMENT.replace("aws_iam_role.users.arn", f'"arn:aws:iam::111122223333:role/{NAME}"'),
    ),
    "iam_attachment_deleted": Case(
        BASE,
        findings=[("!roles-detached", ROLES)],
        says=["aws_iam_role.users of authenticated users"],
        after=TRUST
        + ROLE
        + PERMISSIONS
        + INLINE
        + 'resource "aws_cognito_identity_pool" "pool" {\n  identity_pool_name = "app"\n}\n',
    ),
    "iam_role_swapped": Case(
        BASE + OTHERS,
        [("authenticated = aws_iam_role.users.arn", "authenticated = aws_iam_role.others.arn")],
        [("role-changed", ROLES)],
        ["gives authenticated users the role aws_iam_role.others instead of aws_iam_role.users"],
    ),
    "iam_role_swapped_for_a_stronger": Case(
        BASE
        + OTHERS
        + attached(f"{AWS}/AdministratorAccess", "others").replace("aws_iam_role.users", "aws_iam_role.others"),
        [("authenticated = aws_iam_role.users.arn", "authenticated = aws_iam_role.others.arn")],
        [("!role-changed", ROLES)],
        ["gives authenticated users the role aws_iam_role.others instead of aws_iam_role.users", "do anything"],
    ),
    "iam_client_swapped": Case(
        PROVIDERS, [('"webclient"', '"otherclient"')], [("!login-swapped", IDENTITY_POOL)], ["otherclient", "webclient"]
    ),
    "iam_client_removed": Case(
        PROVIDERS,
        [
            (
                """  cognito_identity_providers {
    client_id               = "mobileclient"
    provider_name           = "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_users"
    server_side_token_check = true
  }
""",
                "",
            )
        ],
        [("login-swapped", IDENTITY_POOL)],
        ["mobileclient"],
    ),
    "iam_facebook_app_swapped": Case(
        PROVIDERS,
        [("7346241598935552", "1111111111111111")],
        [("!login-swapped", IDENTITY_POOL)],
        ["graph.facebook.com"],
    ),
    "iam_oidc_swapped": Case(
        PROVIDERS,
        [("oidc-provider/login.example.com", "oidc-provider/other.example.com")],
        [("!login-swapped", IDENTITY_POOL), ("login-added", IDENTITY_POOL)],
    ),
    "iam_principal_tags_changed": Case(
        PROVIDERS,
        [('department = "custom:department"', 'department = "custom:team"')],
        [("principal-tags-changed", "aws_cognito_identity_pool_provider_principal_tag.tags")],
    ),
    "iam_principal_tags_deleted": Case(
        PROVIDERS,
        findings=[("principal-tags-changed", "aws_cognito_identity_pool_provider_principal_tag.tags")],
        says=["department"],
        after=PROVIDERS.partition('resource "aws_cognito_identity_pool_provider_principal_tag"')[0],
    ),
    "iam_group_role_swapped": Case(
        WITH_GROUPS,
        [("role_arn     = aws_iam_role.editors.arn", "role_arn     = aws_iam_role.admins.arn")],
        [("!role-changed", STAFF)],
        ['the group "staff" the role aws_iam_role.admins instead of aws_iam_role.editors', "administer users"],
    ),
    "iam_group_role_removed": Case(
        WITH_GROUPS,
        [("  role_arn     = aws_iam_role.editors.arn\n", "")],
        [("role-changed", STAFF)],
        ['takes the role aws_iam_role.editors from the group "staff"'],
    ),
    "iam_user_into_group": added(
        'resource "aws_cognito_user_in_group" "ben" {\n  user_pool_id = aws_cognito_user_pool.pool.id\n'
        '  group_name = aws_cognito_user_group.admins.name\n  username = "ben"\n}\n',
        [("membership-changed", "aws_cognito_user_in_group.ben")],
        "aws_iam_role.admins, which may administer users",
        base=WITH_GROUPS,
    ),
    "iam_user_out_of_group": Case(
        WITH_GROUPS,
        findings=[("membership-changed", "aws_cognito_user_in_group.ana")],
        says=["aws_iam_role.editors"],
        after=WITH_GROUPS.partition('resource "aws_cognito_user_in_group"')[0],
    ),
}

JSONENCODED = """
resource "aws_iam_role_policy" "app" {
  name = "app"
  role = aws_iam_role.users.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0"
      },
      {
        Effect   = "Allow"
        Action   = ["s3:PutObject", "s3:getobject"]
        Resource = [
          "arn:aws:s3:::app-files/$${cognito-identity.amazonaws.com:sub}/*",
          "arn:aws:s3:::app-files/shared/*",
        ]
      },
    ]
  })
}
"""
SPLIT = PERMISSIONS.partition('  statement {\n    sid       = "Models"')
HALVES = SPLIT[0] + "}\n" + 'data "aws_iam_policy_document" "models" {\n  statement {\n    sid = "Models"' + SPLIT[2]
SECOND = INLINE.replace('"app"', '"models"').replace("document.app", "document.models")
MOVED = {
    "main.tf": TRUST.replace('data "', 'data "')
    + 'module "role" {\n  source = "./role"\n  trust = data.aws_iam_policy_document.trust.json\n}\n'
    + ATTACHMENT.replace("aws_iam_role.users.arn", "module.role.arn")
    + "moved {\n  from = aws_iam_role.users\n  to = module.role.aws_iam_role.users\n}\n"
    + "moved {\n  from = aws_iam_role_policy.app\n  to = module.role.aws_iam_role_policy.app\n}\n",
    "role/main.tf": 'variable "trust" {}\n'
    + ROLE.replace("data.aws_iam_policy_document.trust.json", "var.trust")
    + PERMISSIONS
    + INLINE
    + 'output "arn" {\n  value = aws_iam_role.users.arn\n}\n',
}

HARMLESS: dict[str, Case] = {
    "iam_same_as_json": Case(BASE, after=TRUST + ROLE + JSONENCODED + ATTACHMENT),
    "iam_same_as_document": Case(TRUST + ROLE + JSONENCODED + ATTACHMENT, after=BASE),
    "iam_same_sid": Case(BASE, [('sid       = "Models"', 'sid       = "Ai"')]),
    "iam_same_order": Case(BASE, [('["s3:GetObject", "s3:PutObject"]', '["s3:PutObject", "s3:GetObject"]')]),
    "iam_same_split": Case(
        BASE,
        [
            ('["s3:GetObject", "s3:PutObject"]', '["s3:GetObject"]'),
            statement(
                '    actions = ["s3:PutObject"]\n    resources = ["arn:aws:s3:::app-files/shared/*", '
                '"arn:aws:s3:::app-files/$${cognito-identity.amazonaws.com:sub}/*"]'
            ),
        ],
    ),
    "iam_same_case": Case(BASE, [('"bedrock:InvokeModel"', '"bedrock:invokemodel"')]),
    "iam_same_in_two_policies": Case(BASE, after=TRUST + ROLE + HALVES + INLINE + SECOND + ATTACHMENT),
    "iam_same_in_one_policy": Case(TRUST + ROLE + HALVES + INLINE + SECOND + ATTACHMENT, after=BASE),
    "iam_same_attached": Case(BASE, after=MANAGED),
    "iam_same_inline": Case(MANAGED, after=BASE),
    "iam_same_attached_by_the_policy": Case(
        MANAGED,
        after=MANAGED.replace(
            'resource "aws_iam_role_policy_attachment" "app" {\n  role       = aws_iam_role.users.name',
            'resource "aws_iam_policy_attachment" "app" {\n  name = "app"\n  roles       = [aws_iam_role.users.name]',
        ),
    ),
    "iam_same_in_the_role": Case(
        BASE,
        after=TRUST
        + PERMISSIONS
        + ROLE.replace(
            "json\n}",
            'json\n  inline_policy {\n    name = "app"\n    policy = data.aws_iam_policy_document.app.json\n  }\n}',
        )
        + ATTACHMENT,
    ),
    "iam_same_in_a_module": Case(BASE, after=MOVED),
    "iam_same_under_another_address": Case(
        BASE,
        after=BASE.replace('"aws_iam_role" "users"', '"aws_iam_role" "members"').replace(
            "aws_iam_role.users", "aws_iam_role.members"
        )
        + "moved {\n  from = aws_iam_role.users\n  to = aws_iam_role.members\n}\n",
    ),
    "iam_same_role_by_arn": Case(BASE, [("= aws_iam_role.users.arn", f'= "arn:aws:iam::111122223333:role/{NAME}"')]),
    "iam_narrowed": Case(BASE, [('["s3:GetObject", "s3:PutObject"]', '["s3:GetObject"]')]),
    "iam_narrowed_resource": Case(BASE, [("app-files/shared/*", "app-files/shared/docs/*")]),
    "iam_narrowed_by_a_condition": Case(
        BASE,
        [
            (
                '    actions   = ["bedrock:InvokeModel"]',
                '    actions   = ["bedrock:InvokeModel"]\n    condition {\n      test = "Bool"\n'
                '      variable = "aws:SecureTransport"\n      values = ["true"]\n    }',
            )
        ],
    ),
    "iam_denied": Case(BASE, [statement(DENY)]),
    "iam_attachment_swapped_for_less": Case(
        BASE + attached(f"{AWS}/AmazonS3FullAccess"), [("AmazonS3FullAccess", "AmazonS3ReadOnlyAccess")]
    ),
    "iam_detached": Case(BASE + attached(f"{AWS}/AdministratorAccess"), after=BASE),
    "iam_boundary_added": Case(
        BASE,
        [
            (
                'name               = "app-users"',
                'name               = "app-users"\n  permissions_boundary = "arn:aws:iam::111122223333:policy/limits"',
            )
        ],
    ),
    "iam_trust_same_as_json": Case(
        BASE,
        after=(ROLE + PERMISSIONS + INLINE + ATTACHMENT).replace(
            "data.aws_iam_policy_document.trust.json",
            """jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Principal = { Federated = ["cognito-identity.amazonaws.com"] }
      Action    = ["sts:AssumeRoleWithWebIdentity"]
      Condition = {
        "ForAnyValue:StringLike" = { "cognito-identity.amazonaws.com:amr" = ["authenticated"] }
        StringEquals             = { "cognito-identity.amazonaws.com:aud" = ["POOL_ID"] }
      }
    }
  })""".replace("POOL_ID", POOL_ID),
        ),
    ),
    "iam_trust_narrower": Case(
        BASE,
        [
            (
                NEEDS_LOGIN,
                NEEDS_LOGIN + SECURE,
            )
        ],
    ),
    "iam_trust_split": Case(
        BASE.replace(f'["{POOL_ID}"]', f'["{POOL_ID}", "{OTHER_ID}"]'),
        after=BASE + "",
    ),
    "iam_trust_equals": Case(BASE, [("ForAnyValue:StringLike", "ForAnyValue:StringEquals")]),
    "iam_other_role": added(
        'resource "aws_iam_role" "function" {\n  name = "function"\n  assume_role_policy = jsonencode({ Version = '
        '"2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = '
        '"lambda.amazonaws.com" } }] })\n}\nresource "aws_iam_role_policy_attachment" "function" {\n  role = '
        f'aws_iam_role.function.name\n  policy_arn = "{AWS}/AdministratorAccess"\n}}\n'
    ),
    "iam_sms_policy_attached_instead": Case(
        SMS,
        after=SMS_ROLE
        + SMS_POOL
        + SMS_POLICY.replace('"aws_iam_role_policy" "sms"', '"aws_iam_policy" "sms"').replace(
            "  role = aws_iam_role.sms.id\n", ""
        )
        + 'resource "aws_iam_role_policy_attachment" "sms" {\n  role = aws_iam_role.sms.name\n'
        "  policy_arn = aws_iam_policy.sms.arn\n}\n",
    ),
    "iam_sms_policy_only_phones": Case(
        SMS,
        [
            (
                'Resource = ["*"] }]',
                'Resource = ["*"] }, { Effect = "Deny", Action = "sns:Publish", Resource = "arn:aws:sns:*:*:*" }]',
            )
        ],
    ),
    "iam_tags_for_mapped_tags": Case(
        BASE.replace("aws_cognito_identity_pool.pool", "aws_cognito_identity_pool.pool")
        + PROVIDERS.partition('resource "aws_cognito_identity_pool_provider_principal_tag"')[1]
        + PROVIDERS.partition('resource "aws_cognito_identity_pool_provider_principal_tag"')[2],
        [('["sts:AssumeRoleWithWebIdentity"]', '["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]')],
    ),
    "iam_reader_joins": added(
        'resource "aws_cognito_user_in_group" "ben" {\n  user_pool_id = aws_cognito_user_pool.pool.id\n'
        '  group_name = aws_cognito_user_group.readers.name\n  username = "ben"\n}\n',
        base=WITH_GROUPS,
    ),
}

CASES: dict[str, Case] = {
    **PERMISSIONS_WIDENED,
    **POLICIES_ATTACHED,
    **BOUNDARIES,
    **TRUST_WEAKENED,
    **FIRST_PLANS,
    **REMOVED,
    **HARMLESS,
}
