"""The progress of jobs."""

import math

from datetime import timedelta
from typing import Final

from avatar_core import JobEvent, JobStatus
from avatar_core.failures import Unanswered
from avatar_core.orders import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    JobKind,
    TrainingOrder,
    UpscaleOrder,
)
from avatar_core.ports import News

from ..callbacks import JobMove
from ..texts import Texts
from ..view import View
from .jobs import ending, name_of
from .parts import WORDS_SHOWN, bar, final, shorten, steer


_WHOLE: Final = 100
#: A lower percentage is too little for an estimate.
_MEANINGFUL: Final = 10


def standing(texts: Texts, news: News) -> View:
    """Show a job: its progress until its end was told, and then the end.

    Who asks before that would read the end twice, because it is told anyway.
    """
    told = news.job.told_at is not None
    return ending(texts, news) if told else progress(texts, news)


def progress(texts: Texts, news: News) -> View:
    """Show the progress of a job that is open, or whose end is about to be told."""
    job = news.job
    status = (
        texts.plain("progress-words")
        if job.awaits_words
        else texts.plain_of(job.status)
    )
    match job.order:
        case GenerationOrder(words=words) if len(news.jobs) > 1:
            head = texts(
                "progress-pack",
                title=shorten(words, WORDS_SHOWN),
                bar=bar(news.delivered, news.ordered),
                delivered=news.delivered,
                ordered=news.ordered,
            )
        case GenerationOrder(count=count, words=words):
            head = texts(
                "progress-generation",
                count=count,
                words=shorten(words, WORDS_SHOWN),
                status=status,
            )
        case TrainingOrder():
            head = texts("progress-training", name=name_of(texts, news), status=status)
        case DescriptionOrder():
            head = texts("progress-description", status=status)
        case UpscaleOrder():
            head = texts("progress-upscale", status=status)
        case EnrichmentOrder():
            head = status  # never shown
    left = [one for one in news.jobs if one.open]
    cancelling = all(one.cancel_asked for one in left)
    cancellable = any(
        JobEvent.ASK_CANCEL in one.actions and not one.cancel_asked for one in left
    )
    return texts.screen(
        head,
        _how_far(texts, news) if left else None,
        texts("progress-cancelling" if cancelling else _patience(job.kind))
        if left
        else None,
        steer("button-refresh", JobMove.SHOW, job.id),
        steer("button-packs", JobMove.SCENES, job.id)
        if isinstance(job.order, TrainingOrder)
        else None,
        steer("button-cancel-job", JobMove.CANCEL, job.id) if cancellable else None,
        steer("button-home", JobMove.LEAVE, job.id),
    )


def _patience(kind: JobKind) -> str:
    training = kind is JobKind.TRAINING
    return "progress-meanwhile" if training else "progress-no-need-to-wait"


def _how_far(texts: Texts, news: News) -> str | None:
    job = news.job
    if len(news.jobs) > 1:
        return None
    lines = []
    if job.unanswered is Unanswered.PENDING:
        lines.append(texts("progress-unanswered"))
    if job.status is JobStatus.SUBMITTED and job.progress.queue_position:
        lines.append(texts("progress-queue", position=job.progress.queue_position))
    if job.status is JobStatus.RUNNING and job.progress.percent is not None:
        percent = max(0, min(_WHOLE, job.progress.percent))
        lines.append(
            texts("progress-percent", bar=bar(percent, _WHOLE), percent=percent)
        )
    estimate = None if job.cancel_asked else _estimate(texts, news)
    if estimate:
        lines.append(estimate)
    return "\n".join(lines)


def _estimate(texts: Texts, news: News) -> str | None:
    if news.typical is None:
        training = isinstance(news.job.order, TrainingOrder)
        return texts("progress-first") if training else None
    percent = news.job.progress.percent
    if (
        news.job.status is JobStatus.RUNNING
        and percent is not None
        and _MEANINGFUL <= percent < _WHOLE
    ):
        left = news.typical * (_WHOLE - percent) / _WHOLE
        return texts("progress-left", minutes=_minutes(left))
    return texts("progress-usually", minutes=_minutes(news.typical))


def _minutes(time: timedelta) -> int:
    return max(1, math.ceil(time / timedelta(minutes=1)))


def ask_cancel(texts: Texts, news: News) -> View:
    """Ask to confirm the cancellation of a job."""
    job = news.job
    return texts.page(
        texts("ask-cancel"),
        steer("button-go-on", JobMove.SHOW, job.id),
        final(steer("button-cancel-for-good", JobMove.CANCEL_FOR_GOOD, job.id)),
    )
