"""A chosen unit's contacts, promises, checks and complaints by month, beside everyone it can be compared with."""

from datetime import date
from typing import Any

from pages.agents_parts import people
from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.charts import Series, Stage, lines
from pages.shared.screen import View
from queries.dictionary import metric

FEW = 30


def contacts(view: View) -> Chart:
    """Contacts, by month; a count, so nobody beside it."""
    return _chart(view, "contacts", beside=False)


def right_party(view: View) -> Chart:
    """How often the debtor was reached."""
    return _chart(view, "right_party_contact_rate")


def promises(view: View) -> Chart:
    """Promises kept."""
    return _chart(view, "promise_kept_rate")


def quality(view: View) -> Chart:
    """The score of quality checks."""
    return _chart(view, "quality_score")


def complaints(view: View) -> Chart:
    """Complaints per thousand cases."""
    return _chart(view, "complaints_per_1000_cases")


def breaches(view: View) -> Chart:
    """Contacts against the rules, per thousand."""
    return _chart(view, "breach_rate")


def _chart(view: View, id: str, *, beside: bool = True) -> Chart:
    asked = view.ask([id], ["month"])
    series = [_series(view, id, view.label(people.level(view), people.chosen(view)[0]), asked.frame.to_dicts())]
    if beside:
        others = view.ask([id], ["month"], people.among(view)).frame
        series.insert(0, _series(view, id, view.say("agents_own.everyone"), others.to_dicts(), grey=True))
    one = metric(id)
    figure = lines(Stage(view.months, view.look, height=220, labels=4, gap="shared.no_data"), series, one.unit)
    title, sub = one.label[view.language], view.say(f"agents_own.{'beside' if beside else 'alone'}")
    return Chart(f"own_{id}", title, sub, figure, f"{title}. {sub}", asked, (id,))


def _series(view: View, id: str, name: str, rows: list[dict[str, Any]], *, grey: bool = False) -> Series:
    found = {row["month"]: row for row in rows}
    values = [None if (v := found.get(month, {}).get(id)) is None else float(v) for month in view.months]
    hover = [_hover(view, id, name, month, value) for month, value in zip(view.months, values, strict=True)]
    color = view.look.colors.context if grey else view.look.colors.accent
    return Series(name, values, color, hover, width=1.4 if grey else 2.0)


def _hover(view: View, id: str, name: str, month: date, value: float | None) -> str:
    written = numbers.by_unit(value, metric(id).unit, view.language)
    return view.say("agents_own.hover", name=name, month=numbers.month(month), value=written)
