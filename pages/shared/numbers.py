"""Numbers as a reader meets them: 1.2万 or 12.3k, shares, percentage points, months; all digits stay in exports."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pages.shared.text import Language, text

Number = int | float | Decimal
MINUS = "\u2212"
_UNITS: dict[Language, tuple[tuple[int, str], ...]] = {
    "zh": ((10**8, "亿"), (10**4, "万")),
    "en": ((10**9, "bn"), (10**6, "m"), (10**3, "k")),
}


def number(value: Number | None) -> float | None:
    """A number as figures take it; None where there is none."""
    return None if value is None else float(value)


def decimal(value: Number, digits: int = 0) -> str:
    """`value` with exactly `digits` decimals, thousands grouped, and a true minus: the same in both languages."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):,f}".replace("-", MINUS)


def compact(value: Number, language: Language) -> str:
    """`value` to three significant digits with 万/亿 or k/m/bn; below the smallest unit as it is."""
    size = abs(float(value))
    for step, unit in _UNITS[language]:
        if size >= step * 0.9995:
            return decimal(Decimal(str(value)) / step, _decimals(size / step)) + unit
    return decimal(value, 0 if float(value).is_integer() or size >= 100 else _decimals(size))


def _decimals(size: float) -> int:
    return 0 if size >= 99.95 else 1 if size >= 9.995 else 2


def money(value: Number | None, language: Language) -> str:
    """An amount of yuan for cards, labels and hover; a small one, such as the cost of a case, to the fen."""
    if value is None:
        return text("shared.not_reported", language)
    size = -value if value < 0 else value
    small = size < 1000 and not float(size).is_integer()
    written = decimal(size, 2) if small else compact(size, language)
    sign = MINUS if value < 0 and any(digit in written for digit in "123456789") else ""
    return f"{sign}{written}元" if language == "zh" else f"{sign}¥{written}"


def fen(value: Number | None, language: Language) -> str:
    """An amount of yuan in full, to the fen."""
    if value is None:
        return text("shared.not_reported", language)
    written = decimal(value, 2)
    return f"{written}元" if language == "zh" else f"¥{written}".replace(f"¥{MINUS}", f"{MINUS}¥")


def count(value: Number | None, language: Language) -> str:
    """A number of loans, borrowers or cases, in full."""
    return text("shared.not_reported", language) if value is None else decimal(value)


def share(value: Number | None, language: Language, digits: int = 1) -> str:
    """A share (0.0543) as a percentage (5.4 %)."""
    if value is None:
        return text("shared.not_reported", language)
    return decimal(Decimal(str(value)) * 100, digits) + "%"


def signed(value: Number, digits: int = 2) -> str:
    """`value` with its sign, plus or minus, unless it rounds to nothing."""
    written = decimal(value, digits)
    return written if written.startswith(MINUS) or not written.strip("0.") else f"+{written}"


def points(difference: Number, language: Language, digits: int = 2) -> str:
    """The difference between two shares in percentage points, signed."""
    return text("shared.points", language, number=signed(float(difference) * 100, digits))


_MEASURED: Mapping[str, int] = {"days": 1, "hours": 1, "score": 1, "per_thousand": 2, "per_ten_thousand": 2}


def by_unit(value: Number | None, unit: str, language: Language, digits: int = 1) -> str:
    """`value` written as its metric's unit says; `digits` are those of a share.

    Units are share, money, count, ratio, days, hours, score, per_thousand and per_ten_thousand.
    """
    if value is None:
        return text("shared.not_reported", language)
    if unit == "share":
        return share(value, language, digits)
    if unit == "ratio":
        return decimal(value, 2 if abs(float(value)) >= 0.1 or not value else 3)
    if unit in _MEASURED:
        return text(f"shared.{unit}", language, number=decimal(value, _MEASURED[unit]))
    return (money if unit == "money" else count)(value, language)


def change(difference: Number, unit: str, language: Language) -> str:
    """A difference of two values of one metric, signed; shares in percentage points."""
    if unit == "share":
        return points(difference, language)
    written = by_unit(-difference if difference < 0 else difference, unit, language)
    return written if not difference else ("+" if difference > 0 else MINUS) + written


def month(value: date | None) -> str:
    """A month as 2024-03."""
    return "–" if value is None else f"{value:%Y-%m}"
