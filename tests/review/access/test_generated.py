"""What the review says of access, cell by cell beside an evaluator that reads the settings alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as budget
from hypothesis import strategies as st

from cognito_as_code.checks import check
from cognito_as_code.review.access.difference import differences_of
from cognito_as_code.review.access.holders import holders_of
from cognito_as_code.review.access.report import as_json
from cognito_as_code.review.synthesized import plan_between
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.synth import build_app
from main import build_stack
from tests.repetitions import ENVIRONMENTS_WITH_ACCESS
from tests.review.access.evaluator import User, doors_of, is_allowed, requests, scopes_of
from tests.review.access.requests import Request, holds, takes
from tests.settings.strategies import Tables, environments_with_access

AT_ONCE = 10
PARTS = 2
Said = dict[str, Any]


def synthesize(several: list[Tables], folder: Path) -> list[tuple[EnvironmentSettings, dict[str, Any]]]:
    """Environments and their JSON, from one program that is not ended between them."""
    checked = {}
    for number, data in enumerate(several):
        found, findings = check(data)
        wrong = {each.key[1] for each in findings if each.severity == "error" and each.key[0] == "protected"}
        for name in wrong:
            del data["protected"][name]
        if wrong:
            found, findings = check(data)
        assert found, findings
        checked[f"g{number}"] = found
    build_app(build_stack, checked, folder).synth()
    return [
        (found, json.loads((folder / f"stacks/cognito-{name}/cdk.tf.json").read_text()))
        for name, found in checked.items()
    ]


def said_of(document: dict[str, Any]) -> list[Said]:
    """What `cognito access --format json` prints."""
    said: list[Said] = json.loads(as_json(holders_of(plan_between(document, document))))
    return said


def lets(said: Said, request: Request) -> bool:
    """Whether one of the rights takes a request, as the format promises."""
    return any(
        _is_about(right, request)
        and all(_is_about(each, request) for each in right["within"])
        and not any(_is_about(each, request) for each in right["unless"])
        for right in said["rights"]
    )


def _is_about(grant: Mapping[str, Any], request: Request) -> bool:
    return (
        takes(grant["action"].lower(), request.action.lower())
        and takes(grant["resource"], request.resource)
        and not any(takes(each.lower(), request.action.lower()) for each in grant["not_actions"])
        and not any(takes(each, request.resource) for each in grant["not_resources"])
        and all(holds(**each, context=request.context) for each in grant["conditions"])
    )


def people(settings: EnvironmentSettings) -> Iterator[tuple[User, bool, str, str, str]]:
    """Each user there can be: by whether with the classic flow, then kind, name and client of who that is."""
    pool = settings.identity_pool
    if pool is None:
        return
    for client in settings.trusted_clients:
        called = settings.app_clients[client].name or client
        yield User(client), False, "users", called, called
        mapping = pool.role_mapping.get(client)
        for group in settings.groups:
            yield User(client, (group,)), False, "group", group, called
        rules = mapping.mapping_rule if mapping else []
        if any(rule.claim == "sub" for rule in rules):
            yield User(client, sub="a"), False, "rule", 'sub StartsWith "a"', called
        if pool.allow_classic_flow:
            yield User(client), True, "classic", "everybody who signs in", ""
    if pool.allow_unauthenticated_identities:
        yield User(), False, "guests", "", ""
        if pool.allow_classic_flow:
            yield User(), True, "classic", "guests", ""


def doors_said(said: Said) -> set[str]:
    """The names of the doors that let somebody in."""
    assert all(each["is_known"] for each in said["doors"])
    return {each["name"].rpartition(".")[2] for each in said["doors"]}


def compare(settings: EnvironmentSettings, document: dict[str, Any]) -> Counter[bool]:
    """Compare all cells of an environment. How many were allowed, and how many not."""
    said = {(each["kind"], each["name"], each["client"]): each for each in said_of(document)}
    cells: Counter[bool] = Counter()
    asked = list(requests(settings))
    for user, classic, *key in people(settings):
        row = said[key[0], key[1], key[2]]
        assert row["unknown"] == []
        for request in asked:
            expected = is_allowed(user, request, settings, classic=classic)
            assert lets(row, request) is expected, (key, request, row["rights"])
            cells[expected] += 1
    for name, client in settings.app_clients.items():
        called = client.name or name
        row = said["users" if name in settings.trusted_clients else "machine", called, called]
        assert [each["name"] for each in row["scopes"]] == scopes_of(name, settings)
        assert doors_said(row) == doors_of(name, settings), (name, row["doors"], settings.protected)
        cells[True] += len(row["doors"])
        for group in settings.groups if settings.identity_pool and name in settings.trusted_clients else ():
            assert doors_said(said["group", group, called]) == doors_of(name, settings, group)
    return cells


def compare_some(examples: int, folder: Path, start: int) -> Counter[bool]:
    """Generate, synthesize and compare so many environments, ten at once."""
    cells: Counter[bool] = Counter()
    batches: Counter[str] = Counter()

    @seed(start)
    @budget(
        max_examples=examples // AT_ONCE,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(environments_with_access(), min_size=AT_ONCE, max_size=AT_ONCE))
    def each(several: list[Tables]) -> None:
        batches["run"] += 1
        for settings, document in synthesize(several, folder / str(batches["run"])):
            cells.update(compare(settings, document))
            batches["environments"] += 1

    each()
    assert batches["environments"] >= examples
    return cells


def test_fifty_environments_let_do_what_their_files_say(tmp_path: Path) -> None:
    cells = compare_some(50, tmp_path, start=1)
    assert cells[True] > 1_000
    assert cells[False] > 10_000


@pytest.mark.slow
@pytest.mark.parametrize("start", range(PARTS))
def test_many_environments_let_do_what_their_files_say(start: int, tmp_path: Path) -> None:
    examples = ENVIRONMENTS_WITH_ACCESS // PARTS
    cells = compare_some(examples, tmp_path, start=100 + start)
    assert cells[True] > 40 * examples
    assert cells[False] > 400 * examples


@budget(max_examples=5, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(several=st.lists(environments_with_access(), min_size=2, max_size=2))
def test_who_may_do_more_is_in_the_difference(several: list[Tables], tmp_path_factory: pytest.TempPathFactory) -> None:
    (_, before), (after, new) = synthesize(several, tmp_path_factory.mktemp("two"))
    assert differences_of(plan_between(new, new)) == []
    differences = differences_of(plan_between(before, new))
    said = [{(each["kind"], each["name"], each["client"]): each for each in said_of(one)} for one in (before, new)]
    for key, row in said[1].items():
        had = said[0].get(key, {"rights": []})
        more = any(lets(row, request) and not lets(had, request) for request in requests(after))
        who = [each for each in differences if key[1] in each.who or key[2] in each.who or key[0] in each.who]
        assert not more or any(each.added for each in who), key
