"""What people read: the same in a terminal and in a log, from check and from synth."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cognito_as_code.cli.app import run
from cognito_as_code.cli.messages import print_findings
from cognito_as_code.settings.__main__ import main
from cognito_as_code.settings.core.findings import Finding
from cognito_as_code.settings.core.rule import RULES
from cognito_as_code.settings.core.text import as_text
from main import build_stack
from tests.conftest import PROJECT

BROKEN = """\
region     = "eu-central-1"
account_id = "111122223333"

[user_pool]
name = "test"
nane = 1
mfa = { configuration = "OFF", factors = [
    "TOTP",\t"SMSS",
] }
[user_pool.email_configuration]
source_arn = "arn:aws:s3:::a-bucket-whose-name-is-much-longer-than-the-line-and-which-goes-on-and-on-to-the-end"
"""
SAID = """\
environments/test.toml:6 error user_pool.nane
  unknown key; did you mean "name"?
      6 | nane = 1
        | ^

environments/test.toml:8 error user_pool.mfa.factors[1]
  "SMSS" is not allowed; did you mean "SMS"? use "TOTP", "SMS" or "EMAIL"
      8 |     "TOTP", "SMSS",
        |             ^

environments/test.toml:11 error user_pool.email_configuration.source_arn
  "arn:aws:s3:::a-bucket-whose-name-is-much-longer-than-the-li... (99 characters) is not valid here;
  use an ARN like arn:aws:ses:eu-west-1:111122223333:identity/example.com
     11 | source_arn = "arn:aws:s3:::a-bucket-whose-name-is-much-longer-than-the-line-and-which-g...
        |              ^

3 errors, 0 warnings
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/test.toml").write_text(BROKEN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.usefixtures("project")
def test_check_shows_place_key_message_and_the_line_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 1
    assert capsys.readouterr().err == SAID


def test_synth_shows_what_check_shows(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (project / "environments/test.toml").open("a") as file:
        file.write('[overrides."aws_cognito_user_pool.main"]\nnew_argument = true\n')
    main([])
    checked = capsys.readouterr().err
    assert run(build_stack, project, []) == 1
    assert capsys.readouterr().err == checked


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("columns", "width"), [(60, 80), (90, 90), (300, 120)])
def test_a_terminal_gets_the_same_words_in_its_width(columns: int, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    findings = [Finding(("user_pool",), " ".join(["word"] * 100), "MFA-1", file="environments/test.toml")]
    terminal = Terminal()
    print_findings(findings, terminal)
    said = terminal.getvalue()
    messages = [line for line in said.splitlines() if line.startswith("  word")]
    assert width - 5 < max(map(len, messages)) <= width
    assert said.split() == as_text(findings).split()
    assert f"  MFA-1: {RULES['MFA-1'].source}\n" in said


@pytest.mark.usefixtures("project")
def test_colour_changes_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    findings = [Finding(("user_pool", "name"), "[red] is :no: style; fix", "MFA-1", file="environments/test.toml")]
    terminal = Terminal()
    print_findings(findings, terminal)
    assert "\x1b[" in terminal.getvalue()
    plain = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", terminal.getvalue())
    assert plain == as_text(findings)


def test_neither_words_nor_urls_are_broken() -> None:
    url = f"https://example.com/{'a-b/' * 40}"
    path = f"{'folder-x/' * 14}file.toml"
    for line in as_text([Finding((), f"a {url} b {path} c", file=path)]).splitlines():
        assert len(line) <= 100 or len(line.split()) < 3
    assert url in as_text([Finding((), f"a {url} b")])


def test_a_real_terminal_gets_colour_and_a_pipe_none(project: Path) -> None:
    ours, theirs = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(PROJECT), "TERM": "xterm-256color", "COLUMNS": "200"}
    env.pop("NO_COLOR", None)
    code = "import sys; from pathlib import Path; from cognito_as_code.cli.app import run; sys.exit(run(None, Path()))"
    ended = subprocess.run([sys.executable, "-c", code], cwd=project, env=env, stderr=theirs, check=False)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert ended.returncode == 1
    assert "\x1b[" in shown
    assert "environments/test.toml:6" in shown
    piped = subprocess.run([sys.executable, "-c", code], cwd=project, env=env, capture_output=True, check=False)
    assert piped.stderr.decode() == SAID


