"""A person who uses the chat page."""

import re

from typing import Final

from playwright.async_api import Locator, Page, expect


#: The longest wait for a step, in milliseconds.
PATIENCE: Final = 30_000
#: The same while photos are looked at for faces, with the lowest priority.
WHILE_LOOKED_AT: Final = 120_000

#: Records every text of each message, by the message's id.
REMEMBER: Final = """
window.remembered = {};
new MutationObserver(() => {
  for (const each of document.querySelectorAll("[data-testid=message]")) {
    const texts = window.remembered[each.dataset.messageId] ??= [];
    if (texts.at(-1) !== each.textContent) texts.push(each.textContent);
  }
}).observe(document, { childList: true, subtree: true, characterData: true });
"""


class Visitor:
    """An English speaker who has never used the bot."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def said(self, words: str) -> Locator:
        """Find the newest message of the bot with these words."""
        messages = self.page.get_by_test_id("message")
        return (
            messages.and_(self.page.locator("[data-from=bot]"))
            .filter(has_text=words)
            .last
        )

    async def hears(self, words: str, patience: int = PATIENCE) -> Locator:
        """Wait until the bot says this, visible without scrolling."""
        message = self.said(words)
        await expect(message).to_be_in_viewport(timeout=patience)
        return message

    async def presses(self, name: str) -> None:
        """Press the newest button whose text begins with *name*."""
        button = self.page.get_by_test_id("button").filter(
            has_text=re.compile(f"^{re.escape(name)}")
        )
        await button.last.click(timeout=PATIENCE)

    async def pays(self) -> None:
        """Pay the newest invoice."""
        await self.presses("Pay")
        await self.page.get_by_test_id("ask-yes").click()

    async def writes(self, words: str) -> None:
        """Send a text."""
        await self.page.get_by_test_id("composer").fill(words)
        await self.page.get_by_test_id("send").click()

    async def starts(self, url: str) -> None:
        """Open the page and press Start."""
        await self.page.add_init_script(REMEMBER)
        await self.page.goto(url)
        front = self.page.get_by_test_id("welcome")
        await expect(front).to_contain_text("Become the hero", timeout=PATIENCE)
        await self.page.get_by_role("button", name="Start", exact=True).click()
        await self.hears("Welcome!")

    async def begins_portrait(self, name: str) -> None:
        """Create an avatar, up to its photos."""
        await self.presses("✨ New avatar")
        await self.presses("🎭 Portrait")
        await self.presses("👩 Woman")
        await self.hears("What should we call it?")
        await self.writes(name)
        await self.hears("Before the first photo")
        await self.presses("✅ I agree")
        await self.hears("📸 Photos of")

    async def makes_ready_to_train(self, name: str) -> None:
        """Create an avatar from the sample photos, up to the last confirmation."""
        await self.begins_portrait(name)
        await self.page.get_by_test_id("sample-photos").click()
        await self.hears("12 of 20")
        await self.presses("🚀 Continue to training")
        await self.hears("Everything ready?")

    async def has_photos_looked_at(self, words: str) -> Locator:
        """Open the card until it says this: a busy machine may have had no time."""
        back = "◀️ Back to uploading"
        pressed = self.page.get_by_test_id("button").filter(has_text=back)
        for _ in range(3):
            await self.presses("💡 Which photos are good?")
            await self.presses(back)
            await expect(pressed).to_have_count(0, timeout=WHILE_LOOKED_AT)
            if await self.said(words).is_visible():
                break
        return await self.hears(words)

    async def drops_the_marked(self, count: int, photos: int) -> None:
        """Drop each of the marked photos by a tap, and go back to the card."""
        await self.presses(f"🔍 Look at the marked ones ({count})")
        for left in range(photos, photos - count, -1):
            await self.hears(f" of {left}")
            await self.presses("🗑️ Drop this photo")
        await self.hears("No photos are marked any more")
        await self.presses("◀️ Back to uploading")

    async def texts_of(self, message_id: str) -> list[str]:
        """Return every text that the message has had, oldest first."""
        texts = await self.page.evaluate("id => window.remembered[id]", message_id)
        return [str(each) for each in texts]

    async def sees_balance(self, credits_: int) -> None:
        """Check the balance with the command."""
        await self.writes("/balance")
        await self.hears(f"Available: {credits_} credits")
