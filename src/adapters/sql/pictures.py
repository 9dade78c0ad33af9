"""The rows of delivered pictures."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import product
from typing import Any, Final

import attrs
import sqlalchemy as sa

from avatar_core.errors import NotFoundError, Thing
from avatar_core.galleries import Month, PictureFilter, PictureTotals
from avatar_core.ids import AvatarId, JobId, PersonId, PictureId
from avatar_core.pictures import Picture

from .columns import UtcDateTime
from .engine import Connection
from .rows import MOST, Rows, fields_of, number_of
from .sqlite import LONG
from .tables import pictures


#: A picture's time, and its place among those of the same time.
_EVER: Final = (datetime.min.replace(tzinfo=UTC), 0)
_NEVER: Final = (datetime.max.replace(tzinfo=UTC), 0)
_CAME: Final = sa.tuple_(pictures.c.created_at, pictures.c.position)
_EDGE: Final = sa.tuple_(
    sa.bindparam("edge_at", type_=UtcDateTime()),
    sa.bindparam("edge_position", type_=sa.BigInteger()),
)

_ANY: Final = sa.select(*fields_of(pictures))
_OWNED: Final = pictures.c.owner == sa.bindparam("owner")
_GET: Final = _ANY.where(pictures.c.id == sa.bindparam("pk")).where(_OWNED)
_POSITION: Final = sa.select(pictures.c.position).where(
    pictures.c.id == sa.bindparam("pk")
)
_OF: Final = _ANY.where(pictures.c.job == sa.bindparam("job")).order_by(
    pictures.c.number
)
_LAST_BEFORE: Final = (
    sa.select(pictures.c.created_at)
    .where(_OWNED)
    .where(pictures.c.created_at < sa.bindparam("before"))
    .order_by(pictures.c.created_at.desc())
    .limit(1)
)
_TOTALS: Final = (
    sa.select(
        sa.func.count().label("total"),
        sa.func.count().filter(pictures.c.favourite).label("favourites"),
        sa.func.count()
        .filter(pictures.c.created_at >= sa.bindparam("since"))
        .label("recent"),
        sa.func.min(pictures.c.created_at).label("first_at"),
    )
    .where(_OWNED)
    .execution_options(**LONG)
)
_BY_AVATAR: Final = (
    sa.select(pictures.c.avatar, sa.func.count())
    .where(_OWNED)
    .group_by(pictures.c.avatar)
    .execution_options(**LONG)
)
_SOME: Final = (
    _ANY.where(_OWNED)
    .order_by(pictures.c.created_at, pictures.c.position)
    .limit(MOST)
    .execution_options(**LONG)
)
_THESE: Final = pictures.c.id.in_(sa.bindparam("ids", expanding=True))
_OF_IDS: Final = (
    _ANY.where(_THESE)
    .where(_OWNED)
    .order_by(pictures.c.created_at.desc(), pictures.c.position.desc())
)
_LIKE: Final = pictures.update().where(_THESE).values(favourite=True)
_REMOVE: Final = pictures.delete().where(_THESE)
_REMOVE_SOME: Final = _REMOVE.execution_options(**LONG)
_ADD: Final = pictures.insert().inline()
_SAVE: Final = pictures.update().where(pictures.c.id == sa.bindparam("pk"))
_PICTURES: Final = Rows(pictures, Thing.PICTURE, Picture)


@attrs.frozen
class _Leafing:
    """The statements of one kind of filter, each over one range of an index."""

    older: sa.Select[Any]
    newer: sa.Select[Any]
    count: sa.Select[Any]


def _leafing(*, favourites: bool, avatar: bool, shape: bool) -> _Leafing:
    conditions = [_OWNED]
    if favourites:
        # The planner uses the partial index only if the condition is a literal.
        conditions.append(sa.text("pictures.favourite"))  # type: ignore[arg-type] # a condition, too
    if avatar:
        conditions.append(pictures.c.avatar == sa.bindparam("avatar"))
    if shape:
        conditions.append(pictures.c.shape == sa.bindparam("shape"))
    begun = pictures.c.created_at >= sa.bindparam("begin")
    not_over = pictures.c.created_at < sa.bindparam("end")
    return _Leafing(
        older=_ANY.where(*conditions, _CAME < _EDGE, begun)
        .order_by(pictures.c.created_at.desc(), pictures.c.position.desc())
        .limit(MOST),
        newer=_ANY.where(*conditions, _CAME > _EDGE, not_over)
        .order_by(pictures.c.created_at, pictures.c.position)
        .limit(MOST),
        count=sa.select(sa.func.count()).where(*conditions, _CAME >= _EDGE, not_over),
    )


_LEAFINGS: Final = {
    (favourites, avatar, shape): _leafing(
        favourites=favourites, avatar=avatar, shape=shape
    )
    for favourites, avatar, shape in product((False, True), repeat=3)
}


@attrs.frozen
class SqlPictures:
    """`avatar_core.ports.Pictures` in one transaction."""

    connection: Connection

    async def get(self, picture: PictureId, /, *, owner: PersonId) -> Picture:
        return await _PICTURES.get(self.connection, _GET, pk=picture, owner=owner)

    async def of(self, job: JobId, /) -> Sequence[Picture]:
        return await _PICTURES.list(self.connection, _OF, job=job)

    async def older(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        return next(iter(await self.older_page(owner, among, than=than, limit=1)), None)

    async def newer(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        return next(iter(await self._newer(owner, among, than=than, limit=1)), None)

    async def older_page(
        self,
        owner: PersonId,
        among: PictureFilter,
        /,
        *,
        than: Picture | None = None,
        limit: int,
    ) -> Sequence[Picture]:
        begin, end = _bounds(among)
        edge = min(end, await self._edge(than)) if than else end
        values = _values(owner, among, edge) | {"begin": begin[0], "most": limit}
        return await _PICTURES.list(self.connection, _leafing_of(among).older, **values)

    async def newer_page(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture, limit: int
    ) -> Sequence[Picture]:
        return (await self._newer(owner, among, than=than, limit=limit))[::-1]

    async def _newer(
        self, owner: PersonId, among: PictureFilter, *, than: Picture | None, limit: int
    ) -> list[Picture]:
        begin, end = _bounds(among)
        edge = max(begin, await self._edge(than)) if than else begin
        values = _values(owner, among, edge) | {"end": end[0], "most": limit}
        return await _PICTURES.list(self.connection, _leafing_of(among).newer, **values)

    async def some(
        self, pictures: Collection[PictureId], /, *, owner: PersonId
    ) -> Sequence[Picture]:
        ids = list(pictures)
        return await _PICTURES.list(self.connection, _OF_IDS, ids=ids, owner=owner)

    async def count(
        self, owner: PersonId, among: PictureFilter, /, *, since: Picture | None = None
    ) -> int:
        begin, end = _bounds(among)
        edge = max(begin, await self._edge(since)) if since else begin
        values = _values(owner, among, edge) | {"end": end[0]}
        return await number_of(self.connection, _leafing_of(among).count, **values)

    async def months(
        self, owner: PersonId, /, *, zone: tzinfo, limit: int
    ) -> Sequence[Month]:
        months: list[Month] = []
        before, _ = _NEVER
        while len(months) < limit:
            # One index look-up for each month, however many pictures it has.
            last = await self.connection.scalar(
                _LAST_BEFORE, {"owner": owner, "before": before}
            )
            if last is None:
                break
            months.append(Month.of(last, zone))
            before = months[-1].begin
        return months

    async def totals(self, owner: PersonId, /, *, since: datetime) -> PictureTotals:
        result = await self.connection.execute(
            _TOTALS, {"owner": owner, "since": since}
        )
        row = result.mappings().one()
        each = await self.connection.execute(_BY_AVATAR, {"owner": owner})
        return PictureTotals(
            **row, by_avatar={AvatarId(avatar): count for avatar, count in each}
        )

    async def add(self, pictures: Sequence[Picture], /) -> None:
        if pictures:
            await self.connection.execute(
                _ADD, [attrs.asdict(picture, recurse=False) for picture in pictures]
            )

    async def save(self, picture: Picture, /) -> None:
        result = await self.connection.execute(
            _SAVE, {"pk": picture.id, "favourite": picture.favourite}
        )
        if result.rowcount != 1:
            raise NotFoundError(Thing.PICTURE)

    async def like(self, pictures: Collection[PictureId], /) -> None:
        await self.connection.execute(_LIKE, {"ids": list(pictures)})

    async def remove(self, pictures: Collection[PictureId], /) -> None:
        await self.connection.execute(_REMOVE, {"ids": list(pictures)})

    async def remove_some(self, owner: PersonId, /, *, limit: int) -> Sequence[Picture]:
        some = await _PICTURES.list(self.connection, _SOME, owner=owner, most=limit)
        await self.connection.execute(_REMOVE_SOME, {"ids": [one.id for one in some]})
        return some

    async def _edge(self, picture: Picture) -> tuple[datetime, int]:
        position = await self.connection.scalar(_POSITION, {"pk": picture.id})
        return picture.created_at, position or 0


def _leafing_of(among: PictureFilter) -> _Leafing:
    key = (among.favourites, among.avatar is not None, among.shape is not None)
    return _LEAFINGS[key]


def _bounds(among: PictureFilter) -> tuple[tuple[datetime, int], tuple[datetime, int]]:
    month = among.month
    if month is None:
        return _EVER, _NEVER
    return (month.begin, 0), (month.end, 0)


def _values(
    owner: PersonId, among: PictureFilter, edge: tuple[datetime, int]
) -> dict[str, Any]:
    values = {
        "owner": owner,
        "avatar": among.avatar,
        "shape": among.shape,
        "edge_at": edge[0],
        "edge_position": edge[1],
    }
    return {name: value for name, value in values.items() if value is not None}