def test_who_makes_no_mistake_does_not_wait_for_rich(project: Path) -> None:
    code = "import sys; import cognito_as_code.cli.messages; sys.exit('rich' in sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(PROJECT)}
    assert subprocess.run([sys.executable, "-c", code], cwd=project, env=env, check=False).returncode == 0


@pytest.mark.parametrize("format", ["text", "json", "sarif"])
def test_a_log_of_plain_ascii_gets_question_marks_and_no_traceback(project: Path, format: str) -> None:
    (project / "environments/test.toml").write_text(
        'region = "Zürich \u2014 東京"\n"schlüssel" = 1\n', encoding="utf-8"
    )
    env = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "ascii", "LANG": "C", "LC_ALL": "C"}
    ended = subprocess.run(
        [sys.executable, "-m", "cognito_as_code.settings", "--format", format],
        cwd=project,
        env=env,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 1
    said = (ended.stdout + ended.stderr).decode("ascii")
    assert "Traceback" not in said
    assert ('"Z?rich ? ??" is no Region of AWS' if format == "text" else "\\u6771") in said


def test_what_is_no_file_has_no_line() -> None:
    """A stack from Python has an environment's name instead."""
    assert as_text([Finding(("user_pool", "name"), "is wrong; mend it", file="prod")]) == (
        "prod error user_pool.name\n  is wrong; mend it\n\n1 error, 0 warnings\n"
    )


SECRETS = {
    "of a backend": '[terraform.backend.s3]\nsecret_key = "hunter2"',
    "of a backend, over lines": '[terraform.backend.s3]\nsecret_key = [\n"hunter2",\n]',
    "of a backend, beside an unknown key": 'terraform.backend.http = { username = 5.0e400, password = "hunter2" }',
    "in a URL": '[terraform.backend.http]\naddress = "https://user:hunter2@state.example.com/"',
    "in a connection string": '[terraform.backend.pg]\nconn_str = "host=db Password = hunter2"',
    "of a provider": "[identity_providers.google]\n"
    'provider_type = "Google"\nclient_id = "x"\nauthorize_scopes = ["openid"]\nclient_secret = "hunter2"',
    "of a provider, without quotes": "[identity_providers.google]\nclient_secret = hunter2",
    "of a provider, without the sign": '[identity_providers.google]\nclient_secret "hunter2"',
    "of a provider, as YAML": "[identity_providers.google]\nclient_secret: hunter2",
    "of a provider, without a closing quote": '[identity_providers.google]\nclient_secret = "hunter2',
    "of several lines, without a closing quote": 'tags.private_key = "-----BEGIN\nhunter2==\nhunter2=',
    "beside a mistake": '[identity_providers]\ngoogle = { provider_typ = "Google", client_secret = "hunter2" }',
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_secret_is_never_repeated(secret: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "environments/test.toml").write_text(
        f'region = "eu-central-1"\naccount_id = "111122223333"\nuser_pool.name = "test"\n{secret}\n'
    )
    assert main([]) == 1
    said = capsys.readouterr().err
    assert "environments/test.toml:" in said
    assert "hunter2" not in said


def test_what_a_terminal_would_obey_is_not_sent_to_it(project: Path) -> None:
    (project / "environments/test.toml").write_text('name = "a\x1b[31mb" # \x07')
    assert main([]) == 1
    finding = Finding(("\x1b[31m",), "\x1b[2J", file="environments/test.toml", line=1)
    assert "\x1b" not in as_text([finding])


def test_a_caret_stands_below_what_follows_wide_letters(project: Path) -> None:
    (project / "environments/test.toml").write_text('"東京" = 5\n', encoding="utf-8")
    said = as_text([Finding(("東京",), "is wrong; mend it", file="environments/test.toml")])
    assert '      1 | "東京" = 5\n        |          ^\n' in said
