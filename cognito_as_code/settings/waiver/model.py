"""What an environment file may say under [waivers], and which profiles there are."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from cognito_as_code.settings.core.fields import Settings

Profile = Literal["aws-security-hub", "baseline", "cdk-nag", "checkov", "kics", "prowler", "strict"]


class WaiverSettings(Settings):
    """Why a control of [waivers.CONTROL] need not be met, and until when."""

    reason: Annotated[str, Field(min_length=1, max_length=500)] = Field(examples=["a legacy client, gone by June"])
    """For whoever reads the report, up to 500 characters."""

    expires: date = Field(examples=["2026-12-31"])
    """The last day it holds, a date without quotes; after it the control fails again."""
