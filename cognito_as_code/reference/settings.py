"""The reference, written from models and rules: docs/settings.md, rules.md, controls.md, and a JSON Schema for editors.

python -m cognito_as_code.reference.settings writes them; tests compare them with the code.
"""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import cognito_as_code.checks  # noqa: F401  (every rule registers itself)
from cognito_as_code.compliance.profiles import PROFILES
from cognito_as_code.reference.questions import questions_markdown
from cognito_as_code.settings.core.facts import NeedsProvider, written
from cognito_as_code.settings.core.fields import Settings
from cognito_as_code.settings.core.findings import KeyPath
from cognito_as_code.settings.core.provider_version import BINDINGS, EARLIEST
from cognito_as_code.settings.core.rule import Rule, every_rule
from cognito_as_code.settings.core.walk import places
from cognito_as_code.settings.environment import EnvironmentSettings

_LONGEST_IN_A_LINE = 2048  # what is longer, people keep in a file
DOCS = Path(__file__).parents[2] / "docs"

_HEAD = """\
# Settings

Every key of an environment file. Written from the models in `cognito_as_code/settings/` by `cognito docs`: change it
there.

Any text may come from a file beside the environment's: `{ file = "invitation.html" }` for a text,
`{ filebase64 = "logo.png" }` for bytes. `extends = "shared/base.toml"` lays a file over another one. Editors check
and complete a file that begins with `#:schema ../docs/settings.schema.json`.
"""


_RULES_HEAD = """\
# Rules

What is checked across several keys, by `cognito check` and before every synth. A message ends with its rule's id.
An error is what AWS or Terraform would refuse, or what breaks; a warning may be meant, and stops nothing.
Written from the rules by `cognito docs`: change it there. Each rule has a file that breaks it and one that
keeps it, which `cognito explain RULE` shows; limits of a single key are in [settings.md](settings.md).
"""


def _attribute_docs(model: type[Settings]) -> dict[str, str]:
    """Attribute -> the docstring below it."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(definition, ast.ClassDef)
    docs = {}
    for statement, following in zip(definition.body, definition.body[1:], strict=False):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            match following:
                case ast.Expr(ast.Constant(str(text))):
                    docs[statement.target.id] = inspect.cleandoc(text)
    return docs


def _models(model: type[Settings] = Settings) -> Iterator[type[Settings]]:
    for each in model.__subclasses__():
        yield each
        yield from _models(each)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of an environment file, with every docstring as a description."""
    schema = EnvironmentSettings.model_json_schema()
    tables = {**schema["$defs"], "EnvironmentSettings": schema}
    for model in _models():
        docs: dict[str, str] = {}
        for base in reversed(model.mro()):
            if issubclass(base, Settings):
                docs |= _attribute_docs(base)
        for name, field in model.model_fields.items():
            described = tables.get(model.__name__, {}).get("properties", {}).get(field.alias or name)
            if described is not None and name in docs:
                described["description"] = docs[name]
                for kind in ("file", "filebase64"):
                    if f"{{ {kind} = " in docs[name] or (kind == "file" and _is_long(described)):
                        _also_from_a_file(described, kind)
    _only_named_properties(schema)
    extends = {"type": "string", "default": None, "description": "Another file, by its path from this one's folder."}
    schema["properties"]["extends"] = extends
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _is_long(described: Mapping[str, Any]) -> bool:
    alternatives = described.get("anyOf", [described])
    return any(each.get("maxLength", 0) > _LONGEST_IN_A_LINE for each in alternatives)


def _also_from_a_file(described: dict[str, Any], kind: str) -> None:
    alternatives = described.pop("anyOf", None) or [
        {key: described.pop(key) for key in ("type", "minLength", "maxLength") if key in described}
    ]
    content = {"type": "object", "properties": {kind: {"type": "string"}}, "required": [kind]}
    described["anyOf"] = [*alternatives, {**content, "additionalProperties": False}]


def _only_named_properties(node: Any) -> None:
    """Say that names people choose must match their pattern."""
    if isinstance(node, dict):
        if "patternProperties" in node:
            node["additionalProperties"] = False
        for inner in node.values():
            _only_named_properties(inner)
    elif isinstance(node, list):
        for inner in node:
            _only_named_properties(inner)


