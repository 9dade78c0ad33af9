"""What people know from Telegram: receipts, replies, edits, drafts, the viewer."""

from typing import Any

import pytest

from aiogram import Bot
from playwright.async_api import Page, Route, expect
from tests.sandbox.telegram.page.rig import from_bot, write
from tests.sandbox.telegram.rig import picture

from entrypoints.sandbox.telegram import TelegramEmulator


pytestmark = pytest.mark.browser


def mine(page: Page, text: str) -> Any:
    """Find the person's message with this text."""
    return page.locator('[data-testid=message][data-from="person"]', has_text=text)


async def test_pays_once_and_keeps_the_receipt(
    page: Page, emulator: TelegramEmulator
) -> None:
    """Pay asks first; however often it is tapped, one payment is made."""
    await write(page, "/buy")
    pay = page.get_by_test_id("button").filter(has_text="Pay ⭐5")
    await pay.click()
    await page.get_by_role("button", name="Cancel").click()
    await pay.evaluate("key => { key.click(); key.click(); }")
    await expect(page.get_by_test_id("ask")).to_contain_text("Pay ⭐5 for “Credits”?")
    await page.get_by_test_id("ask-yes").evaluate(
        "key => { key.click(); key.click(); }"
    )
    await expect(page.get_by_test_id("paid")).to_have_text("You paid ⭐5 for “Credits”")
    await page.get_by_test_id("button").filter(has_text="Receipt").click()
    await expect(page.get_by_test_id("alert")).to_contain_text("Transaction: stx")
    await expect(pay).to_have_count(0)
    [bill] = [each for each in emulator.person(1001).messages if each.invoice]
    answer = await page.request.post(
        f"{emulator.url}/chat/1001/pay", data={"message_id": bill.id}
    )

    assert "this invoice is paid already" == (await answer.json())["error"]
    assert 1 == sum(each.pays_for(bill) for each in emulator.person(1001).messages)


async def test_replies_and_edits(page: Page, emulator: TelegramEmulator) -> None:
    """A reply quotes, an edit changes what was sent, and Escape from neither is lost."""
    await write(page, "wrods")
    await from_bot(page, "wrods").hover()
    await from_bot(page, "wrods").get_by_test_id("actions").click()
    await page.get_by_test_id("action-reply").click()
    await expect(page.get_by_test_id("purpose")).to_contain_text("Reply to")
    await write(page, "thanks")
    await expect(mine(page, "thanks").get_by_test_id("quote")).to_contain_text("wrods")
    await mine(page, "thanks").dblclick()
    await expect(page.get_by_test_id("composer")).to_have_value("thanks")
    await page.get_by_test_id("purpose-cancel").click()
    await expect(page.get_by_test_id("composer")).to_have_value("")
    await page.get_by_test_id("composer").press("ArrowUp")
    await write(page, "thank you")
    await expect(mine(page, "thank you")).to_contain_text("edited")

    sent = [each for each in emulator.person(1001).messages if not each.from_bot]
    assert ["wrods", "thank you"] == [each.text for each in sent]
    assert "wrods" == sent[1].wire["reply_to_message"]["text"]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("voice", "🎤 Voice message"),
        ("video", "🎬 Video"),
        ("sticker", "😀 Sticker"),
        ("location", "📍 Location"),
        ("contact", "👤 Contact"),
    ],
)
async def test_other_kinds(page: Page, kind: str, shown: str) -> None:
    """What is neither text nor picture is sent from a list."""
    await page.get_by_test_id("kinds").select_option(kind)
    await expect(mine(page, shown)).to_be_visible()


async def test_what_was_not_sent_stays(page: Page) -> None:
    """A text that the server did not get is in the field again."""

    async def lose(route: Route) -> None:
        await route.abort()

    await page.route("**/text", lose)
    await write(page, "precious")
    await expect(page.get_by_test_id("problem")).to_contain_text("Did not work")
    await expect(page.get_by_test_id("composer")).to_have_value("precious")
    await page.unroute("**/text")
    await page.get_by_test_id("send").click()
    await expect(from_bot(page, "precious")).to_be_visible()
    await expect(page.get_by_test_id("composer")).to_have_value("")


async def test_a_draft_belongs_to_a_person(page: Page) -> None:
    """Everybody finds their own draft, also after a reload."""
    composer = page.get_by_test_id("composer")
    await composer.fill("Anna's")
    await page.get_by_test_id("people-1002").click()
    await expect(composer).to_have_value("")
    await composer.fill("Boris'")
    await page.get_by_test_id("people-1001").click()
    await expect(composer).to_have_value("Anna's")
    await page.reload()
    await expect(composer).to_have_value("Anna's")


