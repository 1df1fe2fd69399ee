"""Where AWS says what the rules hold: the pages that many of them cite."""

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
USER_POOL_API = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference"
IDENTITY_POOL_API = "https://docs.aws.amazon.com/cognitoidentity/latest/APIReference"
CLIENT = f"{USER_POOL_API}/API_CreateUserPoolClient.html"
PROVIDER = f"{USER_POOL_API}/API_CreateIdentityProvider.html"
ROLES = f"{GUIDE}/role-based-access-control.html"
