"""How fast valid webhooks are answered while the worker is busy."""

import asyncio
import gc
import json
import os
import statistics
import sys
import tempfile
import time

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import aiohttp
import attrs

from tests.e2e.world import free_port
from tests.proofs.figures import Figure

from avatar_core import Job

from . import rows
from .outside import Outside
from .plan import HOST, TOKEN, USER, Plan
from .programs import program


_P99_MS: Final = 50.0


@attrs.frozen
class Call:
    """One POST."""

    url: str
    body: bytes
    headers: dict[str, str]


@attrs.frozen
class Times:
    """The response times, in milliseconds from when each call was due."""

    milliseconds: Sequence[float]
    statuses: Sequence[int]

    def percentile(self, percent: int) -> float:
        """Return the time within which *percent* % of the calls were answered."""
        return _percentile(self.milliseconds, percent)

    def __str__(self) -> str:
        return (
            f"p50 {self.percentile(50):.1f} ms, p99 {self.percentile(99):.1f} ms, "
            f"slowest {max(self.milliseconds):.0f} ms, "
            f"{self.statuses.count(200)} of {len(self.statuses)} answered 200"
        )


async def post(calls: Sequence[Call], per_second: int) -> Times:
    """Make the calls at an even pace, without waiting for the answers to earlier ones.

    Times count from when a call was due, so that a slow server does not delay the
    calls and look faster.
    """
    begun = time.perf_counter()
    milliseconds: list[float] = []
    statuses: list[int] = []
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def make(call: Call, due: float) -> None:
            async with session.post(
                call.url, data=call.body, headers=call.headers
            ) as response:
                await response.read()
                milliseconds.append((time.perf_counter() - due) * 1000)
                statuses.append(response.status)

        async with asyncio.TaskGroup() as tasks:
            for number, call in enumerate(calls):
                due = begun + number / per_second
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                tasks.create_task(make(call, due))
    return Times(milliseconds, statuses)


def _calls(outside: Outside, url: str, awaited: Sequence[Job]) -> list[Call]:
    signer, now, calls = outside.signer, int(time.time()), []
    for job in awaited:
        request_id = job.request_id or ""
        body = json.dumps(
            {
                "request_id": request_id,
                "gateway_request_id": request_id,
                "status": "OK",
                # As long as the result of a training is.
                "payload": {"diffusers_lora_file": {"url": "https://" + "x" * 1500}},
                "error": None,
            },
            sort_keys=True,
        ).encode()
        headers = signer.headers(request_id, body, now)
        calls.append(Call(f"{url}/fal/{job.token}", body, headers))
    return calls


async def run(plan: Plan, database_url: str | None) -> list[Figure]:
    """Measure the product from its first second, and a bare handler beside it."""
    with tempfile.TemporaryDirectory(prefix="load-") as directory:
        data = Path(directory)
        database = database_url or f"sqlite:///{data / 'avatar.db'}"
        address = f"{HOST}:{free_port()}"
        async with (
            program("tests.proofs.load.outside") as world,
            program("tests.proofs.load.bare") as bare,
        ):
            outside = Outside(**json.loads(await world.said(lambda x: b"{" in x)))
            url = (await bare.said(lambda x: b"http" in x)).decode().strip()
            awaited = await rows.write(database, plan.webhooks)
            settings = _settings(outside, database, data, address)
            async with program(
                "tests.proofs.load.product", LOAD_SETTINGS=json.dumps(settings)
            ) as product:
                calls = _calls(outside, f"http://{address}", awaited)
                few = [
                    attrs.evolve(call, url=url)
                    for call in calls[: plan.bare_per_second * plan.seconds]
                ]
                await product.said(lambda x: b"product.started" in x)
                gc.freeze()  # a full collection here would count as the product's time
                begun, busy = time.monotonic(), os.times()
                times, floor = await asyncio.gather(
                    post(calls, plan.per_second), post(few, plan.bare_per_second)
                )
                ended, spent = time.monotonic(), os.times()
                lags = [
                    late
                    for due, late in json.loads(await product.end())
                    if begun <= due <= ended
                ]
    own = (spent.user + spent.system - busy.user - busy.system) / plan.seconds
    _say(f"webhooks:        {times}")
    _say(f"a bare handler:  {floor}")
    _say(
        f"the loop's lag:  p99 {_percentile(lags, 99):.1f} ms, most {max(lags):.0f} ms"
    )
    _say(
        f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, "
        f"of which the generator took {own:.2f}"
    )
    return _figures(floor, times)


def _figures(floor: Times, times: Times) -> list[Figure]:
    return [
        Figure(
            name="99 of 100 valid webhooks are answered in",
            floor=f"a bare handler beside it: {floor.percentile(99):.1f} ms",
            value=times.percentile(99),
            bound=_P99_MS,
            unit="ms",
        ),
        Figure(
            name="of the webhooks were taken",
            floor="all",
            value=times.statuses.count(200) / len(times.statuses) * 100,
            bound=100,
            unit="%",
            at_least=True,
        ),
    ]


def _settings(
    outside: Outside, database: str, data: Path, address: str
) -> dict[str, object]:
    return {
        "bot_token": TOKEN,
        "telegram_api_url": outside.telegram,
        "fal_key": "load:key",
        "fal_user_id": USER,
        "fal_url": outside.fal,
        "database_url": database,
        "storage_url": str(data / "blobs"),
        "public_url": f"http://{address}",
        "listen": address,
        "training_poll_seconds": 600,
        "picture_poll_seconds": 600,
    }


def _percentile(milliseconds: Sequence[float], percent: int) -> float:
    return statistics.quantiles(milliseconds, n=100)[percent - 1]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
