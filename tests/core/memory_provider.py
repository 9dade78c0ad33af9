"""The contract of providers over the one in memory."""

from collections import deque
from collections.abc import Mapping

from avatar_core.orders import Order
from avatar_core.ports import Provider, Queued
from avatar_core.testing import ScriptedProvider, SubmitFault
from avatar_core.testing.contracts.provider import ProviderContract


class MemoryProviderContract(ProviderContract):
    """`ProviderContract` over a `ScriptedProvider`."""

    provider: ScriptedProvider
    kind: type[ScriptedProvider] = ScriptedProvider

    async def open_provider(self) -> Provider:
        """Return a provider that works until it is told to finish."""
        return self.kind()

    async def link_for(self, order: Order) -> str | None:
        """Return a link that nobody follows."""
        return f"https://our.example/{order.kind}"

    async def taken(self) -> Mapping[str, str]:
        """Read the provider's books."""
        return {one.id: one.token for one in self.provider.requests.values()}

    async def begin(self) -> None:
        """Do nothing: what is taken is being worked on."""

    async def finish(self) -> None:
        """Finish what was taken."""
        for request_id, request in self.provider.requests.items():
            if isinstance(request.script[0], Queued):
                self.provider.finish(request_id)

    async def refuse_next(self) -> None:
        """Refuse the next request."""
        self.provider.faults = deque([SubmitFault.REFUSED])

    async def lose_next_answer(self) -> None:
        """Lose the next answer."""
        self.provider.faults = deque([SubmitFault.AMBIGUOUS_TAKEN])

    async def lose_files(self) -> None:
        """Forget the files."""
        self.provider.files.clear()

    async def disconnect(self) -> None:
        """Go down."""
        self.provider.down = True
