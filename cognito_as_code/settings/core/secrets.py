"""What must not stand in a file: names of secrets, and values that have the form of one."""

from __future__ import annotations

import re

_NAMES = re.compile(
    r"passw(or)?d|passphrase|secret(?!s?_?manager)|private_?key|api_?key|access_?key|credential|token$|_pem$|hmac",
    re.IGNORECASE,
)

_VALUES = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(AKIA|ASIA)[A-Z0-9]{16}\b"  # AWS access key ids
    r"|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22,}|\bglpat-[\w-]{20}"  # code hosts' tokens
    r"|\bxox[abprs]-[\w-]{10,}|\bsk_live_\w{16,}|\bAIza[\w-]{35}"
    r"|\bey[JK][\w-]{10,}\.ey[JK][\w-]{10,}\.[\w-]+"  # JSON Web Tokens
)

_IN_A_URL = re.compile(
    r"://[^/\s:@]*:[^/\s@]+@"
    r"|[?&;\s](access_?token|api_?key|auth|key|pwd|sas|secret|sig|signature|token)="
    r"|passw(or)?d\s*=",
    re.IGNORECASE,
)


def names_a_secret(name: str) -> bool:
    """Whether what is called so is most likely a secret."""
    return bool(_NAMES.search(name))


def looks_like_a_secret(value: str) -> bool:
    """Whether a text has the form of a private key, an access key or a token, or holds a password as URLs do."""
    return bool(_VALUES.search(value) or _IN_A_URL.search(value))
