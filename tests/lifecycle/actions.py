"""GitHub's runner, as far as the pipelines need one: jobs with a checkout, commands, outputs, artifacts, conditions."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import PROJECT

PIPELINES = PROJECT / "examples/pipelines"

Prepare = Callable[[Path], None]


def load(path: str) -> Any:
    """A pipeline's file."""
    return yaml.load((PIPELINES / path).read_text(), yaml.BaseLoader)  # noqa: S506  (`on` stays text)


@dataclass
class Job:
    """What became of one."""

    result: str
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""
    folder: Path | None = None


@dataclass
class Runner:
    """Runs jobs of one repository, each in a new clone of it."""

    repository: Path
    folder: Path
    variables: dict[str, str]
    artifacts: dict[str, Path] = field(default_factory=dict)

    def run(self, workflow: str, context: Mapping[str, str], ref: str, **prepare: Prepare) -> dict[str, Job]:
        """Run a workflow's jobs in their order. `prepare` is what happens in a job's checkout before its commands."""
        jobs: dict[str, Job] = {}
        for name, job in load(workflow)["jobs"].items():
            known = dict(context)
            for other, done in jobs.items():
                known |= {f"needs.{other}.result": done.result}
                known |= {f"needs.{other}.outputs.{key}": value for key, value in done.outputs.items()}
            if not self._is_run(job, jobs, known):
                jobs[name] = Job("skipped")
            elif "matrix" in job.get("strategy", {}):
                ((key, values),) = job["strategy"]["matrix"].items()
                each = [
                    self.job(job, known | {f"matrix.{key}": value}, ref, prepare.get(name))
                    for value in yaml.safe_load(_filled(values, known))
                ]
                failed = any(one.result != "success" for one in each)
                jobs[name] = Job("failure" if failed else "success", log="".join(one.log for one in each))
            else:
                jobs[name] = self.job(job, known, ref, prepare.get(name.replace("-", "_")))
        return jobs

    def _is_run(self, job: dict[str, Any], jobs: dict[str, Job], known: Mapping[str, str]) -> bool:
        needs = job.get("needs", [])
        condition = job.get("if", "")
        if not re.search(r"(always|cancelled)\(\)", condition):
            names = [needs] if isinstance(needs, str) else needs
            if any(jobs[each].result != "success" for each in names):
                return False
        return bool(_evaluated(condition, known)) if condition else True

    def job(self, job: dict[str, Any], known: Mapping[str, str], ref: str, prepare: Prepare | None = None) -> Job:
        """Run one job's steps, until one fails; then only those that always run."""
        number = sum(1 for _ in self.folder.iterdir()) + 1
        workspace = self.folder / f"job-{number}" / "checkout"
        workspace.parent.mkdir()
        clone = ["git", "clone", "--quiet", str(self.repository), str(workspace)]
        subprocess.run(clone, check=True, env={**os.environ, **self.variables})
        checkout = ["git", "checkout", "--quiet", "--detach", ref]
        subprocess.run(checkout, cwd=workspace, check=True, env={**os.environ, **self.variables})
        if prepare:
            prepare(workspace)
        done = Job("success", folder=workspace)
        outputs: dict[str, str] = {}
        for step in job["steps"]:
            if done.result != "success" and step.get("if") != "always()":
                continue
            if "uses" in step:
                if not self._use(step, known, workspace):
                    done.result = "failure"
                continue
            file = workspace.parent / "output"
            file.write_text("")
            env = {**job.get("env", {}), **step.get("env", {})}
            summary = {"GITHUB_OUTPUT": str(file), "GITHUB_STEP_SUMMARY": str(workspace.parent / "summary.md")}
            run = subprocess.run(
                # GitHub's own, where a workflow names no shell: a failure before a pipe is not seen.
                ["bash", "-e", "-c", _filled(step["run"], known)],
                cwd=workspace,
                env={**os.environ, **self.variables, **summary, **{name: _filled(env[name], known) for name in env}},
                capture_output=True,
                text=True,
                check=False,
            )
            done.log += f"{run.stdout}{run.stderr}"
            outputs |= {
                f"steps.{step['id']}.outputs.{key}": value
                for key, _, value in (line.partition("=") for line in file.read_text().splitlines())
                if "id" in step
            }
            if run.returncode:
                done.result = "failure"
        done.outputs = {name: _filled(value, outputs) for name, value in job.get("outputs", {}).items()}
        return done

    def _use(self, step: dict[str, Any], known: Mapping[str, str], workspace: Path) -> bool:
        action = step["uses"].partition("@")[0]
        given = {name: _filled(value, known) for name, value in step.get("with", {}).items()}
        if action == "actions/upload-artifact":
            return self._upload(given, workspace)
        if action == "actions/download-artifact":
            wanted = given.get("name") or given["pattern"]
            found = [name for name in self.artifacts if re.fullmatch(wanted.replace("*", ".*"), name)]
            for name in found:
                shutil.copytree(self.artifacts[name], workspace / given["path"], dirs_exist_ok=True)
            return bool(found) or "pattern" in given
        return True

    def _upload(self, given: Mapping[str, str], workspace: Path) -> bool:
        """Files keep what is after the first wildcard of the path, or what is in the folder."""
        root = workspace / given["path"].partition("*")[0]
        files = [path for path in workspace.glob(given["path"]) if path.is_file()]
        if root.is_dir() and "*" not in given["path"]:
            files = [path for path in root.rglob("*") if path.is_file()]
        target = self.folder / f"artifact-{given['name']}"
        shutil.rmtree(target, ignore_errors=True)
        for path in files:
            copy = target / path.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        if files:
            self.artifacts[given["name"]] = target
        return bool(files) or given.get("if-no-files-found") != "error"


def _filled(text: str, known: Mapping[str, str]) -> str:
    def value(expression: re.Match[str]) -> str:
        name = expression[1].removeprefix("fromJSON(").removesuffix(")")
        return known.get(name, "")

    return re.sub(r"\$\{\{ (.+?) \}\}", value, text)


def _evaluated(condition: str, known: Mapping[str, str]) -> bool:
    text = re.sub(r"!cancelled\(\)|always\(\)", "True", condition)
    text = re.sub(r"[a-z][\w-]*(?:\.[\w-]+)+", lambda name: repr(known.get(name[0], "")), text)
    result: bool = eval(text.replace("&&", " and ").replace("||", " or "), {})  # noqa: S307  (our own workflows)
    return result