async def test_commands_are_found_while_typing(page: Page) -> None:
    """The list shows what begins so; arrows reach it, and Enter sends."""
    composer = page.get_by_test_id("composer")
    await composer.press_sequentially("/m")
    await expect(page.get_by_role("menuitem")).to_have_text(["/menuThe menu"])
    await composer.press_sequentially("x")
    await expect(page.get_by_test_id("commands")).to_be_hidden()
    await composer.press("Backspace")
    await composer.press("ArrowDown")
    await expect(page.get_by_test_id("command-menu")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(from_bot(page, "Menu")).to_be_visible()
    await expect(composer).to_be_focused()
    await expect(composer).to_have_value("")


async def test_pictures_are_looked_at(page: Page, emulator: TelegramEmulator) -> None:
    """The viewer goes from one to the next, enlarges, and shows the caption."""
    await emulator.person(1001).send_album(
        [picture(300 + n) for n in range(3)], caption="Me"
    )
    photos = page.get_by_test_id("photo")
    await expect(photos).to_have_count(3)
    await expect(photos.nth(1).locator("img")).to_have_attribute("alt", "Photo 2 of 3")
    await photos.first.click()
    count, image = page.get_by_test_id("viewer-count"), page.locator("#viewer-image")
    await expect(count).to_have_text("1 / 3")
    await expect(page.get_by_test_id("viewer-caption")).to_have_text("Me")
    await page.keyboard.press("ArrowRight")
    await page.get_by_test_id("viewer-next").click()
    await page.keyboard.press("ArrowRight")
    await expect(count).to_have_text("3 / 3")
    await page.get_by_test_id("viewer-previous").click()
    await expect(image).to_have_attribute("alt", "Photo 2 of 3")
    fitting = await image.evaluate("image => image.clientWidth")
    await page.get_by_test_id("viewer-zoom").click()
    assert fitting * 2 < await image.evaluate("image => image.clientWidth")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("viewer")).to_be_hidden()


async def test_albums_keep_their_shapes(page: Page, emulator: TelegramEmulator) -> None:
    """Neither a wide nor a tall picture is cut to a square."""
    shapes = [(640, 360), (480, 640), (500, 500)]
    pictures = [picture(*shape) for shape in shapes]
    await emulator.person(1001).send_album(pictures)
    for photo, (width, height) in zip(
        await _all(page.get_by_test_id("photo"), 3), shapes, strict=True
    ):
        box = await photo.bounding_box()
        assert box["width"] / box["height"] == pytest.approx(width / height, rel=0.03)


async def _all(found: Any, count: int) -> Any:
    await expect(found).to_have_count(count)
    return await found.all()


async def test_files_have_thumbnails(page: Page, emulator: TelegramEmulator) -> None:
    """A picture that was sent as a file is seen, any other file is not asked for."""
    anna = emulator.person(1001)
    await anna.send_document(picture(64, 64), "me.jpg")
    await anna.send_document(b"PK", "pictures.zip")
    await anna.send_document(b"no picture", "broken.jpg")
    drawn = page.get_by_test_id("document").locator("img")
    await expect(drawn).to_have_count(1)
    await expect(drawn).to_have_js_property("naturalWidth", 64)


async def test_code_copies(page: Page, bot: Bot) -> None:
    """A tap on code puts it on the clipboard, as does a button for it."""
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await bot.send_message(1001, "Your code: <code>AB-12</code>")
    await page.get_by_role("button", name="AB-12").click()
    await expect(page.get_by_test_id("toast")).to_have_text("Copied")

    assert "AB-12" == await page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize(
    ("language", "said"),
    [("ru", "Telegram теперь на русском"), ("kk", "Telegram енді қазақша")],
)
async def test_the_language_is_telegrams(
    page: Page, emulator: TelegramEmulator, language: str, said: str
) -> None:
    """The switch at the top changes the person's Telegram, and says so."""
    await page.get_by_test_id(f"languages-{language}").click()
    await expect(page.get_by_test_id("toast")).to_contain_text(said)

    assert language == emulator.person(1001).profile.language_code


async def test_every_language_says_everything(page: Page) -> None:
    """No language lacks what another one says, nor a value in it."""
    said = await page.evaluate(
        "async () => Object.values((await import('/page/words.js')).WORDS).map("
        "(words) => Object.entries(words).map(([key, text]) =>"
        " [key, ...new Set(text.match(/{\\w+}/g))].sort().join()).sort())"
    )

    assert said[0] == said[1] == said[2]
