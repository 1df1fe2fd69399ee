"""Whatever AWS may answer, in the shapes that botocore knows, becomes a file that the check accepts."""

from __future__ import annotations

import tomllib
from typing import Any

import botocore.session
from botocore import xform_name
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cognito_as_code.adopt.adopted import slug, table_names
from cognito_as_code.adopt.environment_file import environment_of
from cognito_as_code.adopt.files import adoption_text, environment_text
from cognito_as_code.adopt.live import Live
from cognito_as_code.adopt.secrets import HAS_SECRET, drop_secrets
from cognito_as_code.adopt.toml_text import toml_text
from cognito_as_code.checks import check
from cognito_as_code.settings.addresses import addresses
from cognito_as_code.settings.adoption.model import WHOLE, AdoptionSettings
from tests.adopt.test_members import OPERATIONS

POOL = "eu-central-1_gEnErAtEd"
FIXED: dict[str, Any] = {
    "UserPoolId": POOL,
    "Id": POOL,
    "Arn": f"arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{POOL}",
    "Domain": "generated",
    "CustomDomain": None,
    "IdentityPoolId": "eu-central-1:1a2b3c4d-5678-90ab-cdef-111122223333",
    "IdentityProviderName": f"cognito-idp.eu-central-1.amazonaws.com/{POOL}",
    "ManagedLoginBrandingId": "1a2b3c4d-5678-90ab-cdef-111122223333",
    "ClientSecret": None,
    "Settings": {"components": {}},
}
"""Members that say what a thing is, so that what is made is of one pool."""
NAMES = {
    "ClientId", "ClientName", "GroupName", "IdentityPoolName", "Identifier", "Name", "PoolName", "ProviderName",
    "Username",
}  # fmt: skip
"""Members without which there is no thing."""
TEXTS = [
    "x", "", "user", "email", "custom:x", "{####}", "your code: {####}", "{username} {####} {##x##}", "12",
    "https://example.com/a", "http://example.com/#", "api/read", "openid", "COGNITO", "Google", "COGNITO_DEFAULT",
    "example.com", "a@example.com", "198.51.100.0/24", "arn:aws:s3:::bucket", "a\nb 'quoted' \"twice\" \\ ${x}",
    "arn:aws:iam::111122223333:role/x", "arn:aws:iam::444455556666:role/x",
    "arn:aws:lambda:eu-central-1:111122223333:function:f", "arn:aws:lambda:us-east-1:111122223333:function:f",
    "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
]  # fmt: skip
IDS = ("UserPoolId", "Id", "Arn", "ProviderType", "IdentityPoolId", "ManagedLoginBrandingId")
KEYS = ["a", "email", "custom:x", "authenticated"]
NEEDED = ("describe-user-pool", "get-user-pool-mfa-config", "describe-user-pool-client")


def values(shape: Any, name: str = "") -> st.SearchStrategy[Any]:
    """What AWS may answer in a shape: any member may be missing, and any text be what nobody expects."""
    if name in FIXED:
        return st.just(FIXED[name])
    match shape.type_name:
        case "structure":
            members = {key: values(member, key) for key, member in shape.members.items()}
            needed = {key: value for key, value in members.items() if key in NAMES or key in shape.required_members}
            needed |= {key: members[key] for key in IDS if key in members}
            return st.fixed_dictionaries(needed, optional={key: members[key] for key in members.keys() - needed.keys()})
        case "list":
            return st.lists(values(shape.member), max_size=2)
        case "map":
            return st.dictionaries(
                st.sampled_from(["a", "email", "custom:x", "authenticated"]), values(shape.value), max_size=2
            )
        case "string":
            return st.sampled_from(shape.enum or (["web", "Web app", "1"] if name in NAMES else TEXTS))
        case "integer" | "long":
            return st.sampled_from([0, 1, 5, 8, 60, 100_000])
        case "boolean":
            return st.booleans()
        case _:
            return st.just("2024-05-06T07:08:09+00:00")


def answers() -> st.SearchStrategy[Live]:
    """A pool's answers, one of each operation."""
    session = botocore.session.get_session()
    made = {}
    for service, operations in OPERATIONS.items():
        model = session.get_service_model(service)
        for operation in operations:
            shape = model.operation_model(operation).output_shape
            whole = {key: values(member, key) for key, member in shape.members.items() if "Token" not in key}
            made[xform_name(operation, sep="-")] = st.lists(st.fixed_dictionaries(whole), min_size=1, max_size=1)
    needed = {
        key: made.pop(key) for key in ("describe-user-pool", "get-user-pool-mfa-config", "describe-user-pool-client")
    }
    return st.fixed_dictionaries(needed, optional=made)


@given(answers())
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # to shrink takes longer than to read
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_becomes_files_that_are_accepted(live: Live) -> None:
    adopted = environment_of(live)
    tables = tomllib.loads(environment_text(adopted))
    assert tables == adopted.settings
    made, findings = check(tables)
    assert made
    assert [str(each) for each in findings if each.severity == "error"] == []
    adoption = AdoptionSettings.model_validate(tomllib.loads(adoption_text(adopted)))
    outside = {address for address, arguments in adoption.unmanaged.items() if WHOLE in arguments}
    assert {*adoption.imports} | outside == {*addresses(made)}


SECRETS = st.text("abcdefgh0123456789", min_size=20, max_size=51)


@given(SECRETS, st.booleans())
@settings(max_examples=10, deadline=None)
def test_whether_a_client_has_a_secret_is_all_that_is_kept(secret: str, has_one: bool) -> None:
    response: dict[str, Any] = {"UserPoolClient": {"ClientId": "x", **({"ClientSecret": secret} if has_one else {})}}
    drop_secrets(response)
    assert response == {"UserPoolClient": {"ClientId": "x", **({HAS_SECRET: True} if has_one else {})}}


TABLES: st.SearchStrategy[Any] = st.recursive(
    st.text(max_size=30) | st.integers(-(2**40), 2**40) | st.booleans() | st.lists(st.text(max_size=9), max_size=4),
    lambda inner: st.dictionaries(st.text(min_size=1, max_size=9), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(min_size=1, max_size=9), TABLES, max_size=4), st.text(max_size=200))
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read_back(tables: dict[str, Any], comment: str) -> None:
    said = dict.fromkeys(tables, comment)
    text = toml_text({**tables, "comment": comment}, {(): [comment], **{(key,): [comment] for key in said}})
    assert tomllib.loads(text) == {**tables, "comment": comment}


@given(st.lists(st.text(max_size=80), max_size=12), st.randoms())
@settings(max_examples=50, deadline=None)
def test_names_of_tables_are_unique_valid_and_always_the_same(texts: list[str], chance: Any) -> None:
    things = [(f"id{number}", text) for number, text in enumerate(texts)]
    names = table_names(things, "client")
    chance.shuffle(things)
    assert table_names(things, "client") == names
    assert len({*names.values()}) == len(texts)
    for name in names.values():
        assert name == slug(name, "client") or name[-1].isdigit()
        assert len(name) <= 64
        assert name[0].isascii()
        assert name[0].isalpha() or name[0] == "_"
