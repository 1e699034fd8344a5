"""What one more contact brings: cash and cost of a case's n-th, and how often cash follows it."""

from collections.abc import Sequence

from pages.cost_parts import common
from pages.shared import numbers
from pages.shared.chart import Chart
from pages.shared.figures.bands import Along, Banded, bands
from pages.shared.screen import View
from queries.warehouse import Answer

ASKS = "cost/by_nth_contact"


def _asked(view: View) -> Answer:
    return view.question(ASKS, view.within(view.selection.filters(), ASKS))


def marginal(view: View) -> Chart:
    """Cash after the n-th contact beside what it cost; the first at which it brings less than it costs is marked."""
    asked = _asked(view)
    rows = [row for row in asked.frame.to_dicts() if row["cash_per_contact"] is not None]
    turn = turning(rows)
    places = [float(row["contact_no"]) for row in rows]
    curves = [
        _curve(view, rows, "cash_per_contact", view.look.colors.accent, view.say("cost.nth_cash")),
        _curve(view, rows, "cost_per_contact", view.look.colors.bucket("M4"), view.say("cost.nth_cost")),
    ]
    marks = [(float(turn), view.say("cost.nth_mark", number=turn))] if turn else []
    figure = bands(curves if rows else [], _along(places, marks), "money", view.look)
    title = _title(view, rows, turn)
    sub = view.say("cost.nth_sub", months=common.span(view))
    return Chart(
        "nth_marginal", title, sub, figure, f"{title}. {sub}", asked, (ASKS,),
        notes=[view.say("cost.nth_note"), *view.unfiltered(ASKS)],
    )  # fmt: skip


def turning(rows: Sequence[common.Row]) -> int | None:
    """The first contact from which none of the later ones brings what it costs, all together; None where all do.

    Single contacts jump about: what counts is the cash of all from there on against their cost.
    """
    for place, row in enumerate(rows):
        rest = rows[place:]
        cash, cost = (sum(float(one[name] or 0) for one in rest) for name in ("cash", "cost"))
        if cash < cost and float(row["cash_per_contact"]) < float(row["cost_per_contact"] or 0):
            return int(row["contact_no"])
    return None


def _title(view: View, rows: Sequence[common.Row], turn: int | None) -> str:
    if not rows:
        return view.say("cost.nth_question")
    if turn:
        return view.say("cost.nth_turn", number=turn)
    last = rows[-1]
    return view.say(
        "cost.nth_worth", number=last["contact_no"], cash=numbers.money(last["cash_per_contact"], view.language),
        cost=numbers.money(last["cost_per_contact"], view.language),
    )  # fmt: skip


def _curve(view: View, rows: Sequence[common.Row], column: str, color: str, name: str) -> Banded:
    hover = [
        view.say("cost.nth_hover", number=row["contact_no"], cash=numbers.money(row["cash_per_contact"], view.language),
                 cost=numbers.money(row["cost_per_contact"], view.language),
                 cases=numbers.count(row["cases"], view.language))
        for row in rows
    ]  # fmt: skip
    thin = [row["cases"] < common.FEW for row in rows]
    places = [float(row["contact_no"]) for row in rows]
    hollow = thin if any(thin) else ()
    return Banded(name, places, [numbers.number(row[column]) for row in rows], color, hover, hollow=hollow)


def _along(places: Sequence[float], marks: Sequence[tuple[float, str]] = ()) -> Along:
    shown = [place for place in places if place == 1 or place % 5 == 0]
    return Along(shown, [f"{place:.0f}" for place in shown], marks)


def paid(view: View) -> Chart:
    """The share of contacted cases with cash before the next contact, with its interval."""
    asked = _asked(view)
    rows = [row for row in asked.frame.to_dicts() if row["paid_share"] is not None]
    hover = [
        view.say("cost.paid_hover", number=row["contact_no"], value=numbers.share(row["paid_share"], view.language, 2),
                 lower=numbers.share(row["paid_lower"], view.language, 2),
                 upper=numbers.share(row["paid_upper"], view.language, 2),
                 cases=numbers.count(row["cases"], view.language))
        for row in rows
    ]  # fmt: skip
    places = [float(row["contact_no"]) for row in rows]
    values, lower, upper = (
        [numbers.number(row[name]) for row in rows] for name in ("paid_share", "paid_lower", "paid_upper")
    )
    curve = Banded("", places, values, view.look.colors.accent, hover, lower, upper)
    figure = bands([curve] if rows else [], _along(places), "share", view.look)
    title = view.say("cost.paid_title")
    half = next((row["contact_no"] for row in rows if (row["cumulative_cash_share"] or 0) >= 0.5), None)
    if half:
        title = view.say("cost.paid_half", number=half)
    sub = view.say("cost.paid_sub", months=common.span(view))
    return Chart("nth_paid", title, sub, figure, f"{title}. {sub}", asked, (ASKS,), notes=view.unfiltered(ASKS))
