"""`cognito adopt`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cognito_as_code.cli.new import checked_name, findings_in
from cognito_as_code.cli.project import ENVIRONMENTS, cannot_run, enter_project

if TYPE_CHECKING:
    from cognito_as_code.adopt.adopted import Adopted
    from cognito_as_code.adopt.live import Live

_STEPS = 100
"""So many things are read between two lines about it."""
_MOST_TOLD = 30


def adopt(
    pool_id: Annotated[
        str | None, typer.Argument(metavar="POOL_ID", help="The user pool's id, like eu-central-1_AbCdEf123.")
    ] = None,
    *,
    name: Annotated[
        str | None, typer.Option(help="Becomes environments/NAME.toml. Default: made of the pool's name.")
    ] = None,
    identity_pool: Annotated[
        str | None, typer.Option(metavar="IDENTITY_POOL_ID", help="An identity pool to take over with it.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="The AWS profile to read with. Default: as boto3 finds it.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="The AWS Region. Default: the one in the pool's id.")] = None,
    endpoint_url: Annotated[str | None, typer.Option(metavar="URL", help="Read from there instead of AWS.")] = None,
    saved: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="DIRECTORY", help="Read saved answers of the AWS CLI, describe-*.json, instead."
        ),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Take over from another configuration's state, as terraform show -json or state pull print it; - for "
            "standard input.",
        ),
    ] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Then plan with Terraform until nothing changes, as cognito settle does.")
    ] = False,
    users: Annotated[
        bool, typer.Option("--users", help="Take over users too, up to 100; not their passwords.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an environment that is there.")] = False,
) -> None:
    """Write the environment, and the adoption file, of a user pool that is there already. Nothing in AWS changes.

    Reads only, and no secret. What stays as it is in AWS is told, and listed in environments/adoption/NAME.toml.
    """
    from cognito_as_code.adopt.adopted import slug
    from cognito_as_code.adopt.environment_file import environment_of
    from cognito_as_code.adopt.live import CannotAdoptError
    from cognito_as_code.adopt.state import from_state

    if state and (pool_id or identity_pool or profile or region or endpoint_url or saved or users):
        cannot_run("--state reads a state alone; leave the pool's id and the other options out")
    document = None if state is None else _state(state)
    kept = Path(state).absolute() if state and state != "-" else None
    if state and plan and not (kept and isinstance(document, dict) and "version" in document):
        cannot_run(
            "--plan plans against a state; save what `terraform state pull` prints, and name that file: --state FILE"
        )
    enter_project()
    if name:
        _require_free(ENVIRONMENTS / f"{checked_name(name)}.toml", force=force)
    try:
        if state:
            adopted = from_state(document)
        else:
            adopted = environment_of(_read(pool_id, identity_pool, profile, region, endpoint_url, saved, users=users))
    except CannotAdoptError as error:
        cannot_run(str(error))
    chosen = checked_name(name or slug(adopted.settings["user_pool"]["name"], "pool").replace("_", "-")[:40].strip("-"))
    _write(adopted, ENVIRONMENTS / f"{chosen}.toml", force=force)
    if plan:
        from cognito_as_code.cli.settle import settle_environment

        settle_environment(chosen, kept, "terraform")


def _state(name: str) -> Any:
    """What is in a state file, or comes in. Ends the command with 2 where that is no JSON."""
    from cognito_as_code.adopt.state import INSTEAD
    from cognito_as_code.review.changes import NotReadableError
    from cognito_as_code.review.terraform import read_json

    try:
        if name == "-":
            return read_json(sys.stdin.buffer, "what came in", INSTEAD)
        with Path(name).open("rb") as file:
            return read_json(file, name, INSTEAD)
    except OSError as error:
        cannot_run(f"{name} cannot be read ({error.strerror}); check the name")
    except NotReadableError as error:
        cannot_run(str(error))


def _read(
    pool_id: str | None,
    identity_pool: str | None,
    profile: str | None,
    region: str | None,
    endpoint_url: str | None,
    saved: Path | None,
    *,
    users: bool,
) -> Live:
    from cognito_as_code.adopt.live import CannotAdoptError, connect
    from cognito_as_code.adopt.reading import read_pool
    from cognito_as_code.adopt.refusals import as_sentences, region_of
    from cognito_as_code.adopt.saved import read_directory

    if saved:
        if pool_id or identity_pool or profile or region or endpoint_url:
            raise CannotAdoptError("--from reads files alone; leave the pool's id and the options about AWS out")
        return read_directory(saved)
    if pool_id is None:
        raise CannotAdoptError("name the user pool by its id, or a folder of saved answers with --from")
    where = region_of(pool_id, region)
    try:
        import boto3  # noqa: F401
    except ModuleNotFoundError:
        raise CannotAdoptError("boto3 is not installed; `pip install 'cognito-as-code[adopt]'` brings it") from None
    services: dict[str, Any] = {}
    with as_sentences(pool_id, where, services):
        services |= connect(profile=profile, region=where, endpoint_url=endpoint_url)
        return read_pool(services, pool_id, identity_pool, users=users, progress=_progress)


def _progress(what: str, done: int, total: int) -> None:
    if total > _STEPS and (done % _STEPS == 0 or done == total):
        print(f"read {done:,} of {total:,} {what}", file=sys.stderr)


def _require_free(file: Path, *, force: bool) -> Path:
    """End the command with 2 where an environment, or its adoption file, is there; the place of the latter."""
    from cognito_as_code.settings.adoption.files import adoption_file

    beside = adoption_file(file)
    if not force and (there := [each for each in (file, beside) if each.exists()]):
        cannot_run(f"{there[0]} is there already; choose another --name, or overwrite it with --force")
    return beside


def _write(adopted: Adopted, file: Path, *, force: bool) -> None:
    from cognito_as_code.adopt.files import adoption_text, environment_text, write_all
    from cognito_as_code.cli.messages import print_findings
    from cognito_as_code.review.wording import count
    from cognito_as_code.switch import OutputError, UntidyError

    beside = _require_free(file, force=force)
    text, adoption = environment_text(adopted), adoption_text(adopted)
    findings = findings_in(file, text, adoption)
    if any(finding.severity == "error" for finding in findings):
        print_findings(findings)
        print(f"{file} was not written", file=sys.stderr)
        raise typer.Exit(1)
    try:
        write_all({beside: adoption, file: text})
    except (OutputError, UntidyError) as error:
        cannot_run(str(error))
    for sentence in adopted.left_out[:_MOST_TOLD]:
        print(sentence, file=sys.stderr)
    if len(adopted.left_out) > _MOST_TOLD:
        print(f"and {len(adopted.left_out) - _MOST_TOLD:,} more, which {file} says in comments", file=sys.stderr)
    warnings = f"The check has {count(len(findings), 'warning')}, which `cognito check` prints.\n" if findings else ""
    imported = len(adopted.imports.keys() - adopted.moved.keys())
    left = sum(len(arguments) for arguments in adopted.unmanaged.values())
    print(
        f"{file}\n{beside}\n"
        f"{imported} to import, {len(adopted.renamed)} to move, {left} arguments left as they are, "
        f"{len(adopted.left_out)} told above.\n"
        f"{warnings}Next: cognito settle {file.stem}, which plans, and says whether anything would change"
    )
