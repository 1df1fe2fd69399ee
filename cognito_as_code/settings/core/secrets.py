"""What must not stand in a file, and is not repeated in a log should somebody have written it: secrets."""

from __future__ import annotations

import re

from cognito_as_code.settings.core.findings import KeyPath

_NAMES = re.compile(
    r"secret|passw(or)?d|passphrase|credential|conn_str|private|hmac|http_auth|_pem$"
    r"|(api|access|auth|client|customer|encryption)_?key|(^|_)(sas_|access_|oidc_|security_|session_|identity_|request_)?token$",
    re.IGNORECASE,
)
# Names that have such a word in them and are none.
_OURS = re.compile(r"password_policy|password_history|generate_secret|secrets?_?manager\w*|\w+_validity", re.IGNORECASE)

_VALUES = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(AKIA|ASIA)[A-Z0-9]{16}\b"  # AWS access key ids
    r"|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22,}|\bglpat-[\w-]{20}"  # code hosts' tokens
    r"|\bxox[abprs]-[\w-]{10,}|\bsk_live_\w{16,}|\bAIza[\w-]{35}"
    r"|\bey[JK][\w-]{10,}\.ey[JK][\w-]{10,}\.[\w-]+"  # JSON Web Tokens
)
_IN_A_VALUE = re.compile(
    r"(?<=://)[^/\s:@\"']*:[^/\s@\"']+(?=@)"
    r"|(?<=[?&;\s])((\w|-)*(token|secret|sig|signature)(\w|-)*|api_?key|auth|key|pwd|sas)=[^&\s\"']+"
    r"|passw(or)?d\s*=\s*[^&\s\"']+",
    re.IGNORECASE,
)
_IN_A_LINE = re.compile(r"(?P<key>[\w.\"'-]+)(?P<sign>\s*[=:]\s*|\s+)(?P<value>.*)", re.DOTALL)
HIDDEN = "***"


def is_secret(key: KeyPath) -> bool:
    """Whether a key's value, or what is in it, may be a secret, by its name."""
    return any(_NAMES.search(_OURS.sub("", part)) for part in key if isinstance(part, str))


def looks_like_a_secret(value: str) -> bool:
    """Whether a text has the form of a private key, an access key or a token, or holds a password as URLs do."""
    return bool(_VALUES.search(value) or _IN_A_VALUE.search(value))


def without_secrets(line: str) -> str:
    """A line of a file in which what stands behind a secret's key, and what looks like a secret, is hidden."""
    position = 0
    while found := _IN_A_LINE.search(line, position):
        names = [part.strip("\"'") for part in found["key"].split(".")]
        if is_secret(tuple(names)):
            line = line[: found.start("value")] + HIDDEN
            break
        position = found.end("sign")
    return _VALUES.sub(HIDDEN, _IN_A_VALUE.sub(HIDDEN, line))