def markdown() -> str:
    """The reference as Markdown: a section a table, a row a key."""
    schema = json_schema()
    places: dict[str, str] = {}
    for place, name, _ in _tables(schema, schema, ""):
        places.setdefault(name, place)  # a table that has several places is described at the first
    sections = [_section(schema, schema, "", places)]
    sections += [
        _section(schema, table, place, places)
        for place, name, table in _tables(schema, schema, "")
        if places[name] == place
    ]
    return "\n".join([_HEAD, *sections, _provider_versions()]).rstrip() + "\n"


def _provider_versions() -> str:
    needed = {
        (fact.version, fact.feature)
        for model in _models()
        for place in places(model)
        for fact in place.facts(NeedsProvider)
    }
    versions = [
        (EARLIEST, "everything but what follows; the earliest that may be named"),
        *((version, f"`{feature}`") for version, feature in sorted(needed)),
        (BINDINGS, "every argument that is known here; later ones by `[overrides]`"),
    ]
    head = "## Provider versions\n\nWhat `terraform.aws_provider` has to guarantee for a setting:\n"
    rows = [f"| {written(version)} | {what} |" for version, what in versions]
    return "\n".join([head, "| From | hashicorp/aws has |", "| --- | --- |", *rows])


def _tables(
    schema: Mapping[str, Any], table: Mapping[str, Any], path: str
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every table in a table: place, model's name, and model."""
    for key, described in table.get("properties", {}).items():
        kind, name, child = _kind(schema, described)
        if child is not None:
            place = _place(path, key, kind)
            yield place, name, child
            yield from _tables(schema, child, place)


def _section(schema: Mapping[str, Any], table: Mapping[str, Any], path: str, places: Mapping[str, str]) -> str:
    lines = [f"## {path}" if path else "## At the top", "", _prose(table.get("description", "")), ""]
    lines += ["| Key | Type | Default | What it does |", "| --- | --- | --- | --- |"]
    for key, described in table.get("properties", {}).items():
        _, name, child = _kind(schema, described)
        default = _default(table, key, described, child)
        meaning = _prose(described.get("description") or (child or {}).get("description", ""))
        shown = _type(schema, described) if child is None else f"[table](#{_anchor(places[name])})"
        does, source, page = " ".join(meaning.split()).partition("Source: ")
        says = " ".join([*does.split(), *_needs(described), source + page]).rstrip()
        lines.append(f"| `{key}` | {shown} | {default} | {says} |")
    return "\n".join(lines) + "\n"


def _needs(described: Mapping[str, Any]) -> Iterator[str]:
    """The tier and the provider's version that a key needs, a sentence each."""
    if tier := described.get("x-tier"):
        yield f"{_whose(tier['values'])} the {tier['tier'].capitalize()} tier."
    if provider := described.get("x-provider"):
        yield f"{_whose(provider['values'])} provider {provider['version']} for `{provider['feature']}`."


def _whose(values: list[Any]) -> str:
    if not values:
        return "Needs"
    return f"{' and '.join(f'`{json.dumps(value)}`' for value in values)} need{'s' if len(values) == 1 else ''}"


def _kind(schema: Mapping[str, Any], described: Mapping[str, Any]) -> tuple[str, str, Mapping[str, Any] | None]:
    """Whether a key is a table, tables by name or a list of tables: how, the model's name, and the model."""
    for kind, node in (
        ("table", described),
        ("named", _values(described)),
        ("list", described.get("items")),
    ):
        for alternative in node.get("anyOf", [node]) if isinstance(node, Mapping) else []:
            if reference := alternative.get("$ref"):
                name = reference.rpartition("/")[2]
                return kind, name, schema["$defs"][name]
    return "", "", None


def _values(described: Mapping[str, Any]) -> Any:
    """What the tables or values are whose names people choose."""
    return next(iter(described.get("patternProperties", {}).values()), None) or described.get("additionalProperties")


def _place(path: str, key: str, kind: str) -> str:
    inside = f"{path.strip('[]')}.{key}".lstrip(".") + (".NAME" if kind == "named" else "")
    return f"[[{inside}]]" if kind == "list" else f"[{inside}]"


def _anchor(heading: str) -> str:
    return "".join(letter for letter in heading.lower() if letter.isalnum() or letter in "_-")


def _default(table: Mapping[str, Any], key: str, described: Mapping[str, Any], child: object) -> str:
    if key in table.get("required", []):
        return "required"
    if "default" not in described:
        return "see there" if child is None else ""
    default = described["default"]
    if default in (None, {}) or (default == [] and child):
        return "none"
    return "" if child else f"`{json.dumps(default, ensure_ascii=False)}`"


def _type(schema: Mapping[str, Any], described: Mapping[str, Any]) -> str:
    """A type in words, with its range."""
    described = next((each for each in described.get("anyOf", []) if each.get("type") != "null"), described)
    if "enum" in described or "const" in described:
        values = described.get("enum", [described.get("const")])
        return " or ".join(f"`{json.dumps(value)}`" for value in values)
    match described.get("type"):
        case "array":
            most = f", up to {described['maxItems']}" if "maxItems" in described else ""
            return f"list of {_type(schema, described['items'])}{most}"
        case "object":
            values = _values(described)
            return f"table of {_type(schema, values)}" if isinstance(values, Mapping) else "table"
        case "integer":
            lowest, highest = described.get("minimum"), described.get("maximum")
            return "integer" if lowest is None else f"integer, {lowest:,} to {highest:,}"
        case "string":
            allowed = described.get("x-allowed") or "text"
            return allowed.replace("|", "\\|")
        case "boolean":
            return "`true` or `false`"
    return "any"


def _prose(text: str) -> str:
    return text.replace("<", "&lt;").replace("|", "\\|")


def _noun(rule: Rule[Any]) -> str:
    """The folder that a rule is in, or the file, where it is about several nouns."""
    module: str = rule.check.__module__
    package, _, rest = module.removeprefix("cognito_as_code.").partition(".")
    return package if package == "compliance" else rest.partition(".")[0]


def rules_markdown() -> str:
    """The rules as Markdown: a section a noun, a row a rule."""
    nouns: dict[str, list[Rule[Any]]] = {}
    rules: list[Rule[Any]] = list(every_rule().values())
    for rule in rules:
        nouns.setdefault(_noun(rule), []).append(rule)
    sections = [_RULES_HEAD]
    for noun, of_noun in sorted(nouns.items()):
        rows = [
            f'| <a id="{rule.id.lower()}"></a>{rule.id} | {rule.severity} | {_prose(rule.title)} | {_prose(rule.why)} '
            f"[Source]({rule.source}) |"
            for rule in sorted(of_noun, key=lambda rule: _by_number(rule.id))
        ]
        sections.append(
            "\n".join([f"## {noun}\n", "| Rule | | What must hold | Why |", "| --- | --- | --- | --- |", *rows]) + "\n"
        )
    promised = [
        f"| [{rule.id}](#{rule.id.lower()}) | {_prose(rule.promise)} |"
        for rule in sorted(rules, key=lambda rule: _by_number(rule.id))
        if rule.promise
    ]
    head = ["| Rule | What it keeps |", "| --- | --- |"]
    said = "Neither AWS, nor the provider, Terraform or IAM refuses what these do, so that nobody else would find it.\n"
    sections.append("\n".join(["## Errors that are this project's own\n", said, *head, *promised]) + "\n")
    return "\n".join(sections)


_CONTROLS_HEAD = """\
# Controls

What `compliance = [...]` in an environment asks for, and the keys that satisfy it. Written from
`cognito_as_code/compliance/` by `cognito docs`: change it there. `strict` is all of them.
"""


def controls_markdown() -> str:
    """The controls as Markdown: a section a profile, a row a control."""
    sections = [_CONTROLS_HEAD]
    for profile, controls in sorted(PROFILES.items()):
        rows = [
            f"| [{control.id}]({control.source}) | {_prose(control.title)} | "
            f"{', '.join(f'`{_dotted(requirement.key)}`' for requirement in control.requirements)} | {control.note} |"
            for control in controls
        ]
        head = ["| Control | What must hold | Where | What to know |", "| --- | --- | --- | --- |"]
        sections.append("\n".join([f"## {profile}\n", *head, *rows]) + "\n")
    return "\n".join(sections)


def _dotted(key: KeyPath) -> str:
    return ".".join(map(str, key))


def _by_number(id: str) -> tuple[str, int]:
    return id.rstrip("0123456789"), int("".join(filter(str.isdigit, id)))


def write(folder: Path = DOCS) -> list[Path]:
    """Write every file into a folder. Returns them."""
    contents = {
        "settings.md": markdown(),
        "controls.md": controls_markdown(),
        "questions.md": questions_markdown(),
        "rules.md": rules_markdown(),
        "settings.schema.json": json.dumps(json_schema(), indent=2) + "\n",
    }
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in contents]


if __name__ == "__main__":
    write()
