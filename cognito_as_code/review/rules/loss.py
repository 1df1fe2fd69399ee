"""What is deleted, replaced or let go of."""

from __future__ import annotations

from collections.abc import Iterator

from ..changes import DELETED_OUTSIDE, Change, Plan
from ..facts import KINDS, MISSED
from ..findings import Problem, Severity, rule
from ..moves import BY_NAME, heirs, moved, moved_by_name
from ..wording import MOST_LISTED, joined, listed, named, shown

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"

_IF_IT_IS_TO_GO = (
    'If the pool is to go, set deletion_protection = "INACTIVE" and prevent_destroy = false, and apply that.',
    "Then delete it in an apply of its own.",
)


def lost(change: Change, plan: Plan, instead: str) -> Iterator[Problem]:
    """That a resource is deleted or replaced, unless it goes with a pool or client that is told of."""
    if not change.is_lost or _goes_with_another(change, plan):
        return
    block = ""
    if change.action == "replace":
        what = f"replaces it{_because(change)}"
        if change.reason != DELETED_OUTSIDE:
            instead = f"{instead}; undo that change, or make a second one beside it and move users over"
    else:
        what = "deletes it"
        instead = f"{instead}; put it back"
        if made := _made_instead(change, plan):
            what += f", and creates {named(made.address)} of the same name"
            instead += ". If that is the same one at a new address, tell Terraform so"
            block = moved(plan, [(change, made)])
    if takers := heirs(change, plan):
        what += f"; {listed(heir.address for heir in takers)} takes its name, {shown(change.identity[0])}"
        instead, block = BY_NAME, moved_by_name(change, plan)
    if together := [each.address for each in plan.belonging(change) if each.is_lost and _goes_with_another(each, plan)]:
        what += f"; with it goes {listed(together)}"
    steps: tuple[str, ...] = ()
    if change.was("deletion_protection") == "ACTIVE" and change.reason != DELETED_OUTSIDE:
        what += "; AWS will refuse that, since deletion_protection is ACTIVE, and the apply stops half-way"
        steps = _IF_IT_IS_TO_GO
    yield Problem(what, instead, steps=steps, block=block)


def _because(change: Change) -> str:
    if change.reason == DELETED_OUTSIDE:
        return " with a new and empty one, since somebody deleted it outside of Terraform"
    if "forget" in change.actions:
        return " with a new one, and lets go of the old one"
    if change.reason == "replace_because_tainted":
        return ", since its creation failed half-way and left it tainted"
    if change.reason == "replace_by_request":
        return ", since the plan was asked to"
    if not change.because:
        return ""
    values = [
        f"{named(path)} changes from {shown(change.was(path))} to "
        + ("what is known after apply" if change.is_unknown(path) else shown(change.becomes(path)))
        for path in change.because[:MOST_LISTED]
    ]
    return f", since {joined(values)}"


def _made_instead(change: Change, plan: Plan) -> Change | None:
    """The one that is created under the name of this one, if there is no doubt which."""
    name = change.identity[0]
    old, new = plan.identities.get((change.type, name), ([], [])) if name else ([], [])
    gone = [each for each in old if each.action == "delete"]
    made = [each for each in new if each.action == "create"]
    if len(gone) > 1 or len(made) > 1:
        owners = plan.owners(change)
        gone = [each for each in gone if plan.owners(each) == owners]
        made = [each for each in made if plan.owners(each) == owners]
    return made[0] if len(gone) == len(made) == 1 else None


def _goes_with_another(change: Change, plan: Plan) -> bool:
    """Whether it is lost for no other reason than that what it belongs to is."""
    if not plan.loses_its_owner(change):
        return False
    ids = {path.partition(".")[0] for path in change.because}
    return ids <= {*KINDS[change.type].belongs_to, "roles"}


@rule(
    "pool-lost",
    "Every user is lost",
    severity="blocking",
    types=["aws_cognito_user_pool"],
    means="All users of the pool go, with their passwords, second factors, passkeys and groups. They cannot be brought "
    "back: a new pool has other ids, and every application that knows the old ones stops.",
    source=f"{GUIDE}/cognito-user-pool-settings.html",
)
def pool_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    yield from lost(change, plan, "Keep the pool")


@rule(
    "identity-pool-lost",
    "Every identity is lost",
    severity="blocking",
    types=["aws_cognito_identity_pool"],
    means="Users get new identity ids: what is stored under the old ones, in S3 folders or DynamoDB rows, is theirs no "
    "more.",
    source=f"{GUIDE}/identity-pools.html",
)
def identity_pool_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    yield from lost(change, plan, "Keep the identity pool")


@rule(
    "user-lost",
    "A user is lost",
    severity="blocking",
    types=["aws_cognito_user"],
    means="The user goes with password and second factors; one of the same name made later is another user.",
    source=f"{GUIDE}/managing-users.html",
)
def user_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    yield from lost(change, plan, "Keep the user, or disable it with enabled = false")


@rule(
    "client-lost",
    "An application's client id stops working",
    severity="blocking",
    types=["aws_cognito_user_pool_client"],
    means="The application cannot sign anybody in until it is given the new id, and secret if it has one; everybody "
    "who is signed in has to sign in again.",
    source=f"{GUIDE}/user-pool-settings-client-apps.html",
)
def client_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    yield from lost(change, plan, "Keep the app client")


@rule(
    "group-lost",
    "A group's memberships are lost",
    severity="blocking",
    types=["aws_cognito_user_group"],
    means="Nobody is in the group any more, and a new one of its name is empty: what it allowed is gone.",
    source=f"{GUIDE}/cognito-user-pools-user-groups.html",
)
def group_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    yield from lost(change, plan, "Keep the group")


@rule(
    "identity-provider-lost",
    "Users of an identity provider cannot sign in",
    severity="blocking",
    types=["aws_cognito_identity_provider"],
    means="Whoever signs in with it is shut out; under another provider name they come back as new users.",
    source=f"{GUIDE}/cognito-user-pools-identity-federation.html",
)
def identity_provider_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    yield from lost(change, plan, "Keep the identity provider")


@rule(
    "domain-lost",
    "The sign-in pages and token endpoint go away",
    severity="blocking",
    types=["aws_cognito_user_pool_domain"],
    means="Nobody can sign in at the old address, redirects registered elsewhere break, and a prefix that is given "
    "back can be taken by somebody else.",
    source=f"{GUIDE}/cognito-user-pools-assign-domain.html",
)
def domain_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    yield from lost(change, plan, "Keep the domain")


@rule(
    "resource-server-lost",
    "An API's scopes go away",
    severity="blocking",
    types=["aws_cognito_resource_server"],
    means="Tokens no longer carry its scopes, so that its API refuses them; app clients that list them cannot be "
    "updated.",
    source=f"{GUIDE}/cognito-user-pools-define-resource-servers.html",
)
def resource_server_is_lost(change: Change, plan: Plan) -> Iterator[Problem]:
    yield from lost(change, plan, "Keep the resource server")


@rule(
    "forgotten",
    "Terraform lets go of it",
    severity="warning",
    types=MISSED,
    means="It stays in AWS as it is, and nothing here guards it any more.",
    source="https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources",
)
def resource_is_forgotten(change: Change, plan: Plan) -> Iterator[Problem]:
    if change.action == "forget":
        severity: Severity = "blocking" if change.type.endswith("_pool") else "warning"
        what = "removes it from the state and leaves it in AWS"
        yield Problem(what, "Make sure that another state has it", severity)
