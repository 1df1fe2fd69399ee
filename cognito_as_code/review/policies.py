"""What an IAM policy document says: grants that can be compared, wildcards and conditions considered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import Any, NamedTuple

_MOST_SPLIT = 64  # ways in which a statement's condition values are taken one by one
_SHOWN = 90


class Condition(NamedTuple):
    """One key that a statement tests: `StringEquals aws:SourceAccount = 111122223333`."""

    operator: str
    key: str
    values: frozenset[str]

    @property
    def plain_operator(self) -> str:
        """The operator without ForAnyValue: or ForAllValues: and IfExists, in lower case."""
        return self.operator.rpartition(":")[2].lower().removesuffix("ifexists")

    @property
    def is_negative(self) -> bool:
        """Whether more values make it stricter, as with StringNotEquals."""
        return "not" in self.plain_operator

    @property
    def passes_when_absent(self) -> bool:
        """Whether a request without the key passes: ForAllValues, IfExists and negated operators."""
        return (
            self.operator.lower().startswith("forallvalues:")
            or self.operator.lower().endswith("ifexists")
            or (self.is_negative and not self.operator.lower().startswith("foranyvalue:"))
        )

    def implies(self, other: Condition) -> bool:
        """Whether whatever passes this passes the other."""
        if self.key.lower() != other.key.lower() or self.operator.lower() != other.operator.lower():
            return False
        if self.is_negative:
            return other.values <= self.values
        if self.plain_operator.endswith("like"):
            return all(any(covers_text(wide, each) for wide in other.values) for each in self.values)
        return self.values <= other.values

    def __str__(self) -> str:
        return f"{self.operator} {self.key} = {_listed(sorted(self.values))}"


class Statement(NamedTuple):
    """One statement, normalized: lists for single values, and what is excluded beside what is named."""

    effect: str
    actions: tuple[str, ...]
    but_actions: tuple[str, ...]
    resources: tuple[str, ...]
    but_resources: tuple[str, ...]
    principals: tuple[tuple[str, str], ...]
    """Kind (AWS, Federated, Service, CanonicalUser) and name; ("AWS", "*") for everybody."""
    but_principals: tuple[tuple[str, str], ...]
    conditions: tuple[Condition, ...]

    @property
    def allows(self) -> bool:
        """Whether it allows rather than denies."""
        return self.effect == "Allow"


class Grant(NamedTuple):
    """One action on one resource that one statement allows, or denies."""

    action: str
    resource: str
    conditions: tuple[Condition, ...] = ()
    but_actions: tuple[str, ...] = ()
    but_resources: tuple[str, ...] = ()

    @property
    def service(self) -> str:
        """The service whose action it is; * for all."""
        return self.action.partition(":")[0].lower()

    @property
    def is_one(self) -> bool:
        """Whether it is one action on one resource, and no pattern: then it covers nothing but itself."""
        return not {"*", "?"} & {*self.action, *self.resource}

    @property
    def is_everywhere(self) -> bool:
        """Whether it is for every resource."""
        return is_everything(self.resource)

    @property
    def is_wide(self) -> bool:
        """Whether it allows what nobody listed, or handing out rights."""
        return (
            "*" in self.action
            or self.resource == "*"
            or self.action.lower().startswith("iam:")
            or self.action.lower() == "sts:assumerole"
        )

    def covers(self, other: Grant) -> bool:
        """Whether this allows all that the other does."""
        return (
            covers_text(self.action.lower(), other.action.lower())
            and covers_text(self.resource, other.resource)
            and all(_is_out(each.lower(), other.action.lower(), other.but_actions) for each in self.but_actions)
            and all(_is_out(each, other.resource, other.but_resources) for each in self.but_resources)
            and all(any(own.implies(mine) for own in other.conditions) for mine in self.conditions)
        )

    def meets(self, other: Grant) -> bool:
        """Whether there is an action on a resource that both speak of, conditions aside."""
        return actions_meet(self.action, other.action) and meet(self.resource, other.resource)

    def __str__(self) -> str:
        actions = f"{self.action} but {_listed(self.but_actions)}" if self.but_actions else self.action
        resources = f"{self.resource} but {_listed(self.but_resources)}" if self.but_resources else self.resource
        condition = f" if {' and '.join(map(str, self.conditions))}" if self.conditions else ""
        return f"{actions} on {resources}{condition}"


def is_everything(resource: str) -> bool:
    """Whether a pattern of ARNs is for every resource, in any partition."""
    return resource.strip("*:") in ("", "arn", "arn:aws", "arn:aws-us-gov", "arn:aws-cn")


def as_iam_gets(text: str) -> str:
    """A text of a policy, of which Terraform takes no ${ for its own."""
    return text.replace("$${", "${").replace("%%{", "%{")


def _is_out(excluded: str, pattern: str, others: Sequence[str]) -> bool:
    """Whether nothing that the pattern names is excluded, but what the other excludes too."""
    return not meet(excluded, pattern) or any(covers_text(each.lower(), excluded.lower()) for each in others)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    # A ? stands for one character, which the * of a narrower pattern is not.
    parts = (
        ".*" if each == "*" else "[^*]" if each == "?" else re.escape(each) for each in re.sub(r"\*+", "*", pattern)
    )
    return re.compile("".join(parts), re.DOTALL)


def covers_text(wide: str, narrow: str) -> bool:
    """Whether a pattern of * and ? matches all that a narrower one does."""
    if wide == narrow or wide.strip("*") == "" != wide:
        return True
    if "*" not in wide and "?" not in wide:
        return False
    return bool(_compiled(wide).fullmatch(narrow))


def meet(one: str, other: str) -> bool:
    """Whether two patterns of * and ? match a text in common."""
    reached = {0}
    star = "*"
    reached = _skip(reached, other)
    for each in one:
        following: set[int] = set()
        for at in reached:
            if each == star:
                following |= {*range(at, len(other) + 1)}
            elif at < len(other):
                if other[at] == star:
                    following.add(at)
                elif each in ("?", other[at]) or other[at] == "?":
                    following.add(at + 1)
        if not following:
            return False
        reached = _skip(following, other)
    return len(other) in reached


def actions_meet(one: str, other: str) -> bool:
    """Whether two patterns of actions have one in common: `*:Get*` has none of `iam:Pass*`."""
    (service, _, name), (other_service, _, other_name) = (
        (each if ":" in each else f"{each}:{each}").lower().partition(":") for each in (one, other)
    )
    return meet(service, other_service) and meet(name, other_name)


def _skip(reached: set[int], pattern: str) -> set[int]:
    """The places, and those behind a star at them, which may stand for nothing."""
    found = set(reached)
    for at in reached:
        while at < len(pattern) and pattern[at] == "*":
            at += 1  # noqa: PLW2901
            found.add(at)
    return found


def statements(policy: Any) -> list[Statement]:
    """The statements of a policy document; none where it is no document."""
    try:
        document = json.loads(policy) if isinstance(policy, str) else policy
        found = document.get("Statement", []) if isinstance(document, dict) else []
    except ValueError:
        return []
    return [_statement(each) for each in _list(found) if isinstance(each, dict)]


def _statement(said: Mapping[str, Any]) -> Statement:
    not_actions, not_resources = _texts(said.get("NotAction")), _texts(said.get("NotResource"))
    return Statement(
        effect=str(said.get("Effect", "Deny")),
        actions=("*",) if not_actions else _texts(said.get("Action")),
        but_actions=not_actions,
        resources=("*",) if not_resources else _texts(said.get("Resource")),
        but_resources=not_resources,
        principals=(("AWS", "*"),) if said.get("NotPrincipal") else tuple(_principals(said.get("Principal"))),
        but_principals=tuple(_principals(said.get("NotPrincipal"))),
        conditions=tuple(sorted(_conditions(said.get("Condition")), key=str)),
    )


def _principals(said: Any) -> Iterator[tuple[str, str]]:
    if isinstance(said, Mapping):
        yield from ((str(kind), str(each)) for kind, value in sorted(said.items()) for each in _list(value))
    elif said is not None:
        yield ("AWS", str(said))


def _conditions(said: Any) -> Iterator[Condition]:
    for operator, keys in (said if isinstance(said, Mapping) else {}).items():
        for key, value in keys.items():
            yield Condition(str(operator), str(key), frozenset(_texts(value)))


def grants(found: Iterable[Statement], effect: str = "Allow", *, one_by_one: bool = True) -> list[Grant]:
    """What statements allow, or deny, an action and a resource at a time; and a value of a condition at a time."""
    return [
        Grant(action, resource, conditions, each.but_actions, each.but_resources)
        for each in found
        if each.effect == effect
        for conditions in (_one_by_one(each.conditions) if one_by_one else (each.conditions,))
        for action in each.actions
        for resource in each.resources
    ]


def _one_by_one(conditions: Sequence[Condition]) -> Iterable[tuple[Condition, ...]]:
    """Conditions with each of their values alone: two statements with one value say what one with two does."""
    choices = [
        [each]
        if each.is_negative or each.passes_when_absent
        else [each._replace(values=frozenset({one})) for one in sorted(each.values)]
        for each in conditions
    ]
    combined = list(islice(product(*choices), _MOST_SPLIT + 1))
    return combined if len(combined) <= _MOST_SPLIT else [tuple(conditions)]


def new_grants(before: Iterable[Statement], after: Iterable[Statement]) -> list[Grant]:
    """What is allowed after and was not before, but what is denied whatever the circumstances.

    What was allowed and denied at once is told by lost_denies().
    """
    has = list(after)
    known = _Covering([*grants(before), *(each for each in grants(has, "Deny") if not each.conditions)])
    new = {each for each in grants(has) if not known.covers(each)}
    widest = _Covering([])
    for each in sorted(new, key=lambda each: (*narrowness(each), str(each))):
        if not widest.covers(each):
            widest.add(each)
    return sorted(widest.all, key=str)


def narrowness(grant: Grant) -> tuple[int, int]:
    """Whatever covers a grant has no more of its letters than it, and no more conditions."""
    letters = sum(each not in "*?" for each in f"{grant.action}{grant.resource}")
    return letters, len(grant.conditions) + len(grant.but_actions) + len(grant.but_resources)


class _Covering:
    """Grants, to ask whether one of them covers another: those of the same action, and those with a pattern."""

    def __init__(self, found: Iterable[Grant]) -> None:
        self.all: list[Grant] = []
        self._exact: dict[str, list[Grant]] = {}
        self._patterns: list[Grant] = []
        for each in found:
            self.add(each)

    def add(self, grant: Grant) -> None:
        self.all.append(grant)
        action = grant.action.lower()
        if "*" in action or "?" in action:
            self._patterns.append(grant)
        else:
            self._exact.setdefault(action, []).append(grant)

    def covers(self, grant: Grant) -> bool:
        return any(each.covers(grant) for each in (*self._exact.get(grant.action.lower(), ()), *self._patterns))


def lost_denies(before: Iterable[Statement], after: Iterable[Statement]) -> list[Grant]:
    """What was denied before and is no more."""
    kept = _Covering(grants(after, "Deny"))
    gone = {each for each in grants(before, "Deny") if not kept.covers(each)}
    return sorted(gone, key=str)


def _listed(values: Iterable[str]) -> str:
    text = ", ".join(values)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in _list(value))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
