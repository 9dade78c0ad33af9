"""The rights of an S3 key, as documented in docs/security.md."""

import json
import re

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import moto.settings
import pytest

from moto.core.authorization import ActionAuthenticatorMixin
from moto.server import ThreadedMotoServer
from obstore.exceptions import PermissionDeniedError

from adapters.blobs import ObstoreBlobs, open_blobs
from avatar_core.errors import BlobNotFoundError


PAGE = Path(__file__).parents[2] / "docs/security.md"
BUCKET = "avatars"
#: moto asks for these; the others it grants to everybody.
ENFORCED = ("s3:GetObject", "s3:PutObject")

Open = Callable[[Sequence[str]], AbstractContextManager[ObstoreBlobs]]


def policy(without: Sequence[str] = ()) -> dict[str, Any]:
    """Return the policy on the page, less some of its actions."""
    block = re.search(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    text = block[1].replace("BUCKET", BUCKET).replace("PREFIX", "bot")
    document: dict[str, Any] = json.loads(text)
    for statement in document["Statement"]:
        kept = [action for action in statement["Action"] if action not in without]
        statement["Action"] = kept or ["s3:GetBucketLocation"]
    return document


@pytest.fixture
def open_as() -> Iterator[Open]:
    """Open the bucket with a key that has the policy and no more."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    enforced = moto.settings.INITIAL_NO_AUTH_ACTION_COUNT

    def enforce(after: float) -> None:
        moto.settings.INITIAL_NO_AUTH_ACTION_COUNT = after
        ActionAuthenticatorMixin.request_count = 0

    def client(service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="root",
            aws_secret_access_key="root",
        )

    @contextmanager
    def opened(without: Sequence[str]) -> Iterator[ObstoreBlobs]:
        enforce(1000)
        iam = client("iam")
        client("s3").create_bucket(Bucket=BUCKET)
        user = f"bot-{uuid4()}"  # moto has one world for the whole process
        iam.create_user(UserName=user)
        iam.put_user_policy(
            UserName=user,
            PolicyName="bot",
            PolicyDocument=json.dumps(policy(without)),
        )
        key = iam.create_access_key(UserName=user)["AccessKey"]
        enforce(0)
        blobs = open_blobs(
            f"s3://{BUCKET}/bot?endpoint={endpoint}",
            environment={
                "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
            },
        )
        try:
            yield blobs
        finally:
            blobs.close()

    yield opened
    enforce(enforced)
    server.stop()


async def test_these_rights_are_enough(open_as: Open) -> None:
    """These rights suffice, as far as moto can tell.

    It fails when it looks for the rights of a presigned PUT, and refuses any DELETE of
    several blobs.
    """
    with open_as(()) as blobs:
        await blobs.put("a", b"1234")
        assert b"1234" == await blobs.get("a")
        assert b"23" == await blobs.part("a", start=1, length=2)
        assert 4 == await blobs.size("a")
        with pytest.raises(BlobNotFoundError):
            await blobs.get("nothing")


@pytest.mark.parametrize("action", ENFORCED)
async def test_no_right_is_idle(open_as: Open, action: str) -> None:
    """Every right is needed."""
    with open_as([action]) as blobs, pytest.raises(PermissionDeniedError):
        await _put_and_get(blobs)


async def _put_and_get(blobs: ObstoreBlobs) -> None:
    await blobs.put("a", b"1234")
    await blobs.get("a")


def test_no_right_is_too_wide() -> None:
    """The page grants no pattern of actions, and nothing outside the one bucket."""
    for statement in policy()["Statement"]:
        assert not [action for action in statement["Action"] if "*" in action]
        assert statement["Resource"].startswith(f"arn:aws:s3:::{BUCKET}")
