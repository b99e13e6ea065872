"""A set of passages in which a search stays, made so that asking for many of its members at once is cheap."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class PassageSet:
    """The numbers of some passages, int64 (n,), ascending."""

    ids: NDArray[np.int64]
    _is_member: NDArray[np.bool_] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        members = np.zeros(int(self.ids[-1]) + 1 if len(self.ids) else 0, np.bool_)
        members[self.ids] = True
        object.__setattr__(self, "_is_member", members)

    @classmethod
    def parse(cls, numbers: str) -> Self:
        """Return the passages with these numbers, which commas separate."""
        return cls(np.sort(np.fromstring(numbers, np.int64, sep=",")))

    def __len__(self) -> int:
        return len(self.ids)

    def holds(self, numbers: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
        """Return for each of these numbers (m,), none of them negative, whether it is a member: bool (m,)."""
        known = numbers < len(self._is_member)
        known[known] = self._is_member[numbers[known]]
        return known
