"""What a person is told: English text that remembers its parts, so that it can be told in another language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import Annotated, Self

import msgspec

LONGEST_TEMPLATE = 1_000
"""Most characters of a template; one that another process sends is refused if it has more."""
LONGEST_MESSAGE = 10_000
"""Most characters of a message and of each value; what is longer is cut off, for nobody would read on."""
_MOST_LEVELS = 50
"""Most messages inside of one another; those further in are left out."""
_PLACEHOLDER = re.compile(r"\{(\w+)(:,)?\}")


class Message(str):
    """English text made of a template and its values, which can be made again from a translated template.

    Wherever a string is wanted, it is the English text. `template` is a literal at the place where the message is
    made, so that a test can find every one. In it, `{name}` stands for the value of that name, `{count:,}` for a whole
    number with its thousands apart; other braces stand for themselves. A value may be a message: it is translated too.

    Example:
        >>> Message("{name} has {pages:,} pages", name="bees.pdf", pages=1200)
        'bees.pdf has 1,200 pages'
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, str | int]

    def __new__(cls, template: str, /, **values: str | int | PurePath) -> Self:
        """Fill the template with its values."""
        kept = {name: _kept(value) for name, value in values.items()}
        message = super().__new__(cls, _filled(template, kept, ","))
        message.template = template
        message.values = MappingProxyType(kept)
        return message

    def __reduce__(self) -> tuple[object, ...]:
        return _made, (self.template, dict(self.values))

    def translated(self, translations: Mapping[str, str], thousands: str = ",") -> str:
        """Return the text in the language of `translations`, by English template; English where there is none.

        `thousands` is what stands between the thousands of a number.

        Example:
            >>> message = Message("{name} has {pages:,} pages", name="bees.pdf", pages=1200)
            >>> message.translated({"{name} has {pages:,} pages": "{name} ka {pages:,} faqe"}, ".")
            'bees.pdf ka 1.200 faqe'
        """
        values = {
            name: value.translated(translations, thousands) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return _filled(translations.get(self.template, self.template), values, thousands)


@dataclass(frozen=True, slots=True)
class MessageParts:
    """A message as one process sends it to another."""

    template: Annotated[str, msgspec.Meta(max_length=LONGEST_TEMPLATE)]
    values: dict[str, int | str | MessageParts]

    @classmethod
    def of(cls, message: Message, clean: Callable[[str], str] = str) -> Self:
        """Take a message apart; `clean` returns what is sent of a text."""
        values = {name: _part(value, clean) for name, value in message.values.items()}
        return cls(clean(message.template), values)

    def message(self, levels: int = _MOST_LEVELS) -> Message:
        """Return the message, with at most so many `levels` of messages inside of one another.

        Whoever sent the parts, this takes little time and memory.
        """
        values = {
            name: ("…" if levels == 0 else value.message(levels - 1)) if isinstance(value, MessageParts) else value
            for name, value in self.values.items()
        }
        return Message(self.template, **values)


def placeholders(template: str) -> frozenset[str]:
    """Return the names of the values that a template wants.

    Example:
        >>> sorted(placeholders("{name} has {pages:,} pages"))
        ['name', 'pages']
    """
    return frozenset(found[1] for found in _PLACEHOLDER.finditer(template))


def listed(items: Sequence[str]) -> Message:
    """List one item or more, with commas, and "and" before the last.

    Example:
        >>> listed(["PDF", "HTML", "e-mail"])
        'PDF, HTML and e-mail'
    """
    *others, last = map(_as_message, items)
    return Message("{items} and {last}", items=_chained(others, ", "), last=last) if others else last


def listed_with_or(items: Sequence[str]) -> Message:
    """List one item or more, with commas, and "or" before the last."""
    *others, last = map(_as_message, items)
    return Message("{items} or {last}", items=_chained(others, ", "), last=last) if others else last


def joined(messages: Sequence[Message]) -> Message:
    """Return one message or more as one, with semicolons between them."""
    return _chained(messages, "; ")


def _chained(messages: Sequence[Message], separator: str) -> Message:
    whole, *others = messages
    for each in others:
        whole = Message("{before}{separator}{next}", before=whole, separator=separator, next=each)
    return whole


def _as_message(text: str) -> Message:
    return text if isinstance(text, Message) else Message("{text}", text=text)


def _made(template: str, values: Mapping[str, str | int]) -> Message:
    return Message(template, **values)


def _kept(value: str | int | PurePath) -> str | int:
    if isinstance(value, int):
        return value
    return _cut(value if isinstance(value, str) else str(value))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1] + "…"


def _part(value: str | int, clean: Callable[[str], str]) -> int | str | MessageParts:
    if isinstance(value, Message):
        return MessageParts.of(value, clean)
    return clean(value) if isinstance(value, str) else value


def _filled(template: str, values: Mapping[str, str | int], thousands: str) -> str:
    """Fill a template. `str.format` is not used: a template of another process could look into objects with it."""

    def written(placeholder: re.Match[str]) -> str:
        value = values.get(placeholder[1], placeholder[0])
        if placeholder[2] and isinstance(value, int):
            return f"{value:,}".replace(",", thousands)
        return str(value)

    return _cut(_PLACEHOLDER.sub(written, template))
