"""Inline queries over HTTP, with Telegram's rules."""

import asyncio

import pytest

from aiogram import Bot
from aiogram.types import (
    BufferedInputFile,
    InlineQueryResultCachedPhoto,
    InlineQueryResultsButton,
)
from tests.sandbox.telegram.rig import picture, refused

from entrypoints.sandbox.telegram import Person


async def _sent(bot: Bot, anna: Person) -> str:
    sent = await bot.send_photo(anna.id, BufferedInputFile(picture(), "x.jpg"))
    assert sent.photo is not None
    return sent.photo[-1].file_id


async def test_an_answer_is_offered(bot: Bot, anna: Person) -> None:
    """A known photo is offered with its caption; a second answer comes too late."""
    file_id = await _sent(bot, anna)
    asking = asyncio.create_task(anna.ask_inline("words"))
    [update] = await bot.get_updates(timeout=5)
    query = update.inline_query
    assert query is not None
    assert ("words", anna.id) == (query.query, query.from_user.id)
    result = InlineQueryResultCachedPhoto(
        id="1", photo_file_id=file_id, caption="<b>Mine</b>"
    )
    await bot.answer_inline_query(query.id, [result], is_personal=True)

    answer = await asking
    assert answer is not None
    assert "Mine" == answer.results["1"]["caption"]
    late = bot.answer_inline_query(query.id, [result])
    assert "query is too old" in await refused(late)


@pytest.mark.parametrize(
    ("ids", "known", "start", "words"),
    [
        (["1", "1"], True, "s", "RESULT_ID_DUPLICATE"),
        (["x" * 65], True, "s", "RESULT_ID_INVALID"),
        ([f"{n}" for n in range(51)], True, "s", "RESULTS_TOO_MUCH"),
        (["1"], False, "s", "wrong file identifier/HTTP URL specified"),
        ([], True, "a b", "START_PARAM_INVALID"),
    ],
)
async def test_bad_answers_are_refused(
    bot: Bot, anna: Person, ids: list[str], known: bool, start: str, words: str
) -> None:
    """Ids are short and unique, files are known, and start parameters have no spaces."""
    file_id = await _sent(bot, anna) if known else "unknown"
    results = [
        InlineQueryResultCachedPhoto(id=each, photo_file_id=file_id) for each in ids
    ]
    button = InlineQueryResultsButton(text="Start", start_parameter=start)

    assert words in await refused(
        bot.answer_inline_query("7", [*results], button=button)
    )
