"""What parsing a column gives, and the two-step way it is done: plain forms at full speed, the rest with patience."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import polars as pl

Parse = Callable[[pl.Series], "Parsed"]

_FULL_WIDTH = "０１２３４５６７８９．，（）％－＋￥：／−"
_HALF_WIDTH = "0123456789.,()%-+¥:/-"


class Parsed(NamedTuple):
    """Typed values, and per value the problem's code (null where there is none; None when there is none at all)."""

    values: pl.Series
    codes: pl.Series | None = None


def half_width(text: pl.Expr) -> pl.Expr:
    """Full-width digits and signs as ASCII, without any white space."""
    return text.str.replace_many(list(_FULL_WIDTH), list(_HALF_WIDTH)).str.replace_all(r"\s", "")


def in_two_steps(text: pl.Series, plain: Callable[[pl.Series], pl.Series], patient: Parse) -> Parsed:
    """Values by `plain`; whatever that leaves null goes through `patient`, which also says what is wrong."""
    values = plain(text)
    left = (values.is_null() & text.is_not_null()).arg_true()
    if left.is_empty():
        return Parsed(values)
    rest = patient(text.gather(left))
    codes = pl.Series([None], dtype=pl.String).new_from_index(0, len(text))
    found = rest.codes if rest.codes is not None else codes.head(len(left))
    return Parsed(values.scatter(left, rest.values), codes.scatter(left, found))
