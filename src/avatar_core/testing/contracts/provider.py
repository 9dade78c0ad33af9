"""What every paid provider does, as tests.

class TestMyProvider(ProviderContract, unittest.IsolatedAsyncioTestCase):
    async def open_provider(self):
        return MyProvider(...)

and the other methods that `ProviderContract` leaves open.
"""

import asyncio

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import attrs

from ...errors import (
    AmbiguousSubmitError,
    BadArtefactError,
    ProviderRefusedError,
    ProviderUnavailableError,
    Refusal,
)
from ...families import Models
from ...orders import Made, Order, Scene
from ...ports import (
    CalledOff,
    DrawnPictures,
    Lost,
    Provider,
    Queued,
    Running,
    Standing,
    TrainedWeights,
)
from ...safetensors import LENGTH_BYTES, check_header, header_length
from ..orders import GENERATION, SAMPLES, TRAINING
from . import Contract


_HOUR: Final = timedelta(hours=1)
_RESULTS: Final = {
    Made.WEIGHTS: TrainedWeights,
    Made.PICTURES: DrawnPictures,
    Made.SCENE: Scene,
}


class ProviderContract(Contract):
    """Mix into `unittest.IsolatedAsyncioTestCase` and implement what raises.

    Requests stay unfinished until `finish` is called.
    """

    async def open_provider(self) -> Provider:
        """Return a provider without any requests."""
        raise NotImplementedError

    async def link_for(self, order: Order) -> str | None:
        """Return a link to the file that an order is about; None if there is none."""
        raise NotImplementedError

    async def taken(self) -> Mapping[str, str]:
        """Return the token of each request taken, by request id, oldest first."""
        raise NotImplementedError

    async def begin(self) -> None:
        """Wait until every request taken is being worked on."""
        raise NotImplementedError

    async def finish(self) -> None:
        """Finish every request taken, now and from now on."""
        raise NotImplementedError

    async def refuse_next(self) -> None:
        """Refuse the next request."""
        raise NotImplementedError

    async def lose_next_answer(self) -> None:
        """Take the next request, but lose the answer to it."""
        raise NotImplementedError

    async def lose_files(self) -> None:
        """Delete every delivered file."""
        raise NotImplementedError

    async def disconnect(self) -> None:
        """Make the provider unreachable."""
        raise NotImplementedError

    async def asyncSetUp(self) -> None:
        """Open the provider."""
        await super().asyncSetUp()
        self.provider = await self.open_provider()
        self.began = datetime.now(UTC)

    async def submit(self, order: Order, token: str | None = None) -> str:
        """Submit an order; return the id of the request."""
        return await self.provider.submit(
            order,
            await self.link_for(order),
            token=token or self.id(),
            start_within=_HOUR,
            language_model=Models().language_models[0],
        )

    async def find(self, order: Order, *besides: str) -> str | None:
        """Look for the request made for an order since the test began."""
        return await self.provider.find(order, since=self.began, besides=besides)

    async def fetch(self, url: str) -> bytes:
        """Fetch a file to its end."""
        return b"".join([chunk async for chunk in self.provider.fetch(url)])

    async def train(self) -> tuple[str, TrainedWeights]:
        """Return a finished training's id and weights."""
        request_id = await self.submit(TRAINING)
        await self.finish()
        trained = await self.provider.check(TRAINING, request_id)
        assert isinstance(trained, TrainedWeights)
        return request_id, trained

    async def test_every_kind_of_order_ends_with_its_result(self) -> None:
        """A finished request has the result of its kind, however often it is checked."""
        await self.finish()
        for kind, order in SAMPLES.items():
            with self.subTest(kind=kind):
                request_id = await self.submit(order)
                await self.finish()
                result = await self.provider.check(order, request_id)
                self.assertIsInstance(result, _RESULTS[kind.makes])
                await self._assert_delivered(order, result)
                self.assertEqual(await self.provider.check(order, request_id), result)

    async def _assert_delivered(self, order: Order, result: Standing) -> None:
        match result:
            case TrainedWeights(url):
                data = await self.fetch(url)
                length = header_length(data[:LENGTH_BYTES], len(data))
                check_header(data[LENGTH_BYTES : LENGTH_BYTES + length], len(data))
            case DrawnPictures(pictures):
                self.assertEqual(len(pictures), order.count)
                for picture in pictures:
                    data = await self.fetch(picture.url)
                    self.assertEqual((data[:2], data[-2:]), (b"\xff\xd8", b"\xff\xd9"))
                    self.assertFalse(picture.blocked)
            case Scene():
                self.assertTrue(result.text)

    async def test_pictures_have_their_seeds(self) -> None:
        """The first picture has the ordered seed, each other the one after."""
        request_id = await self.submit(GENERATION)
        await self.finish()
        drawn = await self.provider.check(GENERATION, request_id)
        assert isinstance(drawn, DrawnPictures)
        seeds = [picture.seed for picture in drawn.pictures]
        self.assertEqual(seeds, [GENERATION.seed + n for n in range(GENERATION.count)])

    async def test_a_submit_makes_one_request(self) -> None:
        """Each submit makes one request of its own, under its own token."""
        first = await self.submit(TRAINING, "first")
        second = await self.submit(TRAINING, "second")
        taken = await self.taken()
        self.assertEqual(taken, {first: "first", second: "second"})

    async def test_a_refused_submit_makes_no_request(self) -> None:
        """A refused submit makes no request, so none is found."""
        await self.finish()
        await self.refuse_next()
        with self.assertRaises(ProviderRefusedError):
            await self.submit(TRAINING)
        self.assertEqual(await self.taken(), {})
        self.assertIsNone(await self.find(TRAINING))

    async def test_a_request_whose_answer_was_lost_is_found(self) -> None:
        """A lost answer is ambiguous; once ended, the one request made is found."""
        await self.lose_next_answer()
        with self.assertRaises(AmbiguousSubmitError):
            await self.submit(TRAINING)
        await self.finish()
        (request_id,) = await self.taken()
        self.assertEqual(await self.find(TRAINING), request_id)

    async def test_every_kind_of_order_is_found(self) -> None:
        """Each recorded order finds its own request; an order never made finds none."""
        await self.finish()
        made = {kind: await self.submit(order) for kind, order in SAMPLES.items()}
        await self.finish()
        for kind, order in SAMPLES.items():
            with self.subTest(kind=kind):
                found = made[kind] if kind.recorded else None
                self.assertEqual(await self.find(order), found)
        self.assertIsNone(await self.find(attrs.evolve(TRAINING, trigger="another")))
        self.assertIsNone(await self.find(attrs.evolve(GENERATION, seed=1)))

    async def test_known_requests_are_passed_over(self) -> None:
        """Of two requests for one order the one that is not known is found."""
        made = [await self.submit(TRAINING, token) for token in ("first", "second")]
        await self.finish()
        for known, other in (made, made[::-1]):
            self.assertEqual(await self.find(TRAINING, known), other)
        self.assertIsNone(await self.find(TRAINING, *made))

    async def test_an_unfinished_request_has_no_result(self) -> None:
        """Until its end a request is queued or running."""
        request_id = await self.submit(TRAINING)
        standing = await self.provider.check(TRAINING, request_id)
        self.assertIsInstance(standing, Queued | Running)

    async def test_an_unknown_request_is_lost(self) -> None:
        """A request that was never made is lost, and cancelling it does nothing."""
        unknown = "00000000-0000-0000-0000-000000000000"
        self.assertIsInstance(await self.provider.check(TRAINING, unknown), Lost)
        await self.provider.cancel(TRAINING, unknown)

    async def test_a_cancelled_request_is_called_off(self) -> None:
        """A request that is cancelled while it runs ends without a result."""
        request_id = await self.submit(TRAINING)
        await self.begin()
        await self.provider.cancel(TRAINING, request_id)
        self.assertEqual(await self.provider.check(TRAINING, request_id), CalledOff())

    async def test_a_finished_request_cannot_be_cancelled(self) -> None:
        """A request that is cancelled after its end keeps its result."""
        request_id, trained = await self.train()
        await self.provider.cancel(TRAINING, request_id)
        self.assertEqual(await self.provider.check(TRAINING, request_id), trained)

    async def test_a_deleted_file_is_a_bad_artefact(self) -> None:
        """A deleted file raises another error than one that cannot be read now."""
        _, trained = await self.train()
        await self.lose_files()
        with self.assertRaises(BadArtefactError):
            await self.fetch(trained.url)

    async def test_an_unreachable_provider_takes_nothing(self) -> None:
        """A submit that could not be sent is refused for now."""
        link = await self.link_for(TRAINING)
        await self.disconnect()
        with self.assertRaises(ProviderRefusedError) as caught:
            await self.provider.submit(
                TRAINING, link, token=self.id(), start_within=_HOUR
            )
        self.assertIs(caught.exception.why, Refusal.NOT_NOW)

    async def test_an_unreachable_provider_knows_nothing(self) -> None:
        """Every question is answered with `ProviderUnavailableError`."""
        request_id, trained = await self.train()
        await self.disconnect()
        answers = await asyncio.gather(
            self.provider.check(TRAINING, request_id),
            self.provider.cancel(TRAINING, request_id),
            self.find(TRAINING),
            self.fetch(trained.url),
            return_exceptions=True,
        )
        for answer in answers:
            self.assertIsInstance(answer, ProviderUnavailableError)
