"""How a column is written, so that it becomes one of the contract: codes translated, units, formats of dates.

Nothing is guessed: where two readings are possible none is taken, and the share of values understood tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import dataframely as dy
import polars as pl

from data.assistant import words
from data.assistant.profile import Profile
from data.contract import TABLES
from data.reading import personal
from data.reading.dates import parse_date, parse_time
from data.reading.values import Form, parse, polars_type

DAYS = ("%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%y/%m/%d", "%y-%m-%d", "%d.%m.%Y", "%Y年%m月%d日", "%d-%b-%Y")
_MONTH_ENDS = ("month_end", "month")
# A rate this large is written in percent.
_PERCENT = 1.5
_WHOLE = 1.0


@dataclass(frozen=True)
class Written:
    """How a header is read as a column: the further keys of a mapping, the share understood, and what to say of it."""

    how: Mapping[str, Any] = field(default_factory=dict)
    fit: float = _WHOLE
    reasons: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def written(one: Profile, table: str, name: str) -> Written:
    """How the values of a column would be read as the contract's column `name` of `table`."""
    column = TABLES[table].columns()[name]
    kind = polars_type(column)
    if not len(one.sample):
        return Written(fit=0.6, reasons=("why_empty",))
    if one.personal:
        hashed = name in personal.HASHED
        return Written({"hash": True} if hashed else {}, _WHOLE if hashed else 0.0, ("why_hashed",) if hashed else ())
    if isinstance(kind, pl.Enum | pl.Boolean) or (words.vocabulary(table, name) and not _fits(one, name, column)):
        return _coded(one, table, name)
    if isinstance(kind, pl.Date | pl.Datetime):
        return _dated(one, name, kind)
    if isinstance(kind, pl.Decimal):
        return _money(one, name, column)
    if isinstance(kind, pl.Float64) and column.metadata and column.metadata["unit"] == "per year":
        return _rate(one, name, column)
    if isinstance(kind, pl.String):
        return Written(fit=_text_fit(one, table, name))
    return Written(fit=_fits(one, name, column))


def _fits(one: Profile, name: str, column: dy.Column, form: Form | None = None) -> float:
    """The share of the sample that reads as the column, within its least and most."""
    parsed = parse(one.sample, name, column, form or Form())
    values, least, most = parsed.values, getattr(column, "min", None), getattr(column, "max", None)
    sound = values.is_not_null()
    if values.dtype.is_numeric():
        sound &= (values >= least) if least is not None else True
        sound &= (values <= most) if most is not None else True
    return float(sound.fill_null(False).sum()) / len(one.sample)


def _text_fit(one: Profile, table: str, name: str) -> float:
    key = TABLES[table].primary_key()
    if key == [name]:
        return _WHOLE if one.unique else 0.2
    # What is different in every row is no product, team or cause.
    return 0.5 if one.unique and not name.endswith("_id") and len(one.sample) > 20 else _WHOLE


def _coded(one: Profile, table: str, name: str) -> Written:
    values = one.distinct
    if not values:
        return Written(fit=0.0)
    known = {value: words.code(value, table, name) for value in values}
    unknown = tuple(value for value in values if known[value] is None)
    fit = float(one.sample.is_in([value for value in values if known[value]]).sum()) / len(one.sample)
    codes = {value: code for value, code in known.items() if code and code != value.lower()}
    return Written({"codes": codes} if codes else {}, fit, ("why_codes",) if codes else (), unknown)


def _dated(one: Profile, name: str, kind: pl.DataType) -> Written:
    is_time = isinstance(kind, pl.Datetime)
    if is_time:
        parsed = parse_time(one.sample)
        fit = _share(parsed.values)
        if fit > 0.5:
            return Written(fit=fit)
    days = parse_date(one.sample, month=name in _MONTH_ENDS).values
    form, fit = "", _share(days)
    if fit <= 0.5:
        form, days = _format(one.sample)
        fit = _share(days)
    if not fit:
        return Written(fit=0.0)
    if is_time:
        text = _quoted(one.header)
        if not form:  # read by no one format: what stands there is taken as it is written most often
            form = next((f for f in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d") if _share(_by(one.sample, f)) == 1.0), "")
            if not form:
                return Written(fit=0.0)
        return Written({"expr": f"{text} || ' 00:00'", "format": f"{form} %H:%M"}, fit, ("why_no_hour",))
    how: dict[str, Any] = {"format": form} if form else {}
    if name in _MONTH_ENDS and (days.drop_nulls() != days.drop_nulls().dt.month_end()).any():
        how["month_end"] = True
    return Written(how, fit, ("why_format",) if form else ())


def _by(text: pl.Series, form: str) -> pl.Series:
    return parse_date(text, (form,)).values


def _share(values: pl.Series) -> float:
    return values.count() / len(values)


def _format(text: pl.Series) -> tuple[str, pl.Series]:
    """The only format all of the sample can be read by; none where there are two, as for 05/03/2024."""
    read = {form: _by(text, form) for form in DAYS}
    sound = {form: days for form, days in read.items() if _share(days) > 0.97 and _plausible(days)}
    return next(iter(sound.items())) if len(sound) == 1 else ("", pl.Series([None] * len(text), dtype=pl.Date))


def _plausible(days: pl.Series) -> bool:
    return bool((days.drop_nulls().dt.year().is_between(1990, 2099)).all())


def _money(one: Profile, name: str, column: dy.Column) -> Written:
    times = words.unit(one.header)
    if isinstance(times, int) and times > 1 and not one.sample.str.contains("[万亿]").any():
        return Written({"times": times}, _fits(one, name, column, Form(times=times)), ("why_unit",))
    fit = _fits(one, name, column)
    # Principals that add up to next to nothing were counted in another unit.
    small = one.header and name in ("principal", "opened_balance", "balance") and _largest(one) < 100
    return Written(fit=fit, reasons=("why_small",) if small and fit else ())


def _largest(one: Profile) -> float:
    return float(one.sample.cast(pl.Float64, strict=False).fill_null(1e9).max() or 0)  # type: ignore[arg-type]


def _rate(one: Profile, name: str, column: dy.Column) -> Written:
    fit = _fits(one, name, column)
    monthly = 12 if "月" in one.header or "month" in one.header.casefold() else 1
    numbers = one.sample.cast(pl.Float64, strict=False)
    percent = words.unit(one.header) == "%" or (numbers.median() or 0) > _PERCENT  # type: ignore[operator]
    if not numbers.count() or not (percent or monthly > 1):
        return Written(fit=fit)
    steps = f"{_quoted(one.header)}{' * 12' if monthly > 1 else ''}{' / 100' if percent else ''}"
    return Written({"expr": steps, "numbers": one.header}, _share(numbers), ("why_rate",))


def _quoted(header: str) -> str:
    return '"' + header.replace('"', '""') + '"'
