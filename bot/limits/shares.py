"""How many of something each visitor and each address has at a time."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.limits.rules import Share
    from bot.limits.takers import Taker


class Shares:
    """Counts what is held. Of one event loop: nothing else may call it."""

    def __init__(self, share: Share) -> None:
        self._share = share
        self._held: Counter[Taker] = Counter()

    def __len__(self) -> int:
        """Return how many are held by all."""
        return self._held.total()

    def has_room(self, taker: Taker, besides: Iterable[Taker] = ()) -> bool:
        """Return True if there is one more for all and for `taker`; `besides` are held, too, each one."""
        held = self._held + Counter(besides)
        of_address = sum(count for each, count in held.items() if each.address == taker.address)
        of_visitor = sum(count for each, count in held.items() if each.visitor == taker.visitor)
        has_own = taker.visitor is None or of_visitor < self._share.visitor
        return has_own and of_address < self._share.address and held.total() < self._share.all

    def is_full(self, besides: Iterable[Taker] = ()) -> bool:
        """Return True if there is no room for anybody."""
        return self._held.total() + sum(1 for _ in besides) >= self._share.all

    @contextmanager
    def held(self, taker: Taker) -> Iterator[None]:
        """Hold one more while the block lasts."""
        self._held[taker] += 1
        try:
            yield
        finally:
            self._held[taker] -= 1
            if not self._held[taker]:
                del self._held[taker]
