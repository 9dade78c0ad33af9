"""A valid example of every aggregate."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from avatar_core import (
    Avatar,
    AvatarId,
    AvatarType,
    Gender,
    Hold,
    Incident,
    IncidentKind,
    Job,
    JobId,
    Language,
    Payment,
    PaymentId,
    Person,
    PersonId,
    Photo,
    PhotoId,
    Picture,
    PictureId,
    Posting,
    Size,
    Weights,
)
from avatar_core.broadcasts import Broadcast
from avatar_core.disputes import Dispute, Remedy
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.ids import BroadcastId, DisputeId
from avatar_core.ledger import GRANTS, Reason, available
from avatar_core.notices import Notice, NoticeKind
from avatar_core.promos import Promo
from avatar_core.testing.blobs import ALIAS
from avatar_core.testing.orders import DESCRIPTION


ANNA = PersonId(1)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
JOB_ID = JobId(UUID(int=2))

PERSON = Person(id=ANNA, language=Language.ENGLISH, created_at=NOW, alias=ALIAS)
DRAFT = Avatar(
    id=AvatarId(UUID(int=1)),
    owner=ANNA,
    name="Anna",
    type=AvatarType.PORTRAIT,
    gender=Gender.FEMALE,
    family=FLUX_PORTRAIT.name,
    created_at=NOW,
)
WEIGHTS = Weights(key="w", size=1, trigger="ohwx", job=JOB_ID)
PHOTO = Photo(
    id=PhotoId(UUID(int=3)),
    avatar=DRAFT.id,
    added_at=NOW,
    digest="d",
    key="k",
    width=1,
    height=1,
)
JOB = Job(
    id=JOB_ID,
    person=ANNA,
    avatar=DRAFT.id,
    order=DESCRIPTION,
    price=1,
    token="t",
    created_at=NOW,
    due_at=NOW,
    deadline_at=NOW + timedelta(hours=1),
)
SENT = JOB.submit(at=NOW, until=NOW, settles_at=NOW).accept("r")
PICTURE = Picture(
    id=PictureId(UUID(int=5)),
    job=JOB.id,
    owner=ANNA,
    avatar=DRAFT.id,
    number=0,
    key="k.jpg",
    shape=Size.SQUARE,
    width=1,
    height=1,
    size=1,
    seed=1,
    created_at=NOW,
)
PROMO = Promo(code="CODE", credits=1, uses=2, created_at=NOW)
PAYMENT = Payment(
    id=PaymentId(UUID(int=6)),
    person=ANNA,
    charge_id="c",
    payload="p",
    amount=1,
    currency="XTR",
    created_at=NOW,
)
DISPUTE = Dispute(
    id=DisputeId(UUID(int=7)),
    person=ANNA,
    job=JOB.id,
    words="w",
    created_at=NOW,
)
ANSWERED = DISPUTE.answer(Remedy.WORDS, reply=None, admin=ANNA, at=NOW)
POSTING = Posting(
    key="k",
    source=GRANTS,
    dest=available(ANNA),
    amount=1,
    reason=Reason.WELCOME,
    at=NOW,
)
HOLD = Hold(job=JOB.id, person=ANNA, amount=2, bonus=1)
BROADCAST = Broadcast(id=BroadcastId(UUID(int=8)), admin=ANNA, created_at=NOW)
INCIDENT = Incident.first(IncidentKind.KEY, "", "no", at=NOW)
NOTICE = Notice(key="k", person=ANNA, what=NoticeKind.GRANT, due_at=NOW)
