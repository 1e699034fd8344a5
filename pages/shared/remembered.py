"""Answers that are kept, and who asks for them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Generic, TypeVar, TypeVarTuple

KEPT = 5000
Question = tuple[Callable[..., object], tuple[Any, ...]]
_HEARD: ContextVar[dict[Question, None] | None] = ContextVar("heard", default=None)
Arguments = TypeVarTuple("Arguments")
Value = TypeVar("Value")


class Remembered(Generic[*Arguments, Value]):
    """A function of hashable arguments whose values are kept, and whose being asked can be listened to.

    Answers are small, never change, and are shared between readers as they are: a plain bounded cache hands them out
    without the copy and the hashing of a session cache.
    """

    def __init__(self, function: Callable[[*Arguments], Value]) -> None:
        self.__doc__ = function.__doc__
        self._value = lru_cache(maxsize=KEPT)(function)
        self.cache_clear = self._value.cache_clear

    def __call__(self, *arguments: *Arguments) -> Value:
        """The value, kept or found out now."""
        asked = _HEARD.get()
        if asked is not None:
            asked[self, arguments] = None
        return self._value(*arguments)


@contextmanager
def heard() -> Iterator[dict[Question, None]]:
    """What this thread asks within, in its order, each question once."""
    asked: dict[Question, None] = {}
    token = _HEARD.set(asked)
    try:
        yield asked
    finally:
        _HEARD.reset(token)
