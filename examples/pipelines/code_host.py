"""What the pipelines ask of GitHub and GitLab. It runs from the base, and trusts nothing that a pull request says.

python3 code_host.py pull-request        which pull request a finished run was for, and what it is compared with
python3 code_host.py comment REVIEW.md   put reviews under it, each in a comment of its own that is kept up to date
python3 code_host.py status              say on its commit whether it may be merged

GitHub: GITHUB_TOKEN, GITHUB_API_URL, GITHUB_REPOSITORY; comment asks for PULL_REQUEST, its number, the others for what
they read below. GitLab: PLAN_REVIEW_TOKEN (scope api), CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

GITHUB_ACTIONS = 41898282
"""The id of github-actions[bot], who comments with a workflow's own token. Another app's: COMMENT_AUTHOR."""

GUARDED = (".github/", "accepted.toml", ".terraform.lock.hcl", "examples/pipelines/", "cognito_as_code/review/")
"""What judges. A pull request changes this or what is judged, never both."""

STATUS = "cognito review"
"""What the branch's protection requires."""

_PAGE = 100
_LONGEST_DESCRIPTION = 140
_MARKER = re.compile(r"<!-- plan-review: (.+) -->")


def main(command: str = "", *files: str) -> int:
    """Do what the command says. 1 when that is not possible, or when the answer is no."""
    commands = {"pull-request": pull_request, "comment": lambda: comment(files), "status": status}
    if command not in commands:
        print(__doc__, file=sys.stderr)
        return 1
    try:
        return commands[command]()
    except KeyError as missing:
        print(f"{missing.args[0]} is not set; see the first lines of this file", file=sys.stderr)
    except (OSError, ValueError) as error:
        print(f"{command} failed: {error}", file=sys.stderr)
    return 1


def pull_request() -> int:
    """Print number, base, fork and refused, as a workflow's outputs; nothing when the pull request has moved on.

    The run's commit and branch come from GitHub's event: HEAD_SHA, HEAD_OWNER, HEAD_BRANCH, and DEFAULT_BRANCH.
    """
    env, repository = os.environ, _repository()
    head = quote(f"{env['HEAD_OWNER']}:{env['HEAD_BRANCH']}", safe="")
    found = [
        each
        for each in _call("GET", f"{repository}/pulls?state=open&head={head}&per_page={_PAGE}")
        if each["head"]["sha"] == env["HEAD_SHA"] and each["base"]["ref"] == env["DEFAULT_BRANCH"]
    ]
    if len(found) != 1:
        print("no open pull request to the default branch has this commit as its last", file=sys.stderr)
        return 0
    number = int(found[0]["number"])
    compared = _call("GET", f"{repository}/compare/{quote(env['DEFAULT_BRANCH'], safe='')}...{env['HEAD_SHA']}")
    print(f"number={number}")
    print(f"base={_commit(compared['merge_base_commit']['sha'])}")
    print(f"fork={'false' if (found[0]['head']['repo'] or {}).get('id') == found[0]['base']['repo']['id'] else 'true'}")
    print(f"refused={_refusal(repository, number)}")
    return 0


def _commit(sha: str) -> str:
    if not re.fullmatch("[0-9a-f]{40}", sha):
        raise ValueError(f"{sha!r} is no commit")
    return sha


def _refusal(repository: str, number: int) -> str:
    """Why no verdict on it would be worth anything. Names of its files are its own words, and are not repeated."""
    files = list(_pages(f"{repository}/pulls/{number}/files"))
    if len(files) != _call("GET", f"{repository}/pulls/{number}")["changed_files"]:
        return "It changes more files than GitHub lists: split it."
    paths = {path for file in files for path in (file["filename"], file.get("previous_filename")) if path}
    judging = sorted({guarded for guarded in GUARDED for path in paths if path.startswith(guarded)})
    if judging and any(not path.startswith(GUARDED) for path in paths):
        return f"It changes what judges it ({', '.join(judging)}) together with what is judged: make that two."
    return ""


