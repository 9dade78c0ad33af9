"""Metrics for Prometheus: what they say, to whom, and what is made of them."""

import json
import re

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from prometheus_client.parser import text_string_to_metric_families
from tests.core.world import World
from tests.hosts import free_port

from avatar_core.families import FLUX_PORTRAIT
from entrypoints import metrics
from entrypoints.environment import StartError
from entrypoints.settings import Settings, load


MONITORING = Path(__file__).parents[2] / "docs/monitoring"
TOKEN = "canary-of-metrics"


def _settings(**given: Any) -> Settings:
    return load(bot_token="1:x", fal_key="a:b", _env_file=None, **given)


async def _served(
    world: World, stack: AsyncExitStack, *, token: str | None = None
) -> str:
    settings = _settings(metrics_listen=f"127.0.0.1:{free_port()}")
    served = metrics.Metrics(
        store=world.rows,
        clock=world.clock,
        economics=world.config.economics,
        token=token,
    )
    return await metrics.serve(settings, served, stack)


async def _read(url: str, token: str | None = None) -> tuple[int, str]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(url, headers=headers) as answer,
    ):
        return answer.status, await answer.text()


def _values(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _line(event: str, **facts: object) -> None:
    metrics.count(None, "info", {"event": event, **facts})


async def test_rows_and_lines_are_counted() -> None:
    """The text names every job, credit and dollar, and what this process did."""
    world = World()
    job = await world.ordered_training()
    open_since = job.created_at
    async with AsyncExitStack() as stack:
        url = await _served(world, stack)
        before = _values((await _read(url))[1])
        _line("telegram.update", outcome="ok", duration_ms=20)
        _line("web.answered", route="fal", status=200, duration_ms=3)
        for telling in ({"told": False, "troubles": 0}, {"told": True, "troubles": 1}):
            _line(
                "job.advanced",
                kind="training",
                status="succeeded",
                ended=True,
                webhook=True,
                duration_ms=1000,
                **telling,
            )
        _line("product.started")
        status, text = await _read(url)

    assert status == 200
    now = _values(text)

    def of(name: str, **labels: str) -> float:
        return now[name, frozenset(labels.items())]

    def new(name: str, **labels: str) -> float:
        key = name, frozenset(labels.items())
        return now[key] - before.get(key, 0)

    training = {"kind": "training", "family": FLUX_PORTRAIT.name, "status": job.status}
    assert of("avatar_people", state="all") == 1
    assert of("avatar_jobs", **training) == 1
    age = (world.clock.now - open_since).total_seconds()
    assert of("avatar_jobs_oldest_seconds", **training) == age
    assert of("avatar_credits", reason="welcome") == world.prices.welcome
    assert of("avatar_dollars", of="cost") == 0
    assert new("avatar_update_duration_seconds_count", outcome="ok") == 1
    assert new("avatar_update_duration_seconds_bucket", outcome="ok", le="0.025") == 1
    assert (
        new("avatar_web_request_duration_seconds_count", route="fal", status="200") == 1
    )
    assert new("avatar_job_step_duration_seconds_count", kind="training") == 2
    ends = {"kind": "training", "status": "succeeded", "by": "webhook"}
    assert new("avatar_job_ends_total", **ends) == 1


async def test_a_token_is_asked_for() -> None:
    """Whoever does not have it learns nothing."""
    world = World()
    async with AsyncExitStack() as stack:
        url = await _served(world, stack, token=TOKEN)
        assert await _read(url) == (401, "")
        assert await _read(url, "wrong") == (401, "")
        status, text = await _read(url, TOKEN)
    assert status == 200
    assert "avatar_people" in text


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "example.org"])  # noqa: S104
async def test_strangers_need_a_token(host: str) -> None:
    """Numbers of the business are not shown to other machines by mistake."""
    world = World()
    open_to_all = metrics.Metrics(
        store=world.rows,
        clock=world.clock,
        economics=world.config.economics,
        token=None,
    )
    settings = _settings(metrics_listen=f"{host}:9090")
    async with AsyncExitStack() as stack:
        with pytest.raises(StartError, match="METRICS_TOKEN: it is missing"):
            await metrics.serve(settings, open_to_all, stack)


async def _names() -> set[str]:
    async with AsyncExitStack() as stack:
        world = World()
        _, text = await _read(await _served(world, stack))
    return set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))


async def test_dashboard_and_alerts_name_metrics_that_exist() -> None:
    """No panel is empty, and no alert silent, because a name is wrong."""
    dashboard = json.loads((MONITORING / "grafana.json").read_text("utf-8"))
    rules = yaml.safe_load((MONITORING / "alerts.yaml").read_text("utf-8"))
    asked = [
        target["expr"] for panel in dashboard["panels"] for target in panel["targets"]
    ]
    asked += [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    used = {
        re.sub(r"_(bucket|count|sum)$", "", name)
        for name in re.findall(r"\bavatar_\w+", " ".join(asked))
    }
    assert used == await _names()
