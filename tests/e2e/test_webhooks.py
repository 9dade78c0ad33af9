"""Late, repeated and forged webhooks of fal.ai."""

import json

from urllib.parse import urlsplit

import aiohttp

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.e2e.conftest import Logs, MakeWorld
from tests.e2e.journey import Visitor
from tests.e2e.world import FAL_USER, World

from avatar_core import JobStatus
from entrypoints.sandbox.fal.webhooks import Signer


async def test_late_and_repeated_webhooks_tell_once(
    world: World, anna: Visitor
) -> None:
    """Late and repeated webhooks do not tell an end twice."""
    world.fal.faults.delay_webhook(1.5)
    world.fal.faults.repeat_webhook(3)
    await anna.has_avatar()
    world.fal.faults.repeat_webhook(3)
    await anna.orders_pictures(2)
    await anna.receives(2)
    await world.fal.wait_idle()
    assert [each.delivery_attempts for each in world.fal.requests] in [[3, 3], [1, 3]]
    await world.all_told()
    assert anna.said("is ready!") == 1
    assert anna.said("Here you are!") == 1
    assert len(anna.received) == 2


async def test_a_false_webhook_is_refused_and_changes_nothing(
    run_world: MakeWorld, logs: Logs
) -> None:
    """A forged, stale, altered, foreign or unknown webhook does not change the job."""
    async with run_world(training_seconds=30, training_poll_seconds=600) as world:
        anna = world.visitor()
        await anna.orders_training()
        await world.fal.wait_for(lambda record: record.started_at is not None)
        await world.job_is(JobStatus.SUBMITTED, JobStatus.RUNNING)

        record = world.fal.requests[0]
        url = record.webhook_url or ""
        body = _body(record.request_id)
        genuine = world.fal.webhooks.signer
        now = int(world.fal.clock())
        fake = Signer(Ed25519PrivateKey.generate(), FAL_USER)
        other = Signer(world.fal.webhooks.signer.key, "another-user")
        right = genuine.headers(record.request_id, body, now)
        wrong_token = url.rsplit("/", 1)[0] + "/0123456789abcdef"
        before = await world.job()
        false = [
            (url, body, fake.headers(record.request_id, body, now), 401),
            (url, body, genuine.headers(record.request_id, body, now - 3600), 401),
            (url, body, genuine.headers(record.request_id, body, now + 3600), 401),
            (url, body, other.headers(record.request_id, body, now), 401),
            (url, body.replace(b"OK", b"ERROR"), right, 401),
            (url, _body("someone-else"), right, 401),
            (url, body, {}, 401),
            # It is signed by fal for us, but it is nobody's.
            (wrong_token, body, right, 200),
        ]
        async with aiohttp.ClientSession() as session:
            for address, data, headers, status in false:
                async with session.post(
                    address, data=data, headers=headers
                ) as response:
                    assert response.status == status
            assert await world.job() == before

            # A second request for the job is only recorded, for the admins.
            double = _body("double")
            right = genuine.headers("double", double, now)
            async with session.post(url, data=double, headers=right) as response:
                assert response.status == 200

            async def is_recorded() -> bool:
                return (await world.job())["unanswered"] is not None

            await world.until(is_recorded)
            after = await world.job()
            recorded = {key for key in before if after[key] != before[key]}
            assert {"unanswered", "unanswered_why", "version"} == recorded

            telegram = f"{world.url}/telegram"
            update = {"update_id": 1}
            for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guess"}):
                async with session.post(
                    telegram, json=update, headers=headers
                ) as response:
                    assert response.status == 401

            # An archive is had by its signed link only.
            link = record.input["images_data_url"]
            async with session.get(link.partition("?")[0]) as response:
                assert response.status == 403
            async with session.get(link[:-1] + "x") as response:
                assert response.status == 403
            other_key = link.replace(urlsplit(link).path[-8:], "00000000")
            async with session.get(other_key) as response:
                assert response.status == 403
            async with session.get(link) as response:
                assert response.status == 200
                assert (await response.read())[:2] == b"PK"
        await anna.calls_everything_off(world)


def _body(request_id: str) -> bytes:
    return json.dumps(
        {"request_id": request_id, "status": "OK", "payload": {}}, sort_keys=True
    ).encode()
