"""Rules about the state backend."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_as_code.settings.core.findings import leaves
from cognito_as_code.settings.core.rule import Problem, rule
from cognito_as_code.settings.core.secrets import looks_like_a_secret
from cognito_as_code.settings.environment import EnvironmentSettings

BACKENDS = "https://developer.hashicorp.com/terraform/language/backend"
HOST_TOKEN = "TF_TOKEN_"
# backend -> key that holds a credential -> where Terraform reads it from instead
CREDENTIALS: dict[str, dict[str, str]] = {
    "azurerm": {
        "access_key": "ARM_ACCESS_KEY",
        "client_certificate": "ARM_CLIENT_CERTIFICATE",
        "client_certificate_password": "ARM_CLIENT_CERTIFICATE_PASSWORD",
        "client_secret": "ARM_CLIENT_SECRET",
        "oidc_request_token": "ARM_OIDC_REQUEST_TOKEN",
        "oidc_token": "ARM_OIDC_TOKEN",
        "sas_token": "ARM_SAS_TOKEN",
    },
    "cloud": {"token": HOST_TOKEN},
    "consul": {"access_token": "CONSUL_HTTP_TOKEN", "http_auth": "CONSUL_HTTP_AUTH"},
    "cos": {
        "secret_id": "TENCENTCLOUD_SECRET_ID",
        "secret_key": "TENCENTCLOUD_SECRET_KEY",
        "security_token": "TENCENTCLOUD_SECURITY_TOKEN",
    },
    "gcs": {
        "access_token": "GOOGLE_OAUTH_ACCESS_TOKEN",
        "credentials": "GOOGLE_BACKEND_CREDENTIALS",
        "encryption_key": "GOOGLE_ENCRYPTION_KEY",
    },
    "http": {"client_private_key_pem": "TF_HTTP_CLIENT_PRIVATE_KEY_PEM", "password": "TF_HTTP_PASSWORD"},
    "kubernetes": {"client_key": "KUBE_CLIENT_KEY_DATA", "password": "KUBE_PASSWORD", "token": "KUBE_TOKEN"},
    "oss": {
        "access_key": "ALICLOUD_ACCESS_KEY",
        "secret_key": "ALICLOUD_SECRET_KEY",
        "security_token": "ALICLOUD_SECURITY_TOKEN",
    },
    "remote": {"token": HOST_TOKEN},
    "s3": {
        "access_key": "AWS_ACCESS_KEY_ID",
        "secret_key": "AWS_SECRET_ACCESS_KEY",
        "sse_customer_key": "AWS_SSE_CUSTOMER_KEY",
        "token": "AWS_SESSION_TOKEN",
        "web_identity_token": "AWS_WEB_IDENTITY_TOKEN_FILE",
    },
}
URL_CREDENTIALS = {"http": "TF_HTTP_USERNAME and TF_HTTP_PASSWORD", "pg": "PG_CONN_STR"}


@rule(
    "BCK-1",
    "One environment has one state backend",
    why="Terraform refuses two backends, and a backend together with the cloud block.",
    source=BACKENDS,
)
def one_backend(settings: EnvironmentSettings) -> Iterator[Problem]:
    names = sorted(settings.terraform.backend)
    if len(names) > 1:
        yield ("terraform", "backend"), f"there are {len(names)} backends, {', '.join(names)}; keep one"


@rule(
    "BCK-2",
    "A backend's credentials come from the environment",
    why="They would end up in the repository, in the synthesized JSON and in .terraform/.",
    source=f"{BACKENDS}#credentials-and-sensitive-data",
    promise="no secret is in a file, or in the JSON",
)
def no_backend_credentials(settings: EnvironmentSettings) -> Iterator[Problem]:
    for name, table in settings.terraform.backend.items():
        for key, value in leaves(("terraform", "backend", name), table):
            named = [part for part in key if isinstance(part, str)]
            if variable := CREDENTIALS.get(name, {}).get(named[-1]):
                if variable == HOST_TOKEN:
                    variable += str(table.get("hostname", "app.terraform.io")).replace("-", "__").replace(".", "_")
                yield (
                    key,
                    f"is a credential, which does not belong in a file; set the environment variable {variable} "
                    f"instead",
                )
            elif isinstance(value, str) and looks_like_a_secret(value):
                variable = URL_CREDENTIALS.get(name, "an environment variable of this backend")
                yield key, f"contains a password or a token, which does not belong in a file; use {variable} instead"
