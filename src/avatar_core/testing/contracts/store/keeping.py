"""What every kind of row has in common: it is kept whole, once, and for its owner."""

from collections.abc import Awaitable, Sequence
from typing import Any, Final

import attrs

from ....avatars import AvatarStatus, Gender, Hair, Weights
from ....broadcasts import Reception
from ....disputes import Remedy
from ....errors import AlreadyExistsError, NotFoundError, PhotoFault, StaleError, Thing
from ....failures import Failure, Unanswered
from ....families import AvatarType
from ....ids import AvatarId, DisputeId, JobId, PictureId
from ....incidents import Incident, IncidentKind
from ....job_lifecycle import OPEN_JOB_STATUSES, JobStatus
from ....jobs import Job, Progress
from ....ledger import GRANTS, HOUSE, Hold, Reason, available
from ....orders import Wording
from ....payments import PaymentStatus, payment_id
from ....people import Language
from ....sizes import Size
from .case import ANN, BOB, NOBODY, NOW, SECOND, TEXT, StoreCase
from .rows import Row, add, load


_PAID: Final = {Reason.TOP_UP, Reason.REFUND}


class KeepingContract(StoreCase):
    """What every kind of row has in common."""

    async def test_rows_are_read_as_written(self) -> None:
        """Rows of every kind, status and enum value are read as they were added."""
        avatar, other = self.new_avatar(), self.new_avatar()
        job, waiting = (
            self.new_generation(avatar, wording=wording)
            for wording in (Wording.OWN, Wording.AWAITED)
        )
        payment = self.new_payment("charge")
        dispute = self.new_dispute(payment)
        for rows in (
            [avatar, other, job, waiting, payment],
            [self.new_avatar(status=status) for status in list(AvatarStatus)[:-1]],
            [self.new_avatar(gender=gender) for gender in Gender],
            [self.new_avatar(type=AvatarType.STYLE, gender=None)],
            [self.new_avatar(hair=hair) for hair in Hair],
            [self.new_photo(avatar, fault=fault) for fault in PhotoFault],
            [
                self.new_photo(avatar, digest=f"look {look}", perceptual_hash=look)
                for look in ("0" * 64, "f" * 64, "0" * 63 + "1", None)
            ],
            [self.new_photo(avatar, file_name=None), self.new_photo(other)],
            [self.new_enrichment(waiting)],
            [self.new_generation(avatar, size=size) for size in Size],
            [self.new_generation(avatar, wording=wording) for wording in Wording],
            [
                with_everything(new(avatar), status)
                for status in JobStatus
                for new in (
                    self.new_training,
                    self.new_generation,
                    self.new_description,
                    self.new_upscale,
                )
            ],
            [
                self.new_training(avatar).fail(failure, TEXT, at=NOW)
                for failure in Failure
            ],
            [
                self.new_training(
                    avatar,
                    status=JobStatus.SUBMITTING,
                    submits=1,
                    unanswered=unanswered,
                    unanswered_why=TEXT,
                )
                for unanswered in Unanswered
            ],
            [
                self.new_picture(job, number=number, shape=shape)
                for number, shape in enumerate(Size)
            ],
            [Hold(job=waiting.id, person=ANN, amount=0)],
            [
                self.new_posting(
                    f"{reason}:{TEXT}",
                    GRANTS,
                    available(ANN),
                    10**12,
                    reason=reason,
                    job=job.id if reason is Reason.HOLD else None,
                    payment=payment.id if reason in _PAID else None,
                    note=TEXT if reason is Reason.GRANT else None,
                )
                for reason in Reason
            ],
            [self.new_payment(f"{status}", status) for status in PaymentStatus],
            [attrs.evolve(dispute, payment=None, job=job.id)],
            [
                attrs.evolve(
                    dispute.answer(remedy, reply=TEXT, admin=BOB, at=NOW),
                    id=DisputeId(self.ids()),
                )
                for remedy in Remedy
            ],
        ):
            await self.keep(*rows)
            await self.assert_kept(*rows)
        await self.assert_kept(self.ann, self.bob)

    async def test_saved_rows_are_read_as_saved(self) -> None:
        """A save returns what is then read: all changes, and the next version."""
        for before, *states in self._histories():
            await self.keep(before)
            # An incident has its first version when it is added.
            for version, state in enumerate(states, isinstance(before, Incident)):
                with self.subTest(state=state):
                    saved = await self.save(_version(state, version))
                    self.assertEqual(saved, _version(state, version + 1))
                    await self.assert_kept(saved)

    def _histories(self) -> Sequence[Sequence[Row]]:
        """Return rows of every kind that can be saved, and later states of each."""
        carl = attrs.evolve(self.ann, id=NOBODY)
        avatar = self.new_avatar(status=AvatarStatus.TRAINING)
        weights = Weights(key="k", size=1, trigger="t", job=JobId(self.ids()))
        completed = attrs.evolve(
            avatar.complete(weights, at=NOW), name="another", gender=Gender.MALE
        )
        training, generation = self.new_training(avatar), self.new_generation(avatar)
        jobs = [self.new_generation(avatar) for _ in range(3)]
        holds = [Hold(job=job.id, person=ANN, amount=40) for job in jobs]
        payment = self.new_payment("charge")
        refunding = payment.refund(at=NOW + SECOND)
        dispute = self.new_dispute(payment)
        picture = self.new_picture(generation)
        draft = self.new_broadcast()
        written = draft.write(Language.ENGLISH, TEXT).write(Language.RUSSIAN, "<b>")
        started = written.start(2**40, at=NOW).claim(NOW + SECOND)
        sending = started.deliver(BOB, Reception.DELIVERED).deliver(ANN, Reception.LEFT)
        incident = self.new_incident(IncidentKind.KEY)
        probing = incident.probe(at=NOW + SECOND)
        over = probing.resolve(at=NOW + 2 * SECOND)
        return [
            [avatar, completed, *(completed.describe(hair) for hair in (*Hair, None))],
            [
                carl,
                attrs.evolve(
                    carl,
                    language=Language.RUSSIAN,
                    main_avatar=avatar.id,
                    name="Carl",
                    username="carl",
                    quiet=True,
                    enrich=False,
                    default_size=Size.STORY,
                    blocked_at=NOW,
                    left_at=NOW,
                    wrong_codes=2,
                    wrong_codes_since=NOW,
                ),
                carl,
            ],
            *(
                [job, *(with_everything(job, status) for status in JobStatus), job]
                for job in (training, generation)
            ),
            [picture, attrs.evolve(picture, favourite=True), picture],
            *([job] for job in jobs),
            [holds[0], holds[0].release()],
            [holds[1], holds[1].capture(30)],
            [holds[2], holds[2].capture(40)],
            [payment, attrs.evolve(refunding, detail=None), refunding.give_back()],
            [
                dispute,
                *(
                    dispute.answer(remedy, reply=reply, admin=BOB, at=NOW)
                    for remedy in Remedy
                    for reply in (TEXT, None)
                ),
            ],
            [
                draft,
                written,
                sending,
                sending.finish(at=NOW),
                sending.cancel(at=NOW),
            ],
            [incident, probing, over, over.report("again", at=NOW + 3 * SECOND)],
        ]

    async def test_what_never_changes_is_not_saved(self) -> None:
        """Saving does not change what was ordered, paid, said or drawn."""
        avatar, (picture,) = self.new_avatar(), await self.drawn(0)
        job, payment = self.new_training(avatar), self.new_payment("charge")
        dispute = self.new_dispute(payment)
        friend = attrs.evolve(self.ann, id=NOBODY, referrer=BOB, bounty=50)
        fixed: list[tuple[Row, dict[str, Any]]] = [
            (friend, {"referrer": ANN, "bounty": 1}),
            (
                job,
                {
                    "order": self.new_generation(avatar).order,
                    "price": 1,
                    "person": BOB,
                    "lead": job.id,
                },
            ),
            (payment, {"amount": 1, "currency": "USD", "payload": "", "person": BOB}),
            (dispute, {"words": "", "person": BOB}),
            (picture, {"key": "other.jpg", "width": 1}),
        ]
        await self.keep(avatar, friend, job, payment, dispute)
        for row, changes in fixed:
            with self.subTest(row=row):
                await self.save(attrs.evolve(row, **changes))
                await self.assert_kept(_version(row, 1))

    async def test_stale_rows_are_refused(self) -> None:
        """Of two writers of one version the first wins; what is not there is stale."""
        avatar = self.new_avatar(status=AvatarStatus.FAILED)
        job, payment = self.new_generation(avatar), self.new_payment("charge")
        others: list[Row] = [avatar, job, payment]
        others += [Hold(job=job.id, person=ANN, amount=40), self.new_dispute(payment)]
        incident = self.new_incident(IncidentKind.KEY)
        for row in others:
            with self.assertRaises(StaleError):
                await self.save(row)
            await self.keep(row)
        await self.keep(incident)
        for row in (*others, incident, _version(incident, 1)):
            if row is not incident:
                saved = await self.save(row)
            with self.subTest(row=row), self.assertRaises(StaleError):
                await self.save(row)
        for row in others:
            await self.assert_kept(_version(row, 1))
        await self.assert_kept(saved)

    async def test_what_was_never_added_is_not_saved(self) -> None:
        """Saving a broadcast or a picture that is not there is refused."""
        picture = self.new_picture(self.new_generation(self.new_avatar()))
        for row in (self.new_broadcast(), picture):
            with self.assertRaises(NotFoundError):
                await self.save(row)

    async def test_a_row_is_added_once(self) -> None:
        """A second row with the same key is refused; the transaction can go on."""
        avatar = self.new_avatar()
        job, other = self.new_training(avatar), self.new_generation(avatar)
        photo, payment = self.new_photo(avatar), self.new_payment("charge")
        hold = Hold(job=job.id, person=ANN, amount=40)
        dispute, draft = self.new_dispute(payment), self.new_broadcast()
        promo = self.new_promo()
        twins: list[tuple[Row, Row]] = [
            (self.ann, attrs.evolve(self.ann, language=Language.RUSSIAN)),
            (avatar, attrs.evolve(avatar, name="other")),
            (avatar, attrs.evolve(avatar, owner=BOB)),
            (photo, attrs.evolve(photo, digest="other")),
            (photo, self.new_photo(avatar)),
            (job, attrs.evolve(other, id=job.id)),
            (job, attrs.evolve(other, token=job.token)),
            (hold, attrs.evolve(hold, amount=1)),
            (payment, payment),
            (payment, attrs.evolve(payment, id=payment_id("other"))),
            (promo, attrs.evolve(promo, credits=1)),
            (dispute, dispute),
            (draft, draft),
        ]
        await self.keep(avatar, job, photo, hold, payment, dispute, draft, promo)
        async with self.store.work(HOUSE) as work:
            for row, twin in twins:
                with self.subTest(row=row):
                    with self.assertRaises(AlreadyExistsError):
                        await add(work, twin)
                    self.assertEqual(await load(work, row), row)
            self.assertEqual(list(await work.photos.of(avatar.id)), [photo])
            self.assertEqual(await work.jobs.open_count(ANN), 1)

    async def test_rows_are_found_for_their_owner_only(self) -> None:
        """A row of another person is not found, and neither is an unknown one."""
        (picture,) = await self.drawn(0)
        avatar, payment = self.new_avatar(), self.new_payment("charge")
        job, dispute = self.new_training(avatar), self.new_dispute(payment)
        await self.keep(avatar, job, payment, dispute)
        new = self.ids()
        async with self.store.read() as rows:
            asked: list[tuple[Thing, Awaitable[object]]] = [
                (Thing.PERSON, rows.people.get(NOBODY)),
                (Thing.PERSON, rows.people.get(HOUSE)),
                (Thing.AVATAR, rows.avatars.get(avatar.id, owner=BOB)),
                (Thing.AVATAR, rows.avatars.get(AvatarId(new), owner=ANN)),
                (Thing.JOB, rows.jobs.get(job.id, person=BOB)),
                (Thing.JOB, rows.jobs.get(JobId(new))),
                (Thing.JOB, rows.jobs.by_token("unknown")),
                (Thing.PICTURE, rows.pictures.get(picture.id, owner=BOB)),
                (Thing.PICTURE, rows.pictures.get(PictureId(new), owner=ANN)),
                (Thing.HOLD, rows.ledger.hold(JobId(new))),
                (Thing.PAYMENT, rows.payments.get(payment.id, person=BOB)),
                (Thing.PAYMENT, rows.payments.get(payment_id("never"))),
                (Thing.PROMO, rows.promos.get("unknown")),
                (Thing.DISPUTE, rows.disputes.get(dispute.id, person=BOB)),
                (Thing.DISPUTE, rows.disputes.get(DisputeId(new))),
                (Thing.BROADCAST, rows.broadcasts.get(self.new_broadcast().id)),
            ]
            for thing, answer in asked:
                with self.assertRaises(NotFoundError) as caught:
                    await answer
                self.assertIs(caught.exception.thing, thing)
            self.assertEqual(list(await rows.avatars.of(BOB)), [])
            self.assertEqual(await rows.jobs.get(job.id), job)
            self.assertEqual(await rows.payments.get(payment.id), payment)

    async def test_a_move_is_not_saved_before_it_is_written_down(self) -> None:
        """An aggregate is refused until its moves are in the audit trail."""
        avatar = self.new_avatar()
        job, payment = self.new_training(avatar), self.new_payment("charge")
        hold = Hold(job=job.id, person=ANN, amount=job.price)
        broadcast = self.new_broadcast()
        incident = self.new_incident(IncidentKind.KEY)
        async with self.store.work(ANN) as work:
            await work.broadcasts.add(broadcast)
            for refused in (
                work.avatars.save(avatar.delete(at=NOW)),
                work.jobs.save(job.cancel(at=NOW)),
                work.payments.save(payment.refund(at=NOW)),
                work.ledger.save_hold(hold.release()),
                work.broadcasts.save(broadcast.cancel(at=NOW)),
                work.incidents.put(incident.resolve(at=NOW)),
            ):
                with self.assertRaises(ValueError):
                    await refused


