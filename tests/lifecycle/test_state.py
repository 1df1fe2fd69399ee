"""The state stays where the team keeps it: another machine sees it, and it can be moved."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.terraform.model import BackendName, TerraformSettings
from cognito_as_code.trial.emulator import Emulator
from tests.conftest import minimal
from tests.lifecycle.deployment import Deployment

pytestmark = pytest.mark.lifecycle

BUCKET, KEY = "acme-terraform-state", "cognito/test.tfstate"


def with_backend(**table: dict[str, Any]) -> EnvironmentSettings:
    """A pool whose state is kept there."""
    backend: dict[BackendName, dict[str, Any]] = {**table}  # type: ignore[dict-item]
    return minimal(terraform=TerraformSettings(backend=backend))


@pytest.fixture
def bucket(aws: Emulator) -> list[str]:
    """An empty bucket in an empty account, and what a partial S3 backend is completed with."""
    aws.reset()
    aws.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    values = {
        "bucket": BUCKET,
        "key": KEY,
        "region": "eu-central-1",
        "use_lockfile": True,
        "access_key": "test",
        "secret_key": "test",
        "use_path_style": True,
        "skip_credentials_validation": True,
        "skip_requesting_account_id": True,
        "skip_metadata_api_check": True,
        "skip_s3_checksum": True,
        "endpoints": {"s3": aws.url},
    }
    return [f"-backend-config={key}={_hcl(value)}" for key, value in values.items()]


def _hcl(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {json.dumps(inner)}" for key, inner in value.items()) + "}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def state_in_the_bucket(aws: Emulator) -> dict[str, Any]:
    """The state as S3 holds it; no lock is left beside it."""
    objects = [each["Key"] for each in aws.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert objects == [KEY]
    state: dict[str, Any] = json.loads(aws.client("s3").get_object(Bucket=BUCKET, Key=KEY)["Body"].read())
    return state


def test_two_machines_share_a_partial_s3_backend(
    bucket: list[str], tmp_path: Path, aws: Emulator, terraform_variables: dict[str, str]
) -> None:
    first, second = (Deployment(tmp_path / name, aws, terraform_variables) for name in ("first", "second"))
    for machine in (first, second):
        machine.write(with_backend(s3={}))
        machine.init(*bucket)
    first.apply()
    assert "aws_cognito_user_pool" in {resource["type"] for resource in state_in_the_bucket(aws)["resources"]}
    assert second.changes() == {}


def test_local_state_moves_to_s3(
    bucket: list[str], tmp_path: Path, aws: Emulator, terraform_variables: dict[str, str]
) -> None:
    deployment = Deployment(tmp_path, aws, terraform_variables)
    deployment.write(minimal())
    deployment.init()
    deployment.apply()
    pool = deployment.outputs()["user_pool_id"]
    deployment.write(with_backend(s3={}))
    deployment.init("-migrate-state", "-force-copy", *bucket)
    assert state_in_the_bucket(aws)["outputs"]["user_pool_id"]["value"] == pool
    assert deployment.changes() == {}


@pytest.fixture
def http_state() -> Iterator[tuple[str, list[str]]]:
    """A server that keeps a state as Terraform's http backend expects, and the methods it was asked for."""
    stored: dict[str, bytes] = {}
    methods: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            methods.append(self.command)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.command == "POST":
                stored["state"] = body
            found = self.command != "GET" or "state" in stored
            content = stored.get("state", b"") if self.command == "GET" else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_LOCK = do_UNLOCK = _answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/state", methods
        server.shutdown()
        thread.join()


def test_an_http_backend_is_locked_written_and_read(
    http_state: tuple[str, list[str]], tmp_path: Path, aws: Emulator, terraform_variables: dict[str, str]
) -> None:
    aws.reset()
    address, methods = http_state
    settings = with_backend(http={"address": address, "lock_address": address, "unlock_address": address})
    first, second = (Deployment(tmp_path / name, aws, terraform_variables) for name in ("first", "second"))
    for machine in (first, second):
        machine.write(settings)
        machine.init()
    first.apply()
    assert methods.count("LOCK") == methods.count("UNLOCK") > 0
    assert "POST" in methods
    assert second.changes() == {}
