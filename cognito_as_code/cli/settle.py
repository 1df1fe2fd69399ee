"""`cognito settle`"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from cognito_as_code.cli.interruption import Interrupted, interruptible
from cognito_as_code.cli.project import cannot_run, enter_project, environment_file
from cognito_as_code.cli.synth import run_main


def settle(
    environment: Annotated[str, typer.Argument(metavar="ENVIRONMENT", help="The name of its file, without .toml.")],
    state: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Plan against a copy of this state. Default: the environment's backend, or none."
        ),
    ] = None,
    terraform: Annotated[str, typer.Option(metavar="PROGRAM", help="terraform, or tofu.")] = "terraform",
) -> None:
    """Plan an adoption with Terraform, leave alone what would change, and plan again, until nothing changes.

    Changes nothing in AWS and in no state: it reads, and writes arguments to environments/adoption/NAME.toml.
    """
    state = state and state.absolute()
    enter_project()
    settle_environment(environment, state, terraform)


def settle_environment(environment: str, state: Path | None, terraform: str) -> None:
    """Run the loop in the project that was entered. Ends the command with 1 where something still blocks."""
    from cognito_as_code.adopt.live import CannotAdoptError
    from cognito_as_code.adopt.loop import settle as run_loop
    from cognito_as_code.adopt.terraform import Planner
    from cognito_as_code.settings.adoption.files import adoption_file
    from cognito_as_code.switch import OutputError, UntidyError
    from cognito_as_code.terraform import TerraformError

    file = environment_file(environment)
    beside = adoption_file(file)
    if not beside.is_file():
        cannot_run(f"{beside} is not there, so that nothing is adopted; `cognito adopt` writes it")
    if state and not state.is_file():
        cannot_run(f"{state} is not there; name a state file, as `terraform state pull` prints it")
    try:
        # What is in the folder has secrets in it, as every state: it goes, however this ends.
        with interruptible(), tempfile.TemporaryDirectory(prefix="cognito-adopt-") as folder:
            outdir = Path(folder) / "out"
            stack = outdir / f"stacks/cognito-{file.stem}/cdk.tf.json"

            def synthesize() -> None:
                if code := run_main(env={**os.environ, "CDKTF_OUTDIR": str(outdir)}, stdout=subprocess.DEVNULL):
                    raise typer.Exit(code)

            synthesize()
            planner = Planner(Path(folder) / "plan", terraform)
            planner.prepare(stack, _deployed(file.stem), state)
            settled = run_loop(planner, stack, beside, synthesize, print)
    except (CannotAdoptError, OutputError, TerraformError, UntidyError) as error:
        cannot_run(str(error))
    except Interrupted as interrupted:
        print(f"interrupted; what was found until then stands in {beside}", file=sys.stderr)
        raise typer.Exit(128 + interrupted.number) from None
    if settled.blocking:
        for finding in settled.blocking:
            print(f"\n{finding.address}: Terraform {finding.what}.\n  {finding.instead}.")
        print("\nNothing in AWS was changed. Mend the settings or the adoption file, and run it again.")
        raise typer.Exit(1)
    print(f"Settled. Next: cognito synth, and apply a plan that `cognito review --adopt` passes: {settled.summary}.")


def _deployed(environment: str) -> Path:
    """The folder of an environment's stack in the project's output."""
    return Path(os.environ.get("CDKTF_OUTDIR", "cdktf.out")).absolute() / f"stacks/cognito-{environment}"
