"""Where loans go next: the transition matrix, two ways to measure a roll rate, cures and relapses."""

from collections.abc import Mapping
from typing import Any

from pages.overdue_parts.bases import line
from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.charts import Stage, lines
from pages.shared.plots import heat
from pages.shared.screen import View
from pages.shared.theme import BUCKETS
from queries.dictionary import metric

FATES = ("settled", "written_off", "sold", "not_reported")
RATES = ("roll_rate", "roll_rate_stock")
CURES = ("cure_rate", "redefault_rate", "redefault_rate_6")


def matrix(view: View) -> Chart:
    """From every bucket to every bucket or fate, as shares of the balance a month before."""
    asked = view.question("overdue/transitions", view.selection.at_focus(without=("bucket",)))
    cells = {(row["from_bucket"], row["to_bucket"]): row for row in asked.frame.to_dicts()}
    chosen = view.selection.kept("bucket")
    rows = [
        bucket for bucket in BUCKETS if any(start == bucket for start, _ in cells) and (not chosen or bucket in chosen)
    ]
    fates = [fate for fate in FATES if any(end == fate for _, end in cells)]
    columns = [*BUCKETS, *fates]
    values = [[_share(cells.get((start, end))) for end in columns] for start in rows]
    written = [["" if v is None else _short(v) for v in row] for row in values]
    hover = [[_hover(view, start, end, cells.get((start, end))) for end in columns] for start in rows]
    names = [view.label("bucket", column) for column in columns]
    figure = heat(rows, names, values, written, hover, view.look, height=80 + 36 * max(len(rows), 2))
    title = view.say("overdue.matrix_title")
    sub = view.say("overdue.matrix_sub", month=numbers.month(view.selection.focus))
    return Chart("matrix", title, sub, figure, f"{title}. {sub}", asked, ("overdue/transitions",))


def _share(row: Mapping[str, Any] | None) -> float | None:
    return None if row is None or row["share_of_balance"] is None else float(row["share_of_balance"])


def _short(share: float) -> str:
    if 0 < share < 0.0005:
        return "<0.1"
    return numbers.decimal(share * 100, 1)


def _hover(view: View, start: str, end: str, row: Mapping[str, Any] | None) -> str:
    return view.say(
        "overdue.matrix_hover",
        start=view.label("bucket", start, full=True),
        end=view.label("bucket", end, full=True),
        value=numbers.share(row["share_of_balance"] if row else 0, view.language, 2),
        balance=numbers.money(row["balance"] if row else 0, view.language),
        count=view.behind(row["loans"] if row else 0),
    )


def rates(view: View) -> Chart:
    """The roll rate loan by loan beside the ratio of stocks, bucket by bucket."""
    asked = view.ask(RATES, ["bucket"], view.selection.at_focus(without=("bucket",)))
    rows = {row["bucket"]: row for row in asked.frame.to_dicts()}
    steps = list(zip(BUCKETS, BUCKETS[1:], strict=False))
    values = [[numbers.number(rows.get(start, {}).get(id)) for start, _ in steps] for id in RATES]
    written = [["" if v is None else numbers.share(v, view.language) for v in row] for row in values]
    hover = [
        [
            view.say(
                "overdue.hover_share", name=f"{start} → {end}", value=w,
                count=view.behind(view.known(rows.get(start, {}), f"{id}__count")),
            )
            for (start, end), w in zip(steps, line, strict=True)
        ]
        for id, line in zip(RATES, written, strict=True)
    ]  # fmt: skip
    names = [f"{start}→{end}" for start, end in steps]
    figure = heat(
        [metric(id).short[view.language] for id in RATES], names, values, written, hover, view.look, height=130,
        bounded=True,
    )  # fmt: skip
    title, sub = (
        view.say("overdue.rates_title"),
        view.say("overdue.rates_sub", month=numbers.month(view.selection.focus)),
    )
    return Chart("rates", title, sub, figure, f"{title}. {sub}", asked, RATES, notes=[view.say("overdue.rates_note")])


def cures(view: View) -> Chart:
    """Late balance that came back to M0 within the month, and cured loans late again within 3 and 6 months."""
    asked = view.ask(CURES, ["month"], view.selection.filters())
    rows = {row["month"]: row for row in asked.frame.to_dicts()}
    colors = (view.look.colors.bucket("M1"), view.look.colors.bucket("M4"), view.look.colors.bucket("M6"))
    series = [
        line(view, metric(id).short[view.language], color, rows, id) for id, color in zip(CURES, colors, strict=True)
    ]
    title, sub = view.say("overdue.cures_title"), view.say("overdue.cures_sub")
    figure = lines(Stage(view.months, view.look, gap="shared.no_data"), series, "share")
    return Chart("cures", title, sub, figure, f"{title}. {sub}", asked, CURES, clicks=True)
