"""`cognito new`"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cognito_as_code.cli.project import ENVIRONMENTS, cannot_run, enter_project

if TYPE_CHECKING:
    from cognito_as_code.settings.core.findings import Finding

Kind = Literal["SPA", "MOBILE", "WEB", "M2M", "BACKEND"]
Factor = Literal["TOTP", "SMS", "EMAIL"]

_CLIENTS: dict[Kind, tuple[str, str]] = {
    "SPA": ("web", "public: code flow with PKCE, refresh tokens used once"),
    "MOBILE": ("mobile", "public: code flow with PKCE, refresh tokens used once"),
    "WEB": ("web", "confidential: code flow, with a secret that the server keeps"),
    "M2M": ("job", "a machine's: no users, a secret, and the scopes below"),
    "BACKEND": ("backend", "a trusted server's, which signs users in by itself"),
}
_CALLBACKS: dict[Kind, str] = {
    "SPA": "https://app.example.com/callback",
    "MOBILE": "myapp://callback",
    "WEB": "https://app.example.com/callback",
}


@dataclass(frozen=True)
class Wanted:
    """What a new environment is for."""

    kind: Kind
    region: str
    account_id: str
    pool_name: str
    factors: tuple[Factor, ...] = ("TOTP",)
    callback_urls: list[str] = field(default_factory=list)
    ses_identity_arn: str = ""
    production: bool = False

    @property
    def has_callbacks(self) -> bool:
        """Whether users come back from the sign-in pages."""
        return self.kind in _CALLBACKS


def new(
    environment: Annotated[str, typer.Argument(metavar="ENVIRONMENT", help="Becomes environments/ENVIRONMENT.toml.")],
    *,
    kind: Annotated[
        Kind | None, typer.Option(case_sensitive=False, help="The kind of application that signs in.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="The AWS Region, like eu-central-1.")] = None,
    account_id: Annotated[str | None, typer.Option(help="The AWS account's 12 digits.")] = None,
    factors: Annotated[
        str | None, typer.Option(help="MFA's second factors, as TOTP,SMS: any of TOTP, SMS, EMAIL. Default: TOTP.")
    ] = None,
    callback_url: Annotated[
        list[str] | None, typer.Option(help="Where users return to after sign-in; repeat it for several.")
    ] = None,
    ses_identity_arn: Annotated[
        str | None, typer.Option(help="The Amazon SES identity that sends e-mail; the factor EMAIL needs one.")
    ] = None,
    pool_name: Annotated[
        str | None,
        typer.Option(help="The name of the pool and of its pages' domain. Default: ENVIRONMENT-users."),
    ] = None,
    production: Annotated[
        bool, typer.Option("--production", help="Warn when it protects less than another environment.")
    ] = False,
) -> None:
    """Write a new environment, checked. Asks on a terminal for what no option says; never overwrites."""
    enter_project()
    file = ENVIRONMENTS / f"{checked_name(environment)}.toml"
    if file.exists():
        cannot_run(f"{file} is there already; choose another name, or change it by hand")
    ask = _ask if _is_interactive() else _require
    chosen: Kind = kind or ask("kind", "SPA", _checked_kind)
    wanted = Wanted(
        kind=chosen,
        region=_given("region", region, _checked("region")) or ask("region", None, _checked("region")),
        account_id=_given("account-id", account_id, _checked("account_id"))
        or ask("account-id", None, _checked("account_id")),
        pool_name=pool_name or f"{environment}-users",
        factors=_given("factors", factors, _checked_factors) or ask("factors", "TOTP", _checked_factors),
        production=production,
    )
    if wanted.has_callbacks:
        wanted = replace(wanted, callback_urls=callback_url or [ask("callback-url", _CALLBACKS[chosen], str)])
    elif callback_url:
        cannot_run(f"--callback-url: an application of kind {chosen} has no sign-in page to return from; leave it out")
    if ses_identity_arn or "EMAIL" in wanted.factors:
        wanted = replace(wanted, ses_identity_arn=ses_identity_arn or ask("ses-identity-arn", None, str))
    text = environment_text(wanted)
    findings = findings_in(file, text)
    from cognito_as_code.cli.messages import print_findings

    print_findings(findings)
    if any(finding.severity == "error" for finding in findings):
        print(f"{file} was not written", file=sys.stderr)
        raise typer.Exit(1)
    file.parent.mkdir(exist_ok=True)
    with file.open("x", encoding="utf-8") as written:
        written.write(text)
    print(f"{file}\nNext: cognito snapshots, which records what it becomes, and cognito synth")


def checked_name(name: str) -> str:
    """An environment's name, if it can be one."""
    from pydantic import TypeAdapter, ValidationError

    from cognito_as_code.settings.core.fields import EnvironmentName

    try:
        return TypeAdapter(EnvironmentName).validate_python(name)
    except ValidationError as error:
        cannot_run(f"no environment can be called that: {error.errors()[0]['msg']}")


def _given(option: str, value: str | None, read: Callable[[str], Any]) -> Any:
    """What an option says, read; None without it."""
    try:
        return value and read(value)
    except ValueError as error:
        cannot_run(f"--{option}: {error}")


_MEANINGS = {
    "factors": "Second factors, as TOTP or TOTP,SMS (an authenticator app, SMS, EMAIL)",
    "kind": "Kind of application: SPA, MOBILE, WEB, M2M (a machine) or BACKEND (a server that signs users in)",
    "region": "AWS Region, like eu-central-1",
    "account-id": "AWS account, 12 digits",
    "callback-url": "Where users return to after sign-in",
    "ses-identity-arn": "ARN of the Amazon SES identity that sends e-mail",
}


def _is_interactive() -> bool:
    return sys.stdin.isatty()


