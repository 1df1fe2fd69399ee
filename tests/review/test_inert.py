"""Nothing that a plan brings writes the comment: payloads, in every place where a plan has text."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from markdown_it import MarkdownIt

from cognito_as_code.review.access.difference import differences_of
from cognito_as_code.review.findings import review
from cognito_as_code.review.markdown import LONGEST_COMMENT, markdown
from cognito_as_code.review.report import as_json, as_sarif, as_text
from cognito_as_code.review.terraform import plan_of
from tests.review.access.documents import trust
from tests.review.plans import document, entry

PAYLOADS = {
    "link": "[merge](https://evil.example.org)",
    "reference link": "[merge][1]\n\n[1]: https://evil.example.org",
    "image": "![x](https://evil.example.org/x.png)",
    "bare address": "https://evil.example.org/?a=1",
    "www": "www.evil.example.org",
    "mail address": "someone@example.org",
    "angle link": "<https://evil.example.org>",
    "emphasis": "*approved*",
    "strong": "**approved**",
    "underscores": "__approved__",
    "strike": "~~dangerous~~",
    "emoji": ":white_check_mark:",
    "math": "$\\color{white}{x}$",
    "math block": "$$x$$",
    "math in code": "$`x`$",
    "closes an issue": "Fixes #1",
    "issue elsewhere": "owner/name#1",
    "issue by letters": "GH-1",
    "commit": "0123456789abcdef0123456789abcdef01234567",
    "mention": "@octocat",
    "team": "@org/team",
    "element": "<b>approved</b>",
    "script": "<script>alert(1)</script>",
    "comment": "--><!-- plan-review: prod -->",
    "details": "</details><details open>",
    "summary": "</summary>",
    "heading": "\n\n## ✅ Safe to merge",
    "rule": "\n\n---\n\n",
    "quote": "\n> quoted",
    "alert": "\n> [!NOTE]\n> Safe",
    "list": "\n- [x] reviewed",
    "table": "a | b | c",
    "table end": "|\n\n## ✅",
    "escaped pipe": "\\|\\\\|",
    "backtick": "`",
    "backticks": "``` x",
    "many backticks": "`" * 50 + " ## x",
    "fence": "\n```\n## ✅\n```mermaid\n",
    "tildes": "\n~~~\n## ✅",
    "code ends early": "a` @octocat `b",
    "quote ends early": 'a" @octocat "b',
    "backslash and quote": '\\" @octocat',
    "entity": "&lt;b&gt;&#64;octocat",
    "right to left": "\u202egnihton\u202c",
    "isolate": "\u2066x\u2069",
    "zero width": "a\u200bb\u2060c\ufeff",
    "soft hyphen": "a\u00adb",
    "line separator": "a\u2028b\u2029c",
    "return": "a\rb\x0bc\x0cd",
    "terminal": "\x1b[2J\x1b[32msafe",
    "null": "a\x00b",
    "tag letters": "a\U000e0041\U000e0042",
    "invisible letter": "a\u3164b\u115fc",
    "mermaid": '"]:::create; click r0 "https://evil.example.org"',
    "mermaid end": "x\nend\nsubgraph y",
    "lone half": "a\ud800b",
}
POOL = {
    "mfa_configuration": "ON",
    "deletion_protection": "ACTIVE",
    "username_configuration": [{"case_sensitive": False}],
}
CLIENT = "aws_cognito_user_pool_client"


def plan_with(text: str) -> dict[str, Any]:
    """A plan with a text in every place that has one."""
    key = f"[{json.dumps(text, ensure_ascii=False)}]"
    pool = f"module.{text}.aws_cognito_user_pool.this{key}"
    client = {"name": text, "user_pool_id": text, "prevent_user_existence_errors": "ENABLED"}
    changes = [
        ("aws_cognito_user_pool", pool, ["delete", "create"], {**POOL, "name": text}, {**POOL, "name": f"{text}2"}),
        ("aws_cognito_user_pool", f"aws_cognito_user_pool.weak{key}", ["update"], POOL, {"mfa_configuration": text}),
        (CLIENT, f"{CLIENT}.a{key}", ["update"], {**client, "callback_urls": []}, {**client, "callback_urls": [text]}),
        (CLIENT, f"{CLIENT}.b{key}", ["delete"], {**client, "name": f"{text}b"}, None),
        (CLIENT, f"{CLIENT}.c{key}", ["create"], None, {**client, "name": f"{text}b"}),
        (CLIENT, f"{CLIENT}.d{key}", ["update"], {**client, "name": f"{text}d"}, {**client, "name": f"{text}e"}),
        (CLIENT, f"{CLIENT}.e{key}", ["delete"], {**client, "name": f"{text}e"}, None),
        (text, f"{text}.x{key}", [text], {text: 1}, {text: 2}),
        (
            "aws_cognito_identity_provider",
            f"aws_cognito_identity_provider.x{key}",
            ["update"],
            {"attribute_mapping": {text: "a"}, "provider_details": {text: "a"}},
            {"attribute_mapping": {text: "b"}, "provider_details": {text: "b"}},
        ),
        (
            "aws_cognito_identity_pool_roles_attachment",
            f"aws_cognito_identity_pool_roles_attachment.x{key}",
            ["update"],
            {"role_mapping": [{"identity_provider": text, "type": "Token", "ambiguous_role_resolution": "Deny"}]},
            {"role_mapping": []},
        ),
        (
            "aws_cognito_log_delivery_configuration",
            f"aws_cognito_log_delivery_configuration.x{key}",
            ["update"],
            {"log_configurations": [{"event_source": text}]},
            {"log_configurations": []},
        ),
    ]
    said = {"Effect": "Allow", "Action": text, "Resource": text, "Condition": {text: {text: text}}}
    role = {"name": f"{text}r", "assume_role_policy": trust()}
    more = {**role, "inline_policy": [{"name": text, "policy": json.dumps({"Statement": [said]})}]}
    changes.append(("aws_iam_role", f"aws_iam_role.x{key}", ["update"], role, more))
    entries = [
        {
            **entry(
                "aws_x.y", actions, before, after, previous_address=f"{address}-old", replace_paths=[["name", text]]
            ),
            "address": address,
            "type": type_,
        }
        for type_, address, actions, before, after in changes
    ]
    return document(
        *entries,
        output_changes={text: {"actions": ["delete"], "before_sensitive": False}},
        deferred_changes=[{"reason": text, "resource_change": {"address": text}}],
        configuration={
            "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": text}}}},
            "root_module": {
                "resources": [
                    {"address": f"data.http.{text}", "mode": "data", "type": "http"},
                    {"address": "aws_x.y", "mode": "managed", "provisioners": [{"type": text}]},
                ]
            },
        },
    )


def without_code(text: str) -> str:
    """Markdown without its code: by CommonMark's rule, a run of backticks ends at the next run of that length."""
    text = re.sub(r"^ *(`{3,})\w*\n.*?^ *\1`*$", "", text, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(re.sub(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", "¤", line) for line in text.split("\n"))


OURS = re.compile(
    r"<!-- plan-review: prod -->|</?(details|summary|sub)>|\[why\]\(https://[\w./#-]+\)|^#{2,3} |\*\*[\w ]+:\*\*"
    r"|\*\*(destroy|replace|unknown)\*\*|^\| .* \| .* \| .* \|$|^\| +\| What \|.*$|^\|[ |-]+$|^ *- |^ *\d+\. ",
    re.MULTILINE,
)
MERMAID = re.compile(r'flowchart LR|  r\d+\["[\w. :()/-]+<br/>\w+"\]:::\w+|  r\d+ --> r\d+|  classDef .*', re.ASCII)
ALIVE = re.compile(r"[@#<>*_$|`~\[\]\\&]|:\w+:|https?:|www\.|GH-\d|[0-9a-f]{7,}|evil|octocat")


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_plans_text_does_nothing_in_the_comment(name: str) -> None:
    plan = plan_of(plan_with(PAYLOADS[name]), "plan")
    findings = review(plan)
    assert len({each.rule.id for each in findings}) >= 12
    assert any(PAYLOADS[name] in each for one in differences_of(plan) for each in one.added)
    text = markdown(plan, findings, [f"hint {PAYLOADS[name]}"], "prod")
    assert len(text) <= LONGEST_COMMENT
    assert all(each == "\n" or each.isprintable() for each in text)
    outside = OURS.sub("", without_code(text))
    assert ALIVE.findall(outside) == [], [line for line in outside.split("\n") if ALIVE.search(line)]
    (picture,) = re.findall(r"^```mermaid\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    assert [line for line in picture.rstrip("\n").split("\n") if not MERMAID.fullmatch(line)] == []


TAGS = re.compile(
    r"</?(a|code|details|em|h2|h3|li|ol|p|pre|strong|sub|summary|table|tbody|td|th|thead|tr|ul)>"
    r'|<code class="language-\w+">'
    r'|<a href="https://(docs\.aws\.amazon|developer\.hashicorp|registry\.terraform)\.\w+/[\w./#-]+">|<!-- [\w :-]+ -->'
)
COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_renderer_makes_nothing_of_it(name: str) -> None:
    plan = plan_of(plan_with(PAYLOADS[name]), "plan")
    html = COMMONMARK.render(markdown(plan, review(plan), [f"hint {PAYLOADS[name]}"], "prod"))
    assert [each for each in re.findall(r"<[^>]*>", html) if not TAGS.fullmatch(each)] == []
    said = re.sub(r"<[^>]*>", "", re.sub(r"<code[^>]*>.*?</code>", "", html, flags=re.DOTALL))
    assert not [each for each in ("octocat", "evil", "approved", "#1", "GH-1", ":white") if each in said]


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_plans_text_stays_on_its_line_in_the_text(name: str) -> None:
    plan = plan_of(plan_with(PAYLOADS[name]), "plan")
    findings = review(plan)
    text = as_text(plan, findings, [f"hint {PAYLOADS[name]}"])
    assert all(each == "\n" or each.isprintable() for each in text)
    assert not [line for line in text.split("\n")[1:] if line.startswith(("✅", "⛔", "##"))]
    json.loads(as_json(findings))
    messages = [each["message"]["text"] for each in json.loads(as_sarif(plan, findings, "plan"))["runs"][0]["results"]]
    assert not [each for each in messages if re.search(r"(?<!\\)\]\(", each)]


def test_there_are_payloads_enough() -> None:
    assert len(PAYLOADS) >= 40


@pytest.mark.parametrize("text", ["a" * 70_000, "`" * 70_000, '"' * 70_000, "a\n" * 35_000])
def test_a_long_text_hides_nothing(text: str) -> None:
    worst = entry("aws_cognito_user_pool.main", ["delete"], POOL)
    plan = plan_of(document(worst, *plan_with(text)["resource_changes"]), "plan")
    findings = review(plan)
    comment = markdown(plan, findings, [], text)
    assert len(comment) <= LONGEST_COMMENT
    assert "did not fit" not in comment
    for finding in findings:
        assert finding.rule.title in comment
