"""Workload: cases held and hours handled, by month and by unit."""

from typing import Any

import polars as pl

from pages.agents_parts import people
from pages.shared import control, numbers
from pages.shared.chart import Chart
from pages.shared.charts import Series, Stage, lines
from pages.shared.figures.multiples import Cell, Measure, multiples
from pages.shared.screen import View
from queries.dictionary import metric

MEASURES = ("cases", "handled_hours", "contacts", "per_case")


def cases(view: View) -> Chart:
    """Cases per agent, by month."""
    return _by_month(view, "cases_per_agent", "agents_work.cases_title")


def hours(view: View) -> Chart:
    """Hours spent handling contacts, by month."""
    return _by_month(view, "handled_hours", "agents_work.hours_title")


def _by_month(view: View, id: str, title: str) -> Chart:
    asked = view.ask([id], ["month"])
    found = dict(asked.frame.select("month", id).iter_rows())
    values = [None if (v := found.get(month)) is None else float(v) for month in view.months]
    unit = metric(id).unit
    hover = [f"{numbers.month(month)}<br>{numbers.by_unit(value, unit, view.language)}"
             for month, value in zip(view.months, values, strict=True)]  # fmt: skip
    series = [Series("", values, view.look.colors.accent, hover)]
    sub = view.say("agents_work.month_sub", metric=metric(id).label[view.language])
    # Months before or after somebody's time were reported; there is just nobody in them.
    gap = "shared.no_data" if people.chosen(view) else "shared.not_reported"
    figure = lines(Stage(view.months, view.look, height=240, gap=gap), series, unit)
    return Chart(id, view.say(title), sub, figure, f"{view.say(title)}. {sub}", asked, (id,), clicks=True)


def units(view: View) -> Chart:
    """What each unit held, handled and contacted in an average month, the line is the median unit; on a phone one
    measure at a time.
    """
    called = {name: view.say(f"agents_work.{name}") for name in MEASURES}
    label = view.say("agents_quality.measure")
    shown = control.shown("show", label, MEASURES, called.__getitem__, narrow=view.look.narrow)
    asked = view.question("agents/workload", people.among(view), level=people.level(view))
    rows = people.ordered(_averages(asked.frame))
    listed, chosen = people.headed(view, rows), people.chosen(view)
    measures = [_measure(view, name, listed, rows) for name in shown]
    figure = multiples(
        [name for name, _ in listed], measures, view.look, missing=view.say("shared.not_reported"),
        chosen=[row is not None and row["unit"] in chosen for _, row in listed],
    )  # fmt: skip
    order = view.say(f"agents.order_{people.level(view)}")
    title, sub = view.say("agents_work.units_title"), view.say("agents_work.units_sub", order=order)
    return Chart("workload", title, sub, figure, f"{title}. {sub}", asked, ("agents/workload",))


def _averages(frame: pl.DataFrame) -> pl.DataFrame:
    """Monthly averages over the months a unit has, nulls where nothing was reported."""
    units = ["unit", "platform", "team", "agency"]
    return (
        frame.group_by(units)
        .agg(pl.col("month").n_unique().alias("months"), pl.col("cases", "handled_hours", "contacts").mean())
        .with_columns(per_case=pl.col("contacts") / pl.col("cases"))
    )


def _measure(
    view: View, name: str, listed: list[tuple[str, dict[str, Any] | None]], rows: list[dict[str, Any]]
) -> Measure:
    known = pl.Series([row[name] for row in rows], dtype=pl.Float64).drop_nulls()
    middle = known.quantile(0.5, "linear")
    cells = [Cell(None, "") if row is None else Cell(row[name], _hover(view, name, row)) for _, row in listed]
    unit = "ratio" if name == "per_case" else "count"
    return Measure(view.say(f"agents_work.{name}"), unit, middle, cells, zero=True)


def _hover(view: View, name: str, row: dict[str, Any]) -> str:
    value = row[name]
    written = view.say("shared.not_reported") if value is None else numbers.decimal(value, 1)
    return view.say(
        "agents_work.hover", name=people.called(view, row), measure=view.say(f"agents_work.{name}"), value=written,
        months=row["months"],
    )  # fmt: skip
