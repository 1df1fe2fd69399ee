"""Plans of thousands of resources: in seconds, and with the worst first."""

from __future__ import annotations

import time
from typing import Any

import pytest

from cognito_as_code.review.access.difference import differences_of
from cognito_as_code.review.findings import review
from cognito_as_code.review.markdown import LONGEST_COMMENT, markdown
from cognito_as_code.review.terraform import plan_of
from tests.review.access.crowd import INVOKE, STREAM, crowd
from tests.review.plans import document, entry

pytestmark = pytest.mark.unmeasured  # its seconds would be coverage's

SECONDS = 5
LOST = 3_000
CLIENT = "aws_cognito_user_pool_client"


def lost_clients(pools: int) -> list[dict[str, Any]]:
    """So many pools with ten clients each, all deleted, and as many made under other addresses."""
    changes = []
    for number in range(pools):
        pool = {"id": f"id-{number}", "name": f"pool-{number}"}
        changes.append(entry(f"aws_cognito_user_pool.p[{number}]", ["no-op"], pool, pool))
        for place in range(10):
            client = {"name": f"client-{number}-{place}", "user_pool_id": pool["id"]}
            changes.append(entry(f'{CLIENT}.c["{number}-{place}"]', ["delete"], client))
            changes.append(entry(f'{CLIENT}.d["{number}-{place}"]', ["create"], None, client))
    return changes


def test_three_thousand_lost_clients_take_seconds() -> None:
    started = time.process_time()
    plan = plan_of(document(*lost_clients(LOST // 10)), "plan")
    findings = review(plan)
    comment = markdown(plan, findings, [], "large")
    assert time.process_time() - started < SECONDS
    assert sum(each.rule.id == "client-lost" for each in findings) == LOST
    assert len(comment) <= LONGEST_COMMENT
    assert "2,995 more" in comment


def test_a_list_of_a_thousand_clients_that_shifts_takes_seconds() -> None:
    started = time.process_time()
    clients = [{"name": f"c-{number}", "user_pool_id": "x"} for number in range(1_000)]
    changes = [
        entry(f"{CLIENT}.c[{number}]", ["update"], client, clients[number + 1])
        for number, client in enumerate(clients[:-1])
    ]
    plan = plan_of(document(*changes, entry(f"{CLIENT}.c[999]", ["delete"], clients[-1])), "plan")
    comment = markdown(plan, review(plan), [], "large")
    assert time.process_time() - started < SECONDS
    assert len(comment) <= LONGEST_COMMENT


def test_a_pool_and_all_that_goes_with_it_is_one_finding() -> None:
    started = time.process_time()
    pool = {"id": "id", "name": "pool"}
    clients = [
        entry(f"{CLIENT}.c[{number}]", ["delete"], {"name": f"c-{number}", "user_pool_id": "id"})
        for number in range(LOST)
    ]
    plan = plan_of(document(*clients, entry("aws_cognito_user_pool.p", ["delete"], pool)), "plan")
    (finding,) = review(plan)
    assert time.process_time() - started < SECONDS
    assert finding.what.endswith("and 2,995 more")
    comment = markdown(plan, [finding], [], "large")
    assert comment.index("Every user is lost") < 300


def test_a_table_that_does_not_fit_beside_what_goes_before_it_is_left_out() -> None:
    """Each alone is shorter than a comment may be."""
    clients = [entry(f"{CLIENT}.c[{number}]", ["create"], None, {"name": f"c-{number}"}) for number in range(LOST)]
    plan = plan_of(document(*clients), "plan")
    comment = markdown(plan, review(plan), ["A hint. " * 100] * 55, "large")
    assert len(comment) <= LONGEST_COMMENT
    assert comment.endswith("*The table or picture of all changes did not fit.*\n")


def test_a_hundred_groups_through_twenty_clients_take_seconds() -> None:
    """What a role allows and whom a door lets in is worked out once, not for each group through each client."""
    started = time.process_time()
    before, after = crowd(100, 20, 40, [INVOKE, STREAM]), crowd(100, 20, 40, [INVOKE])
    changes = [
        entry(each, ["update" if after[each] != was else "no-op"], was, after[each]) for each, was in before.items()
    ]
    found = differences_of(plan_of(document(*changes), "plan"))
    assert time.process_time() - started < SECONDS
    assert len(found) == 100
    assert all(len(each.removed) == 1 and "streaming" in each.removed[0] and not each.added for each in found)
