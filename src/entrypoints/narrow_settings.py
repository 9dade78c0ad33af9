"""The settings that single commands need, such as backups."""

from typing import Annotated

from adapters.sql.address import parse
from avatar_core.word_policy import WordPolicy

from .environment import FromEnvironment
from .setting_types import checked_by


class WordSettings(FromEnvironment):
    """The settings that checking a pack needs."""

    allow_nudity: bool = False
    """`true` or `false`: whether words about nudity and sex are drawn. fal.ai's content
    check stays on, and withholds what it does not like.
    """
    allow_public_figures: bool = False
    """`true` or `false`: whether words with the names of well-known people are drawn.
    """

    @property
    def words(self) -> WordPolicy:
        """Which words are drawn."""
        return WordPolicy(
            nudity=self.allow_nudity, public_figures=self.allow_public_figures
        )


class PlaceSettings(FromEnvironment):
    """Where everything is kept: what migrations and backups need."""

    database_url: Annotated[str, checked_by(parse)] = "sqlite:///data/avatar.db"
    """`sqlite:///path` or `postgresql://user:password@host/name`, as your host hands it
    out; see [databases](running.md#databases).
    """
    storage_url: str = "data/blobs"
    """Where photos, weights and pictures are kept: a directory, or `s3://bucket/prefix`
    (with the usual AWS_* variables).
    """
