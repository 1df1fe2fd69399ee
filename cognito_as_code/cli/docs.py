"""`cognito docs`"""

from __future__ import annotations

from pathlib import Path

from cognito_as_code.cli.project import enter_project


def docs() -> None:
    """Write the reference of this version into docs/: settings, rules, controls, review, tokens, clients, a schema.

    Editors complete and check an environment file that begins with #:schema ../docs/settings.schema.json.
    """
    from cognito_as_code.reference import mcp_clients, review, settings, tokens

    enter_project()
    folder = Path("docs")
    written = settings.write(folder)
    for page in (mcp_clients, review, tokens):
        written.append(folder / page.FILE.name)
        written[-1].write_text(page.reference(), encoding="utf-8")
    print(*sorted(written), sep="\n")
