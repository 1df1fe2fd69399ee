"""Terraform's addresses: what their keys hide, and where they stand."""

from __future__ import annotations

import re

_INDEX = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]')


def without_indexes(address: str) -> str:
    """The address that the configuration has: without the keys of count and for_each, whatever stands in them."""
    return _INDEX.sub("", address) if "[" in address else address


def split_index(address: str) -> tuple[str, str]:
    """An address and the key of the instance: ("aws_x.y", "[0]"), or "" where there is none."""
    if address.endswith("]"):
        for match in _INDEX.finditer(address):
            if match.end() == len(address):
                return address[: match.start()], match[0]
    return address, ""
