"""Words and values of a plan in a sentence: short, on one line, and never more than text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_SHOWN = 120
LONGEST_NAME = 200
LONGEST_SENTENCE = 2_000
MOST_LISTED = 5

# Letters and signs that show as nothing, though Unicode calls them printable.
_BLANK = dict.fromkeys(map(ord, "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"), None)
_INVISIBLE = re.compile("[" + "".join(map(chr, _BLANK)) + "\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SAFE_WORD = re.compile(r"\(?[^\W_]+(?:[-'/.][^\W_]+)*\)?[.,;:]?")
_SIGNS = frozenset({".", ",", ";", ":", "-", ").", "),"})
_TAKEN_FOR_A_LINK = re.compile(r"(?i)www\.|gh-\d|[0-9a-f]{7,}\b")
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(
    rf"\[{_QUOTED}(?:, {_QUOTED})*(?: and [\d,]+ more)?\]|{_QUOTED}"
    r"|(?<!`)(?P<fence>`+)(?!`)(?P<code>.+?)(?<!`)(?P=fence)(?!`)"
)


@dataclass(frozen=True)
class Sensitive:
    """A value that is compared and never shown."""

    value: Any

    def __repr__(self) -> str:
        return "(sensitive)"


def bare(value: Any) -> Any:
    """A value without its marks, however deep, to compare: one that is only marked as sensitive does not change."""
    if isinstance(value, Sensitive):
        return bare(value.value)
    if isinstance(value, Mapping):
        return {name: bare(inner) for name, inner in value.items()}
    return [bare(each) for each in value] if isinstance(value, list) else value


def opened(value: Any) -> Any:
    """A hidden block as one of hidden values."""
    if not isinstance(value, Sensitive) or not isinstance(value.value, list | Mapping):
        return value
    if isinstance(value.value, list):
        return [opened(Sensitive(each)) for each in value.value]
    return {name: opened(Sensitive(each)) for name, each in value.value.items() if each is not None}


def hides(value: Any) -> bool:
    """Whether anything in a value is sensitive."""
    if isinstance(value, Mapping):
        return any(map(hides, value.values()))
    return isinstance(value, Sensitive) or (isinstance(value, list) and any(map(hides, value)))


def plain(text: str) -> str:
    """Text on one line, in which what shows as nothing, or turns the rest around, is written out as its code."""
    if text.isprintable() and not _INVISIBLE.search(text):
        return text
    return "".join(
        each if each.isprintable() and not _INVISIBLE.match(each) else f"\\u{ord(each):04x}" for each in text
    )


def shortened(text: str, most: int) -> str:
    """Text of at most about so many characters, which says how many there were."""
    return text if len(text) <= most else f"{text[:most]}... ({len(text):,} characters)"


def shown(value: Any) -> str:
    """A value in a sentence, as JSON has it, short. Texts are quoted: that is how a renderer knows them."""
    if isinstance(value, Sensitive):
        return repr(value)
    if isinstance(value, str):
        return _json(shortened(value, LONGEST_SHOWN))
    text = _json(value)
    if len(text) <= LONGEST_SHOWN:
        return text
    if isinstance(value, list) and not any(isinstance(each, list | dict) for each in value):
        first: list[str] = []
        for each in value:
            first.append(shown(each))
            if sum(map(len, first)) > LONGEST_SHOWN:
                break
        more = len(value) - len(first)
        return f"[{', '.join(first)}{f' and {more:,} more' if more else ''}]"
    return named(shortened(text, LONGEST_SHOWN))


def _json(value: Any) -> str:
    return plain(json.dumps(value, ensure_ascii=False, default=repr))


def named(text: str) -> str:
    """A name that a plan brought, such as an address or a key, in backticks that it cannot close."""
    return code(shortened(text, LONGEST_NAME))


def listed(names: Iterable[str], most: int = MOST_LISTED) -> str:
    """Names that a plan brought, in a sentence: the first few, and how many more."""
    every = list(names)
    more = f" and {len(every) - most:,} more" if len(every) > most else ""
    return f"{', '.join(map(named, every[:most]))}{more}"


def count(number: int, noun: str) -> str:
    """How many, of what."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def code(text: str) -> str:
    """A code span that nothing in the text can end."""
    text = plain(text) or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def inert(sentence: str) -> str:
    """A sentence in Markdown: values and whatever is no plain word in code spans, so that it does nothing."""
    sentence = shortened(plain(sentence), LONGEST_SENTENCE)
    text, end = "", 0
    for token in _TOKEN.finditer(sentence):
        inner = token["code"]
        text = _beside(text, _words(sentence[end : token.start()]))
        text = _beside(text, code(token[0] if inner is None else _inner(inner)))
        end = token.end()
    return _beside(text, _words(sentence[end:]))


def _beside(text: str, more: str) -> str:
    """Text and more of it; two code spans apart, whose backticks would be taken for one run."""
    return f"{text} {more}" if text.endswith("`") and more.startswith("`") else f"{text}{more}"


def _inner(text: str) -> str:
    return text[1:-1] if text.startswith(" `") or text.endswith("` ") else text


def _words(text: str) -> str:
    return re.sub(r"\S+", lambda word: _word(word[0]), text)


def _word(word: str) -> str:
    if _SAFE_WORD.fullmatch(word) and not _TAKEN_FOR_A_LINK.match(word.lstrip("(")):
        return word
    if word in _SIGNS:
        return word
    end = re.search(r"[.,;:]?$", word)
    cut = end.start() if end else len(word)
    return f"{code(word[:cut])}{word[cut:]}"


def fenced(block: str, language: str) -> str:
    """Lines of code in a fence that nothing in them can close."""
    lines = [plain(line) for line in block.split("\n")]
    fence = "`" * max(3, 1 + max((len(run) for line in lines for run in re.findall("`+", line)), default=0))
    return "\n".join([f"{fence}{language}", *lines, fence])


def table_cell(span: str) -> str:
    """A code span in a table, where even code may not hold a pipe."""
    return span.replace("|", "\\u007c")


def joined(parts: Sequence[str]) -> str:
    """Sentences' parts, with "and" before the last."""
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)
