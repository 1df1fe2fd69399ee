"""What is deleted, replaced or let go of."""

from __future__ import annotations

from collections.abc import Iterator

from ..changes import Change, Plan, shown
from ..facts import MISSED
from ..findings import Problem, rule

GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
MOVED = "https://developer.hashicorp.com/terraform/language/modules/develop/refactoring"

_IF_IT_IS_TO_GO = (
    'If the pool is to go, set deletion_protection = "INACTIVE" and lifecycle.prevent_destroy = false, and apply that.',
    "Then delete it in an apply of its own.",
)
_PARENTS = ("aws_cognito_user_pool", "aws_cognito_identity_pool", "aws_cognito_user_pool_client")
_IDS_OF_PARENTS = ("user_pool_id", "identity_pool_id", "client_id")


def lost(change: Change, plan: Plan, instead: str) -> Iterator[Problem]:
    """That a resource is deleted or replaced, unless it goes with a pool or client that is told of."""
    if not change.is_lost or _goes_with_another(change, plan):
        return
    if change.action == "replace":
        what = f"replaces it{_because(change)}"
        instead = f"{instead}; undo that change, or make a second one beside it and move users over"
    else:
        what = "deletes it"
        instead = f"{instead}; put it back"
        if made := _made_instead(change, plan):
            what += f", and creates {', '.join(made)}"
            instead += (
                f'. If that is the same one under a new name, tell Terraform so: {{"moved": [{{"from": '
                f'"{change.address}", "to": "{made[0]}"}}]}} (for an app client, renamed_from in the settings does it)'
            )
    if together := _lost_with(change, plan):
        what += f"; with it goes {together}"
    steps: tuple[str, ...] = ()
    if change.was("deletion_protection") == "ACTIVE":
        what += "; AWS will refuse that, since deletion_protection is ACTIVE, and the apply stops half-way"
        steps = _IF_IT_IS_TO_GO
    yield Problem(what, instead, steps=steps)


def _because(change: Change) -> str:
    if change.reason == "replace_because_tainted":
        return ", since its creation failed half-way and left it tainted"
    if change.reason == "replace_by_request":
        return ", since the plan was asked to"
    if not change.because:
        return ""
    values = [
        f"`{path}` changes from {shown(change.was(path))} to "
        + ("what is known after apply" if change.is_unknown(path) else shown(change.becomes(path)))
        for path in change.because
    ]
    return f", since {' and '.join(values)}"


def _made_instead(change: Change, plan: Plan) -> list[str]:
    return [each.address for each in plan.by_type(change.type) if each.action == "create"]


def _parent(change: Change, plan: Plan) -> Change | None:
    """The pool, identity pool or client it belongs to, if that is lost too."""
    for path in _IDS_OF_PARENTS:
        id_ = change.was(path)
        for parent in plan.by_type(*_PARENTS):
            stack, _, label = parent.address.rpartition(": ")
            is_named = isinstance(id_, str) and f"{{{label}." in id_ and change.address.startswith(stack)
            if parent.is_lost and parent is not change and (is_named or (id_ and id_ == parent.was("id"))):
                return parent
    return None


def _goes_with_another(change: Change, plan: Plan) -> bool:
    """Whether it is lost for no other reason than that what it belongs to is."""
    ids = {path.partition(".")[0] for path in change.because}
    return _parent(change, plan) is not None and ids <= {*_IDS_OF_PARENTS, "roles"}


def _lost_with(change: Change, plan: Plan) -> str:
    return ", ".join(
        each.address
        for each in plan.of_cognito
        if each.is_lost and _goes_with_another(each, plan) and _parent(each, plan) is change
    )


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
        yield Problem("removes it from the state and leaves it in AWS", "Make sure that another state has it")
