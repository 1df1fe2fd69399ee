"""What AWS or the connection refuses, as one sentence for whoever adopts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cognito_as_code.adopt.live import CannotAdoptError

_CREDENTIALS = {
    "ExpiredToken", "ExpiredTokenException", "IncompleteSignature", "InvalidClientTokenId",
    "InvalidSignatureException", "MissingAuthenticationToken", "RequestExpired", "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}  # fmt: skip
_THROTTLED = {"LimitExceededException", "ThrottlingException", "Throttling", "TooManyRequestsException"}
_NOT_THERE = {"InvalidParameterException", "ResourceNotFoundException"}


def region_of(pool_id: str, region: str | None) -> str:
    """The Region that a pool's id says. Raises CannotAdoptError for what is no id, and for another Region."""
    found = re.fullmatch(r"([a-z]{2}(?:-[a-z]+)+-[0-9])_[0-9A-Za-z]+", pool_id)
    if found is None:
        raise CannotAdoptError(f'"{pool_id}" is no user pool\'s id; it is like eu-central-1_AbCdEf123')
    if region and region != found[1]:
        raise CannotAdoptError(f"the pool {pool_id} is in {found[1]}, as its id says; leave --region {region} out")
    return found[1]


@contextmanager
def as_sentences(pool_id: str, region: str, services: dict[str, Any]) -> Iterator[None]:
    """Turn what boto3 raises into CannotAdoptError."""
    from botocore import exceptions

    try:
        yield
    except exceptions.ClientError as error:
        raise CannotAdoptError(_refused(error, pool_id, region, services)) from None
    except exceptions.ProfileNotFound as error:
        raise CannotAdoptError(f"{error}; `aws configure list-profiles` lists them") from None
    except (exceptions.NoCredentialsError, exceptions.PartialCredentialsError) as error:
        raise CannotAdoptError(f"AWS: {error}; name --profile, or set AWS_PROFILE") from None
    except (exceptions.ConnectionError, exceptions.HTTPClientError) as error:
        raise CannotAdoptError(f"AWS cannot be reached: {error}") from None
    except exceptions.BotoCoreError as error:  # single sign-on that has ended, a broken configuration
        raise CannotAdoptError(f"AWS: {error}") from None


def _refused(error: Any, pool_id: str, region: str, services: dict[str, Any]) -> str:
    answer = error.response.get("Error", {})
    code, message = answer.get("Code", ""), answer.get("Message", "")
    if code in _CREDENTIALS:
        return f"AWS does not take the credentials ({code}); sign in again, or name another --profile"
    if code in _THROTTLED:
        return f"AWS throttles {error.operation_name} after many tries ({message}); try again later"
    if code in _NOT_THERE and error.operation_name == "DescribeUserPool":
        return (
            f"there is no user pool {pool_id} in {region}{_account(services)}; check the id, and whose credentials "
            "these are (--profile)"
        )
    if code in _NOT_THERE:
        return f"{error.operation_name}: {message}; was it removed meanwhile? Try again"
    return f"AWS refuses {error.operation_name} ({code}): {message}"


def _account(services: dict[str, Any]) -> str:
    """The account that the credentials are of, where AWS says it."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return f" of account {services['sts'].get_caller_identity()['Account']}"
    except (BotoCoreError, ClientError, KeyError):
        return ""
