"""Actions and ARNs in the words that people have for them: `streaming` of `anthropic.claude-sonnet-4-5`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from ..policies import Condition, as_iam_gets, covers_text, is_everything

_MODELS = ("model", "inference profile", "application inference profile")


class Thing(NamedTuple):
    """What a resource is, and what it is called."""

    kind: str
    name: str
    region: str = ""

    @property
    def is_every(self) -> bool:
        """Whether it is a pattern for all of its kind."""
        return self.name.strip("*:/") == ""


# Action -> what it is done to, and what people call it; what is not here is called by its action.
# Source: https://docs.aws.amazon.com/service-authorization/latest/reference/
_WORDS: dict[str, tuple[tuple[str, ...], str]] = {
    "bedrock:InvokeModel": (_MODELS, "invoke"),
    "bedrock:InvokeModelWithResponseStream": (_MODELS, "streaming"),
    "bedrock:ApplyGuardrail": (("guardrail",), "apply"),
    "bedrock:Retrieve": (("knowledge base",), "retrieve"),
    "bedrock:InvokeAgent": (("agent", "agent alias"), "invoke"),
    "bedrock:InvokeFlow": (("flow", "flow alias"), "invoke"),
    "bedrock-agentcore:InvokeAgentRuntime": (("agent runtime",), "invoke"),
    "bedrock-agentcore:InvokeAgentRuntimeWithWebSocketStream": (("agent runtime",), "streaming"),
    "bedrock-agentcore:InvokeAgentRuntimeForUser": (("agent runtime",), "invoke for a user"),
    "bedrock-agentcore:InvokeGateway": (("gateway",), "invoke"),
    "sagemaker:InvokeEndpoint": (("endpoint",), "invoke"),
    "sagemaker:InvokeEndpointAsync": (("endpoint",), "invoke later"),
    "sagemaker:InvokeEndpointWithResponseStream": (("endpoint",), "streaming"),
    "lambda:InvokeFunction": (("function",), "invoke"),
    "execute-api:Invoke": (("API",), "invoke"),
    "s3:GetObject": (("bucket",), "read"),
    "s3:PutObject": (("bucket",), "write"),
    "s3:DeleteObject": (("bucket",), "delete"),
    "s3:ListBucket": (("bucket",), "list"),
}
_BY_LETTERS = {action.lower(): action for action in _WORDS}

# Service and type in an ARN -> what people call it; what is not here is called by its type.
_KINDS = {
    ("bedrock", "foundation-model"): "model",
    ("bedrock-agentcore", "runtime"): "agent runtime",
    ("lambda", "function"): "function",
    ("s3", ""): "bucket",
    ("sns", ""): "topic",
    ("sqs", ""): "queue",
    ("execute-api", ""): "API",
}
_ORDER = (
    "model",
    "inference profile",
    "application inference profile",
    "guardrail",
    "knowledge base",
    "agent alias",
    "agent",
    "agent runtime",
    "gateway",
    "endpoint",
)
_ARN = re.compile(r"arn:[^:]*:([^:]*):([^:]*):([^:]*):(.*)", re.DOTALL)
_REFERENCE = re.compile(r"(?<!\$)\$\{([a-z][\w.\[\]\"-]*?)(?:\.(?:id|arn|name))?\}")
_VERSION = re.compile(r"(?:-\d{8})?(?:-v\d+(?::\d+)?)?$")


def order_of(kind: str) -> tuple[int, str]:
    """Where a kind of things stands in a list: those of AI services first."""
    return (_ORDER.index(kind) if kind in _ORDER else len(_ORDER)), kind


def thing_of(resource: str, action: str) -> Thing:
    """What a resource of a statement is."""
    text = as_iam_gets(_REFERENCE.sub(r"\1", resource))
    matched = _ARN.fullmatch(text)
    if not matched or (matched[1].strip("*") == "" and matched[4].strip("*") == ""):
        return Thing(_kind_of(action), "*" if is_everything(text) else text)
    service, region, _, rest = matched.groups()
    type_, separator, name = rest.partition("/") if "/" in rest else rest.partition(":")
    if service in ("s3", "sns", "sqs", "execute-api") or not separator:
        type_, name = "", rest
    if rest.strip("*") == "":
        return Thing(_kind_of(action, service), "*", region)
    return Thing(_KINDS.get((service, type_)) or type_.replace("-", " ") or service, name, region)


def _kind_of(action: str, service: str = "") -> str:
    """What an action is done to, where the resource does not say."""
    if known := _BY_LETTERS.get(action.lower()):
        return _WORDS[known][0][0]
    named = service or action.partition(":")[0]
    return f"{named} resource" if named.strip("*") else "resource"


def words_for(action: str, kind: str) -> list[str]:
    """What an action, or a pattern of actions, lets do to things of a kind."""
    known = _BY_LETTERS.get(action.lower())
    if known:
        kinds, word = _WORDS[known]
        return [word if kind in kinds else known]
    if action.strip("*") == "" or action.endswith(":*"):
        return ["everything" if action.strip("*") == "" else f"everything ({action})"]
    if not set("*?") & set(action):
        return [action]
    meant = [
        word if kind in kinds else name
        for name, (kinds, word) in _WORDS.items()
        if covers_text(action.lower(), name.lower())
    ]
    return [*meant, action]


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Ids of models without date and version, where that leaves no two of them alike."""
    every = sorted({*names})
    short = {name: _VERSION.sub("", name) or name for name in every}
    counts = Counter(short.values())
    return {name: each if counts[each] == 1 else name for name, each in short.items()}


def condition_in_words(condition: Condition) -> str:
    """A condition as the end of "if ..."."""
    names = sorted({_last(each) for each in condition.values})
    if not condition.is_negative and not condition.passes_when_absent:
        match condition.key.lower():
            case "bedrock:inferenceprofilearn":
                return f"through profile {' or '.join(names)}"
            case "bedrock:guardrailidentifier":
                # Without a version in it, the guardrail is named alone and with any.
                plain = [each for each in names if not (each.endswith(":*") and each[:-2] in names)]
                return f"with guardrail {' or '.join(plain)}"
    return as_iam_gets(str(condition))


def _last(arn: str) -> str:
    return arn.rpartition("/")[2]
