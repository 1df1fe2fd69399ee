"""Amazon Cognito from checked settings: a user pool with MFA, its app clients and an identity pool, as Terraform."""

__version__ = "0.2.0"
