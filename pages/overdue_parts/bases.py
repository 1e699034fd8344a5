"""Which rate: three bases side by side, the five categories, and what growth and write-offs hide."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pages.shared import control, numbers
from pages.shared.chart import Chart
from pages.shared.charts import Series, Stage, lines, stacked
from pages.shared.screen import View
from queries.dictionary import metric

BASES = ("overdue_rate_balance", "overdue_rate_count", "overdue_rate_due")
CATEGORIES = ("special_mention", "substandard", "doubtful", "loss")
_NOT_BUCKET = ("bucket",)


def three(view: View) -> Chart:
    """The overdue rate by balance, by count and by amount due, with a sentence why they differ."""
    asked = view.ask(BASES, ["month"], view.selection.filters(without=_NOT_BUCKET))
    rows = {row["month"]: row for row in asked.frame.to_dicts()}
    colors = (view.look.colors.accent, view.look.colors.entities[2], view.look.colors.entities[1])
    series = [
        line(view, metric(id).short[view.language], color, rows, id) for id, color in zip(BASES, colors, strict=True)
    ]
    now = rows.get(view.selection.focus, {})
    said = {id.removeprefix("overdue_rate_"): numbers.share(now.get(id), view.language) for id in BASES}
    note = view.say("overdue.bases_note", month=numbers.month(view.selection.focus), **said)
    figure = lines(Stage(view.months, view.look), series, "share")
    return Chart(
        "bases", view.say("overdue.bases_title"), view.say("overdue.bases_sub"), figure, note, asked, BASES,
        clicks=True, notes=[note],
    )  # fmt: skip


def growth(view: View) -> Chart:
    """PAR30 as it is and over the book of some months before: what fast lending hides."""
    asked = view.question("overdue/lagged_rate", view.selection.filters(without=_NOT_BUCKET), lag=6)
    return _pair(view, asked, "growth", "lagged_rate", "overdue/lagged_rate", lag=6)


def added_back(view: View) -> Chart:
    """PAR30 as it is and with a year's write-offs and sales put back: what leaving the book hides."""
    asked = view.question("overdue/added_back", view.selection.filters(without=_NOT_BUCKET))
    return _pair(view, asked, "added_back", "rate_added_back", "overdue/added_back")


def _pair(view: View, asked: Any, key: str, column: str, question: str, **values: object) -> Chart:
    rows = {row["month"]: row for row in asked.frame.to_dicts()}
    plain = line(view, view.say("overdue.plain"), view.look.colors.context, rows, "rate")
    other = line(view, view.say(f"overdue.{key}_line", **values), view.look.colors.accent, rows, column)
    now = rows.get(view.selection.focus, {})
    title = view.say(
        f"overdue.{key}_title" if now.get(column) is not None else f"overdue.{key}_question",
        month=numbers.month(view.selection.focus),
        plain=numbers.share(now.get("rate"), view.language),
        other=numbers.share(now.get(column), view.language),
        **values,
    )
    figure = lines(Stage(view.months, view.look), [plain, other], "share")
    return Chart(
        key, title, view.say(f"overdue.{key}_sub", **values), figure, title, asked, (question, "par30_balance"),
        clicks=True,
    )  # fmt: skip


def categories(view: View) -> Chart:
    """Special mention to loss, by the day floors for loans or for credit cards."""
    scale = control.choice(
        "scale", view.say("overdue.scale"), ("loan", "card"), lambda name: view.say(f"overdue.scale_{name}")
    )
    asked = view.question("overdue/five_categories", view.selection.filters(without=_NOT_BUCKET), scale=scale)
    cells = {(row["month"], row["loan_class"]): row for row in asked.frame.to_dicts()}
    reported = {month for month, _ in cells}
    shades = ("M1", "M3", "M5", "M7+")
    series = [_category(view, name, shade, cells, reported) for name, shade in zip(CATEGORIES, shades, strict=True)]
    return Chart(
        "categories", view.say("overdue.categories_title"), view.say(f"overdue.categories_sub_{scale}"),
        stacked(Stage(view.months, view.look), series, "share"), view.say("overdue.categories_title"), asked,
        ("overdue/five_categories", "npl_ratio"), clicks=True,
    )  # fmt: skip


def _category(
    view: View, name: str, shade: str, cells: Mapping[tuple[date, str], Mapping[str, Any]], reported: set[date]
) -> Series:
    called = view.label("loan_class", name)
    rows = [cells.get((month, name), {}) for month in view.months]
    values = [
        None if month not in reported or (share := view.known(row, "share_of_balance")) is None else float(share)
        for month, row in zip(view.months, rows, strict=True)
    ]
    hover = [hover_text(view, called, month, v) for month, v in zip(view.months, values, strict=True)]
    return Series(called, values, view.look.colors.bucket(shade), hover)


def line(view: View, name: str, color: str, rows: Mapping[date, Mapping[str, Any]], column: str) -> Series:
    """One column over the months shown as a line; a month without a row or value is a gap."""
    values = [numbers.number(rows.get(month, {}).get(column)) for month in view.months]
    return Series(name, values, color, hovers(view, name, values))


def hovers(view: View, name: str, values: Sequence[float | None]) -> list[str]:
    """What hovering over each month of a share says."""
    return [hover_text(view, name, month, value) for month, value in zip(view.months, values, strict=True)]


def hover_text(view: View, name: str, month: date, value: float | None) -> str:
    """Name, month and share, or *not reported*."""
    written = numbers.share(value, view.language, 2)
    return view.say("overdue.hover_month", name=name, month=numbers.month(month), value=written)