def comment(files: tuple[str, ...]) -> int:
    """Comment, or update what this program commented before: same author and same first line, whoever else copies it.

    With EXPECTED, a JSON list of all titles that there should be: says of which there is no review, and of former ones
    that they are past. REFUSED, where set, is said first.
    """
    reviews: dict[str, str] = {}
    for file in files:
        text = Path(file).read_text(encoding="utf-8")
        if not (marker := _MARKER.fullmatch(text.partition("\n")[0])):
            raise ValueError(f"{file} is no review")
        reviews[marker[1]] = text
    expected = os.environ.get("EXPECTED")
    for title in json.loads(expected or "[]"):
        reviews.setdefault(
            title, _page(title, f"⛔ Do not merge: {title} was not reviewed", "See the run for the reason.")
        )
    if refused := os.environ.get("REFUSED"):
        reviews["gate"] = _page("gate", "⛔ Do not merge as it is", refused)
    if not reviews:
        raise ValueError("no review was given")
    former = _former_comments()
    comments, one, method = _places()
    for title, text in reviews.items():
        if title in former:
            _call(method, f"{one}/{former[title]}", text)
        else:
            _call("POST", comments, text)
    if expected is not None:
        for title in former.keys() - reviews.keys():
            _call(method, f"{one}/{former[title]}", _page(title, f"{title}: nothing to review any more", ""))
    return 0


def _page(title: str, said: str, more: str) -> str:
    return f"<!-- plan-review: {title} -->\n\n## {said}\n\n{more}\n"


def _former_comments() -> dict[str, int]:
    """Title -> the id of this program's comment."""
    comments, *_ = _places()
    if "GITHUB_REPOSITORY" in os.environ:
        author = int(os.environ.get("COMMENT_AUTHOR") or GITHUB_ACTIONS)
        writer = "user"
    else:
        author, writer = _call("GET", f"{os.environ['CI_API_V4_URL']}/user")["id"], "author"
    former: dict[str, int] = {}
    for each in _pages(comments):
        marker = _MARKER.fullmatch((each["body"] or "").partition("\n")[0].strip())
        if marker and (each[writer] or {}).get("id") == author:
            former.setdefault(marker[1], int(each["id"]))
    return former


def _places() -> tuple[str, str, str]:
    """Where all comments are, where one is, and how one is changed."""
    env = os.environ
    if "GITHUB_REPOSITORY" in env:
        repository = _repository()
        return f"{repository}/issues/{int(env['PULL_REQUEST'])}/comments", f"{repository}/issues/comments", "PATCH"
    project = f"{env['CI_API_V4_URL']}/projects/{env['CI_PROJECT_ID']}"
    notes = f"{project}/merge_requests/{int(env['CI_MERGE_REQUEST_IID'])}/notes"
    return notes, notes, "PUT"


def status() -> int:
    """Say it on HEAD_SHA, and end with 1 when it may not be merged.

    From the run's own results: CONCLUSION (of the synth), RESOLVED, REVIEW, PLANS, and ENVIRONMENTS, FORK, REFUSED.
    """
    env = os.environ
    reason = _reason(env)
    description = (reason or "Nothing blocks")[:_LONGEST_DESCRIPTION]
    told = {"state": "failure" if reason else "success", "context": STATUS, "description": description}
    if "RUN_URL" in env:
        told["target_url"] = env["RUN_URL"]
    _call("POST", f"{_repository()}/statuses/{_commit(env['HEAD_SHA'])}", told)
    print(told["description"])
    return 1 if reason else 0


def _reason(env: os._Environ[str]) -> str:
    """Why it may not be merged. Whatever is not known to be well is not."""
    if env["REFUSED"]:
        return env["REFUSED"]
    if env["CONCLUSION"] != "success":
        return "The settings do not synthesize"
    if env["RESOLVED"] != "success" or env["REVIEW"] != "success":
        return "The review of the files blocks, or did not end"
    if env["PLANS"] == "success" or (env["PLANS"] == "skipped" and env["ENVIRONMENTS"] == "[]"):
        return ""
    if env["PLANS"] == "skipped" and env["FORK"] == "true":
        return ""  # a fork is not planned; the plan comes after the merge, and is reviewed before anything is applied
    return "A plan blocks, or an environment was not planned"


def _repository() -> str:
    return f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}"


def _pages(url: str) -> Iterator[Any]:
    page = 1
    while found := _call("GET", f"{url}?per_page={_PAGE}&page={page}"):
        yield from found
        page += 1


def _call(method: str, url: str, body: str | dict[str, str] | None = None) -> Any:
    """Ask the code host, and return what it says. Raises OSError when it refuses or does not answer."""
    env = os.environ
    if "GITHUB_REPOSITORY" in env:
        headers = {"Authorization": f"Bearer {env['GITHUB_TOKEN']}", "Accept": "application/vnd.github+json"}
    else:
        headers = {"PRIVATE-TOKEN": env["PLAN_REVIEW_TOKEN"]}
    data = None if body is None else json.dumps({"body": body} if isinstance(body, str) else body).encode()
    request = urllib.request.Request(url, data, {**headers, "Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