def _ask(option: str, default: str | None, read: Callable[[str], Any]) -> Any:
    """Ask on the terminal until the answer is right."""
    while True:
        answer = typer.prompt(_MEANINGS[option], default=default, err=True)
        try:
            return read(answer)
        except ValueError as error:
            print(error, file=sys.stderr)


def _require(option: str, default: str | None, read: Callable[[str], Any]) -> Any:
    """Take the default without a terminal, for a second factor alone: the rest is for people to say."""
    if option != "factors" or default is None:
        cannot_run(f"give --{option}: {_MEANINGS[option]}")
    return read(default)


def _checked_kind(answer: str) -> str:
    kind = answer.strip().upper()
    if kind not in _CLIENTS:
        raise ValueError(f"{answer} is no kind; write one of {', '.join(_CLIENTS)}")
    return kind


def _checked_factors(answer: str) -> tuple[str, ...]:
    factors = [each.strip().upper() for each in answer.split(",")]
    if wrong := [each for each in factors if each not in ("TOTP", "SMS", "EMAIL")]:
        raise ValueError(f"{', '.join(wrong)}: no such factor; write TOTP, SMS or EMAIL, with commas between them")
    return tuple(dict.fromkeys(factors))


def _checked(key: str) -> Callable[[str], str]:
    """What reads an answer as the key's own field does, with its message."""

    def read(answer: str) -> str:
        from cognito_as_code.checks import check

        if wrong := [each for each in check({key: answer.strip()})[1] if each.key == (key,)]:
            raise ValueError(wrong[0].message)
        return answer.strip()

    return read


def findings_in(file: Path, text: str, adoption: str | None = None) -> list[Finding]:
    """What the check will say of a new environment, of what it adopts, and of others because of it."""
    from cognito_as_code.checks import check_environments
    from cognito_as_code.settings.adoption.files import adoption_file

    others = sorted(each for each in file.parent.glob("*.toml") if each.name != file.name)
    known = set(check_environments(others).findings)
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder, file.name)
        draft.write_text(text, encoding="utf-8")
        if adoption is not None:
            adoption_file(draft).parent.mkdir()
            adoption_file(draft).write_text(adoption, encoding="utf-8")
        found = [each for each in check_environments([*others, draft]).findings if each not in known]
    drafts = {str(draft): str(file), str(adoption_file(draft)): str(adoption_file(file))}
    return [replace(each, file=drafts.get(str(each.file), each.file)) for each in found]


def environment_text(wanted: Wanted) -> str:
    """The file as a person would write it: what is a default is left out, or said in a comment."""
    client, says = _CLIENTS[wanted.kind]
    parts = [_head(wanted), _user_pool(wanted)]
    if wanted.kind != "BACKEND":
        parts.append(
            "# Where tokens come from, and where users sign in: DOMAIN.auth.REGION.amazoncognito.com. AWS gives\n"
            "# a domain once in a Region: choose one of your own.\n"
            f"[domains.main]\ndomain = {_said(wanted.pool_name)}\n"
        )
    lines = [f"[app_clients.{client}]", f'application_type = "{wanted.kind}" # {says}']
    if wanted.has_callbacks:
        lines += [f"callback_urls    = {_said(wanted.callback_urls)}"]
    if wanted.kind == "M2M":
        lines = [
            f"[app_clients.{client}]",
            f'application_type     = "M2M" # {says}',
            'allowed_oauth_scopes = ["api/read"]',
        ]
        lines += ["", "[resource_servers.api.scopes]", 'read = "Read through the API"']
    return "\n".join([*parts, "\n".join(lines), ""])


def _head(wanted: Wanted) -> str:
    lines = [
        f"region     = {_said(wanted.region)}",
        f"account_id = {_said(wanted.account_id)} # any other account is refused at plan",
    ]
    if wanted.production:
        lines.append("production = true           # checked to be no weaker than the others")
    backend = [
        "",
        "# Where Terraform keeps its state: any backend, with keys as in its documentation.",
        "# [terraform.backend.s3]",
        '# bucket       = "acme-terraform-state"',
        f'# key          = "cognito/{wanted.pool_name}.tfstate"',
        f"# region       = {_said(wanted.region)}",
        "# use_lockfile = true",
    ]
    return "\n".join([*lines, *backend, ""])


def _user_pool(wanted: Wanted) -> str:
    lines = ["[user_pool]", f"name = {_said(wanted.pool_name)}"]
    if wanted.kind != "M2M":
        lines = [
            "[user_pool]",
            f"name                     = {_said(wanted.pool_name)}",
            'username_attributes      = ["email"] # users sign in with their e-mail address',
            'auto_verified_attributes = ["email"]',
        ]
    lines.append("")
    if wanted.factors == ("TOTP",):
        lines += ["# MFA is on, with an authenticator app, unless [user_pool.mfa] says otherwise.", ""]
    else:
        lines += [
            "[user_pool.mfa] # on for everybody, unless configuration says otherwise",
            f"factors = {_said(list(wanted.factors))}",
            "",
        ]
    if wanted.factors == ("SMS",):
        lines += [
            "[user_pool.schema.phone_number] # without one, nobody could sign in; it cannot be changed later",
            "required = true",
            "",
        ]
    if "EMAIL" in wanted.factors:
        lines += [
            "[user_pool.account_recovery_setting] # e-mail is the factor: it cannot recover the password as well",
            'recovery_mechanisms = ["admin_only"]',
            "",
        ]
    if wanted.ses_identity_arn:
        lines += [
            "[user_pool.email_configuration]",
            'email_sending_account = "DEVELOPER" # through Amazon SES; Cognito\'s own account sends 50 messages a day',
            f"source_arn            = {_said(wanted.ses_identity_arn)}",
            "",
        ]
    return "\n".join(lines)


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
