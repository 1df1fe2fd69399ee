"""Which keys hold what is not to be repeated in a log, should somebody have written it into a file after all."""

from __future__ import annotations

import re

from cognito_as_code.settings.core.findings import KeyPath

_SECRET = re.compile(
    r"secret|passw|passphrase|credential|conn_str|private|api_?key|access_?key|customer_?key|client_?key|auth_?key"
    r"|encryption_?key|(^|_)(sas_|access_|oidc_|security_|session_|identity_|request_)?token$|http_auth",
    re.IGNORECASE,
)
_OURS = re.compile(r"password_policy|generate_secret|secretsmanager_secret|password_history|\w+_validity")
_IN_A_LINE = re.compile(r"(?P<key>[\w.\"'-]+)(?P<sign>\s*[=:]\s*|\s+(?=[\"']))(?P<value>.*)", re.DOTALL)
_IN_A_URL = re.compile(
    r"(?<=://)[^/@\s\"]*(?=@)|(?<=[?&])[\w-]*(?:token|secret|key|sig)[\w-]*=[^&\s\"']+", re.IGNORECASE
)
HIDDEN = "***"


def is_secret(key: KeyPath) -> bool:
    """Whether a key's value, or what is in it, may be a secret."""
    return any(_is_secret_name(part) for part in key if isinstance(part, str))


def _is_secret_name(name: str) -> bool:
    return bool(_SECRET.search(_OURS.sub("", name)))


def without_secrets(line: str) -> str:
    """A line of a file in which what stands behind a secret's key, and before a URL's @, is hidden."""
    position = 0
    while found := _IN_A_LINE.search(line, position):
        names = [part.strip("\"'") for part in found["key"].split(".")]
        if is_secret(tuple(names)):
            line = line[: found.start("value")] + HIDDEN
            break
        position = found.end("sign")
    return _IN_A_URL.sub(HIDDEN, line)
