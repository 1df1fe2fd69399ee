"""The page: it needs nothing else, and nothing in a plan writes it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.review.__main__ import main
from tests.review.plans import document, entry
from tests.review.test_command import OPTIONAL, POOL, SECURE, folder, write

CLIENT = "aws_cognito_user_pool_client.web"

assert folder  # a fixture

CONTENT = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class Page(HTMLParser):
    """What a browser would make of it: every element with its attributes, in order, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def page(*changes: dict[str, Any], **more: Any) -> Page:
    """The page about a plan with these changes."""
    main([write(document(*changes, **more)), "--title", "prod", "--format", "html", "--output", "review.html"])
    return Page(Path("review.html").read_text(encoding="utf-8"))


@pytest.mark.usefixtures("folder")
class TestPage:
    def test_the_verdict_and_the_worst_come_first(self) -> None:
        read = page(OPTIONAL, entry(CLIENT, ["delete"], {"name": "web"}))
        assert read.open == []
        _, text = read.text.split("Do not merge: 2 blocking findings", 2)[1:]
        assert text.index("1 to destroy, 1 to update") < text.index("Users no longer need a second factor")
        assert text.index("fingerprint") < text.index("All changes (2)")

    def test_it_needs_nothing_else(self) -> None:
        read = page(OPTIONAL)
        names = {name for name, _ in read.elements}
        assert names.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "form", "base", "svg"})
        attributes = {attribute for _, attributes in read.elements for attribute in attributes}
        assert not [each for each in attributes if each.startswith("on") or each in ("src", "style", "srcset")]
        assert ("meta", {"http-equiv": "Content-Security-Policy", "content": CONTENT}) in read.elements
        text = Path("review.html").read_text(encoding="utf-8")
        assert "@import" not in text
        assert "url(" not in text

    def test_it_is_light_dark_and_printable(self) -> None:
        page(OPTIONAL)
        text = Path("review.html").read_text(encoding="utf-8")
        assert "color-scheme: light dark" in text
        assert "@media (prefers-color-scheme: dark)" in text
        assert "details::details-content { content-visibility: visible" in text[text.index("@media print") :]

    @pytest.mark.parametrize(
        "payload",
        [
            "<script>alert(1)</script>",
            "</style></title><img src=x onerror=alert(1)>",
            '"><a href="https://example.com">',
            "' onmouseover='alert(1)",
            "`</code><b>`",
            "<!-- <details>",
            "&lt;script&gt;",
            "javascript:alert(1)",
        ],
    )
    def test_nothing_in_a_plan_writes_it(self, payload: str) -> None:
        elements = page(
            entry(f"{POOL}[{json.dumps(payload)}]", ["update"], SECURE, {**SECURE, "mfa_configuration": payload}),
            entry(
                CLIENT,
                ["update"],
                {"allowed_oauth_scopes": []},
                {"allowed_oauth_scopes": [payload]},
            ),
        ).elements
        plain = page(
            entry(f'{POOL}["a"]', ["update"], SECURE, {**SECURE, "mfa_configuration": "a"}),
            entry(
                CLIENT,
                ["update"],
                {"allowed_oauth_scopes": []},
                {"allowed_oauth_scopes": ["a"]},
            ),
        ).elements

        def shape(found: list[tuple[str, dict[str, str | None]]]) -> list[tuple[str, list[str]]]:
            return [(name, sorted(attributes)) for name, attributes in found if name != "code"]

        assert shape(elements) == shape(plain)

    @pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200f", "\u0007", "\u2028"])
    def test_what_hides_or_turns_text_is_spelt(self, character: str) -> None:
        read = page(entry(f'{POOL}["a{character}b"]', ["update"], SECURE, {**SECURE, "mfa_configuration": "OPTIONAL"}))
        assert character not in read.text
        assert f"a\\u{ord(character):04x}b" in read.text

    def test_colours_can_be_read(self) -> None:
        """4.5 to 1 at least, light and dark. Source: https://www.w3.org/TR/WCAG22/#contrast-minimum"""
        page(OPTIONAL)
        text = Path("review.html").read_text(encoding="utf-8")
        schemes = re.findall(r":root \{[^}]*--ground[^}]*\}", text)
        assert len(schemes) == 2
        for scheme in schemes:
            colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", scheme))
            for name in ("text", "dim", "bad", "look", "good", "note"):
                for ground in ("ground", "card"):
                    assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
