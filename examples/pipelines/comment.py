"""Put a review under a pull request: python3 comment.py REVIEW.md. A former comment with its first line is updated.

GitHub: GITHUB_TOKEN (pull-requests: write), GITHUB_API_URL, GITHUB_REPOSITORY, and PULL_REQUEST, its number.
GitLab: PLAN_REVIEW_TOKEN (scope api), CI_API_V4_URL, CI_PROJECT_ID and CI_MERGE_REQUEST_IID.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

PAGE = 100


def call(method: str, url: str, headers: dict[str, str], body: str | None = None) -> Any:
    """Ask the code host, and return what it says. Raises URLError when it refuses or does not answer."""
    data = None if body is None else json.dumps({"body": body}).encode()
    request = urllib.request.Request(url, data, {**headers, "Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def main() -> int:
    """Comment, or update the comment. 1 when that is not possible."""
    review = Path(sys.argv[1]).read_text(encoding="utf-8")
    env = os.environ
    try:
        if "GITHUB_REPOSITORY" in env:
            repository = f"{env['GITHUB_API_URL']}/repos/{env['GITHUB_REPOSITORY']}"
            comments = f"{repository}/issues/{int(env['PULL_REQUEST'])}/comments"
            one, method = f"{repository}/issues/comments", "PATCH"
            headers = {"Authorization": f"Bearer {env['GITHUB_TOKEN']}", "Accept": "application/vnd.github+json"}
        else:
            project = f"{env['CI_API_V4_URL']}/projects/{env['CI_PROJECT_ID']}"
            comments = one = f"{project}/merge_requests/{env['CI_MERGE_REQUEST_IID']}/notes"
            method, headers = "PUT", {"PRIVATE-TOKEN": env["PLAN_REVIEW_TOKEN"]}
    except KeyError as missing:
        print(f"{missing.args[0]} is not set; see the first lines of this file", file=sys.stderr)
        return 1
    marker = review.partition("\n")[0]
    try:
        page = 1
        while found := call("GET", f"{comments}?per_page={PAGE}&page={page}", headers):
            if former := [each["id"] for each in found if (each["body"] or "").startswith(marker)]:
                call(method, f"{one}/{former[0]}", headers, review)
                return 0
            page += 1
        call("POST", comments, headers, review)
    except urllib.error.URLError as error:
        print(f"the code host refused the comment: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
