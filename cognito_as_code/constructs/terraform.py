"""What a stack says about Terraform itself: versions, state backend, provider."""

from __future__ import annotations

from cognito_as_code.constructs.engine import cdktf, provider
from cognito_as_code.constructs.literals import as_literals
from cognito_as_code.settings import EnvironmentSettings
from cognito_as_code.settings.terraform.model import TerraformSettings


def add_terraform_block(stack: cdktf.TerraformStack, settings: TerraformSettings) -> None:
    """The terraform block: provider requirement, Terraform version, and the state backend as the file has it."""
    settings = as_literals(settings)
    block: dict[str, object] = {
        "required_providers": {"aws": {"source": "hashicorp/aws", "version": settings.aws_provider}},
    }
    if settings.required_version:
        block["required_version"] = settings.required_version
    # CDKTF adds a local backend with an absolute path where it sees none of its own backend classes; those
    # classes lack newer keys and cannot be empty, so the table goes in as it is.
    unwanted = "terraform.backend"
    name, table = next(iter(settings.backend.items()), ("none", {}))
    match name:
        case "none":
            pass
        case "cloud":
            block["cloud"] = table
        case "local":
            block["backend"] = {"local": {"path": "terraform.tfstate"} | table}
        case _:
            unwanted = "terraform.backend.local"
            block["backend"] = {name: table}
    stack.add_override("terraform", block)
    if name != "local":
        stack.add_override(unwanted, None)


def add_provider(stack: cdktf.TerraformStack, settings: EnvironmentSettings) -> None:
    """The AWS provider: the environment's Region, its account and no other, its tags on every resource."""
    settings = as_literals(settings)
    provider.AwsProvider(
        stack,
        "aws",
        region=settings.region,
        allowed_account_ids=[settings.account_id],
        default_tags=[provider.AwsProviderDefaultTags(tags=settings.tags)] if settings.tags else None,
    )
