"""Which earlier month a month is compared with: one period back, or the same lunar window a year before."""

from calendar import monthrange
from datetime import date

from pages.shared.labels import reference

# A festival moves people and money for about two months around it; further off the calendar year is the better guide.
_NEAR = 2
FESTIVAL = "Spring Festival"


def back(month: date, months: int) -> date:
    """The month-end `months` before."""
    number = month.year * 12 + month.month - 1 - months
    year, place = divmod(number, 12)
    return date(year, place + 1, monthrange(year, place + 1)[1])


def earlier(month: date, shown: int, compare: str) -> date:
    """The month-end to compare `month` with: `shown` months back, or a year back by the lunar calendar.

    Near a Spring Festival the same distance from the festival of the year before; else the same month.
    """
    if compare == "previous":
        return back(month, shown)
    year_ago = back(month, 12)
    festivals = [event.on for event in reference().events if event.name_en == FESTIVAL]
    this, last = _nearest(month, festivals), _nearest(year_ago, festivals)
    if this is None or last is None:
        return year_ago
    return back(last.replace(day=1), -_apart(this, month))


def _nearest(month: date, festivals: list[date]) -> date | None:
    near = [day for day in festivals if abs(_apart(day, month)) <= _NEAR]
    return min(near, key=lambda day: abs(_apart(day, month)), default=None)


def _apart(day: date, month: date) -> int:
    return (month.year - day.year) * 12 + month.month - day.month
