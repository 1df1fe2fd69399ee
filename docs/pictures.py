"""Draw what the commands print: docs/check.svg and docs/review.svg. `pipenv run pictures` does; a test compares."""

from __future__ import annotations

import io
import json
import os
import re
import tempfile
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from cognito_as_code.checks import check_environments
from cognito_as_code.cli.messages import picture_of
from cognito_as_code.review import rules
from cognito_as_code.review.findings import review
from cognito_as_code.review.markdown import markdown
from cognito_as_code.review.terraform import plan_of

assert rules  # imported to register themselves

DOCS = Path(__file__).parent
MISTAKEN = """\
region     = "eu-centrl-1"
account_id = "111122223333"

[user_pool]
name = "ai-gateway"

[user_pool.mfa]
configuration = "ON"
factors       = ["TOTP", "EMAIL"]

[user_pool.password_policy]
minimum_length = 5

[app_clients.web]
application_type = "SPA"
calback_urls     = ["https://app.example.com/callback"]
"""
POOL = {
    "name": "ai-gateway",
    "deletion_protection": "ACTIVE",
    "mfa_configuration": "ON",
    "software_token_mfa_configuration": [{"enabled": True}],
}


def check_picture() -> str:
    """What the check says of a file with four mistakes, as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        before = Path.cwd()
        os.chdir(folder)
        try:
            Path("environments").mkdir()
            Path("environments/prod.toml").write_text(MISTAKEN, encoding="utf-8")
            findings = check_environments([Path("environments/prod.toml")]).findings
            return _alone(picture_of(findings, "cognito check"))
        finally:
            os.chdir(before)


def review_picture() -> str:
    """What the review says of a plan that makes MFA optional, as SVG."""
    change = {"actions": ["update"], "before": POOL, "after": {**POOL, "mfa_configuration": "OPTIONAL"}}
    entry = {"address": "aws_cognito_user_pool.main", "mode": "managed", "type": "aws_cognito_user_pool"}
    document = {"format_version": "1.2", "planned_values": {}, "resource_changes": [{**entry, "change": change}]}
    plan = plan_of(json.loads(json.dumps(document)), "plan.json")
    comment = markdown(plan, review(plan), [], "prod").partition("<details>")[0]
    comment = comment.partition("-->\n")[2].replace("<sub>", "").replace("</sub>", "")
    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True)
    console.print(Markdown(comment))
    return _alone(console.export_svg(title="the comment under a pull request", unique_id="review"))


def _alone(svg: str) -> str:
    """A picture that loads no font from elsewhere."""
    return re.sub(r"@font-face \{.*?\}\n", "", svg, flags=re.DOTALL)


def main() -> None:
    """Write both."""
    for name, picture in (("check", check_picture()), ("review", review_picture())):
        (DOCS / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
