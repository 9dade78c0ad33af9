"""The daily digest."""

from datetime import UTC, datetime, time

from avatar_core.digests import Digest

from ...admin_callbacks import Desk
from ...texts import Texts
from ...view import View
from ..parts import day
from .desk import back, desk, earned


def digest_page(texts: Texts, digest: Digest) -> View:
    """Say what a day brought, and what needs a hand."""
    figures = digest.figures
    return texts.page(
        texts(
            "digest",
            day=day(texts, datetime.combine(figures.day, time(12), UTC)),
            people=figures.people,
            buyers=digest.buyers,
            trainings=digest.trainings,
            pictures=digest.pictures,
            failures=digest.failures,
        ),
        earned(texts, figures.income, digest.cost, digest.worth),
        None
        if digest.likeness is None
        else texts("digest-likeness", mean=digest.likeness),
        _to_do(texts, digest),
        desk("button-stats", Desk.STATS),
        back(),
    )


def _to_do(texts: Texts, digest: Digest) -> str:
    lines = [
        texts(key, count=count)
        for key, count in (
            ("digest-disputes", digest.disputes),
            ("digest-incidents", digest.incidents),
            ("digest-unanswered", digest.unanswered),
        )
        if count
    ]
    return "\n".join([texts("digest-to-do"), *lines]) if lines else texts("digest-calm")