def _version(row: Row, version: int) -> Row:
    """Return the row with this version, if rows of its kind have one."""
    changed: Any = row
    if not hasattr(row, "version"):
        return row
    numbered: Row = attrs.evolve(changed, version=version)
    return numbered


def with_everything(job: Job, status: JobStatus) -> Job:
    """Return the job with a value in every field that its status allows one in."""
    ended = status not in OPEN_JOB_STATUSES
    return attrs.evolve(
        job,
        status=status,
        request_id=f"request/{TEXT}",
        dead_requests=("dead", TEXT),
        progress=Progress(queue_position=7, percent=99),
        failure=Failure.BAD_RESULT if status is JobStatus.FAILED else None,
        detail=TEXT,
        delivered=3 if status is JobStatus.SUCCEEDED else 0,
        submits=2,
        unanswered=Unanswered.LOST,
        unanswered_why=TEXT,
        starts=4,
        claims=6,
        troubles=5,
        submitted_at=NOW + SECOND,
        settles_at=NOW + 9 * SECOND,
        webhook_at=NOW + SECOND,
        cancel_asked_at=NOW + 2 * SECOND,
        ended_at=NOW + 3 * SECOND if ended else None,
        told_at=NOW + 4 * SECOND if ended else None,
        due_at=None if ended else NOW + 5 * SECOND,
        deadline_at=NOW + 6 * SECOND,
    )
