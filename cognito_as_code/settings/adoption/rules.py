"""Rules about an adoption file and the environment that it is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cognito_as_code.settings.addresses import addresses, renamed
from cognito_as_code.settings.adoption.import_ids import FORMS
from cognito_as_code.settings.adoption.model import WHOLE, AdoptionSettings, type_of
from cognito_as_code.settings.core.fields import shown
from cognito_as_code.settings.core.findings import KeyPath, did_you_mean
from cognito_as_code.settings.core.rule import Problem, rule_of_adoption
from cognito_as_code.settings.environment import EnvironmentSettings

_IMPORT = "https://developer.hashicorp.com/terraform/language/import"
_MOVED = "https://developer.hashicorp.com/terraform/language/moved"
_META = "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle"
_META_ARGUMENTS = {"connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"}


@rule_of_adoption(
    "ADO-1",
    "What is adopted is what the environment makes",
    why="Terraform refuses an import block for a resource that the configuration has not; a moved one it ignores.",
    source=_IMPORT,
)
def adopted_resources_exist(adoption: AdoptionSettings, environment: EnvironmentSettings) -> Iterator[Problem]:
    known = sorted(addresses(environment))
    tables: dict[str, Mapping[str, object]] = {
        "import": adoption.imports,
        "moved": adoption.moved,
        "unmanaged": adoption.unmanaged,
    }
    for table, entries in tables.items():
        for address in entries:
            if address not in known:
                of_type = [each for each in known if type_of(each) == type_of(address)] or known
                yield (
                    (table, address),
                    f"is no resource of this environment; {did_you_mean(address, known)}use {', '.join(of_type)}",
                )


@rule_of_adoption(
    "ADO-2",
    "A resource is imported or moved, not both",
    why="What is in the state already is moved, and what is not is imported: Terraform refuses to import it twice.",
    source=_IMPORT,
)
def imported_or_moved(adoption: AdoptionSettings, environment: EnvironmentSettings) -> Iterator[Problem]:
    for address in adoption.imports:
        if address in adoption.moved:
            yield ("import", address), "is moved too; keep [moved] if the state has it, else [import]"


@rule_of_adoption(
    "ADO-3",
    "Import ids have the form that their type takes",
    why="The provider refuses any other, and says for some types only that the resource does not exist.",
    source=_IMPORT,
)
def import_ids_have_their_form(adoption: AdoptionSettings, environment: EnvironmentSettings) -> Iterator[Problem]:
    for address, import_id in adoption.imports.items():
        type_ = type_of(address)
        form = FORMS.get(type_)
        if form is None and type_.startswith("aws_"):
            yield ("import", address), f"cannot be imported: {type_} has no import; remove it, and let it be made"
        elif form and not form.match(import_id):
            yield ("import", address), f"{shown(import_id)} is no id of {type_}; write {form.form}"


@rule_of_adoption(
    "ADO-4",
    "What is imported belongs to the pool that is imported",
    why="The provider would refuse a pool of another Region, and replace what is moved to another pool.",
    source="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html",
    promise="one pool is adopted, the environment's",
)
def imported_ids_are_of_one_pool(adoption: AdoptionSettings, environment: EnvironmentSettings) -> Iterator[Problem]:
    owners: dict[bool, str] = {}
    order = ("aws_cognito_user_pool.main", "aws_cognito_identity_pool.main")
    for address, import_id in sorted(adoption.imports.items(), key=lambda entry: (entry[0] not in order, entry[0])):
        form = FORMS.get(type_of(address))
        parts = form.match(import_id) if form else None
        if parts is None or "owner" not in parts.groupdict():
            continue
        key: KeyPath = ("import", address)
        if parts["region"] != environment.region:
            yield key, f"is in {parts['region']}, and the environment in {environment.region}; change one of them"
        elif (owner := owners.setdefault(":" in parts["owner"], parts["owner"])) != parts["owner"]:
            yield key, f"belongs to {parts['owner']}, and the environment adopts {owner}; remove it"


@rule_of_adoption(
    "ADO-5",
    "What is moved keeps its type, and goes to one place",
    why="Terraform refuses to make one type into another, and two resources of one.",
    source=_MOVED,
)
def moves_are_possible(adoption: AdoptionSettings, environment: EnvironmentSettings) -> Iterator[Problem]:
    renames = renamed(environment)
    taken = {before: address for address, before in renames.items()}
    for address, before in adoption.moved.items():
        key: KeyPath = ("moved", address)
        if type_of(before) != type_of(address):
            yield key, f"{shown(before)} is of type {type_of(before)}; write the address of {type_of(address)}"
        elif before == address:
            yield key, "has that address already; remove it"
        elif address in renames:
            yield key, f"{shown(renames[address])} is moved there too, by renamed_from; remove one of them"
        elif taken.setdefault(before, address) != address:
            yield key, f"{shown(before)} is moved to {taken[before]} too; give each its own"


@rule_of_adoption(
    "ADO-6",
    "What is unmanaged is an argument",
    why="Terraform refuses to ignore what is its own, like lifecycle.",
    source=_META,
)
def unmanaged_are_arguments(adoption: AdoptionSettings, environment: EnvironmentSettings) -> Iterator[Problem]:
    for address, paths in adoption.unmanaged.items():
        for index, path in enumerate(paths):
            outer = next((each for each in paths if each != path and path.startswith(f"{each}.")), None)
            key: KeyPath = ("unmanaged", address, index)
            if path == WHOLE and (len(paths) > 1 or address in adoption.imports or address in adoption.moved):
                yield key, '"*" leaves all of it out of Terraform; remove what else is said of it, or "*"'
            elif path.partition(".")[0] in _META_ARGUMENTS:
                yield key, f"{shown(path)} is Terraform's own, and no argument; remove it"
            elif outer:
                yield key, f"{shown(path)} is part of {shown(outer)}, which is unmanaged whole; remove one of them"
