"""Terraform that is not this project's, before and after a change, and what a review should find in its plan.

A case is HCL, edits to it, and findings: a row in the CASES of a file here, by theme. test_foreign.py has real
Terraform plan all of them, each a module of one configuration, on a state that is made up as `state.py` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Found = tuple[str, str]
"""A rule's id and an address. With a "!" before the id: it blocks, whatever the rule's own severity."""


@dataclass(frozen=True)
class Case:
    """A configuration as it was, what is edited, and the findings."""

    before: str | Mapping[str, str]
    """HCL, or file -> HCL where there are modules in folders below. Empty: nothing is there yet."""
    edits: Sequence[tuple[str, str]] = ()
    """Old and new text, each old one there once, in whichever file."""
    findings: Sequence[Found] = ()
    says: Sequence[str] = ()
    """What the findings say, among other things."""
    after: str | Mapping[str, str] | None = None
    """The configuration as it becomes, where edits do not tell it."""
    files: Mapping[str, str] = field(default_factory=dict)
    """More files, the same before and after."""

    @property
    def old(self) -> dict[str, str]:
        """File -> HCL, before."""
        return {**self.files, **_files(self.before)}

    @property
    def new(self) -> dict[str, str]:
        """File -> HCL, after."""
        if self.after is not None:
            return {**self.files, **_files(self.after)}
        files = self.old
        for old, new in self.edits:
            (name,) = [name for name, text in files.items() if text.count(old) == 1]
            files[name] = files[name].replace(old, new)
        return files


def _files(hcl: str | Mapping[str, str]) -> dict[str, str]:
    return {"main.tf": hcl} if isinstance(hcl, str) else dict(hcl)
