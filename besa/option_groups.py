"""Options that a command takes together, as one argument."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def with_options(
    command: Callable[..., None],
    name: str,
    carrier: Callable[..., None],
    make: Callable[[Mapping[str, Any]], Any],
) -> Callable[..., None]:
    """Give a command the options that `carrier` has; it takes what `make` makes of them as the argument `name`."""
    options = inspect.signature(carrier, eval_str=True).parameters

    @functools.wraps(command)
    def taking(**arguments: Any) -> None:
        chosen = {each: arguments.pop(each) for each in options}
        command(**arguments, **{name: make(chosen)})

    own = inspect.signature(command, eval_str=True)
    parameters = [each for named, each in own.parameters.items() if named != name]
    given = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in (*parameters, *options.values())]
    vars(taking)["__signature__"] = own.replace(parameters=given)
    taking.__annotations__ = {each.name: each.annotation for each in given}
    return taking
