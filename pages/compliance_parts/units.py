"""By whom: platforms, agencies, teams or channels by their rate with its interval, in listed order, never ranked."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from pages.compliance_parts import common, packs, rules
from pages.compliance_parts.common import RATE, Row
from pages.shared import control, drill, labels, link, numbers, span
from pages.shared.axes import Figure, click
from pages.shared.chart import Chart
from pages.shared.figures.forest import Dot, forest
from pages.shared.screen import View
from pages.shared.text import listing
from queries.statistics.intervals import wilson
from queries.warehouse import Answer

ASKS, OF_PACK = "compliance/by", "compliance/by_pack"
LEVELS = ("platform", "agency", "team", "channel")
NOBODY = "unknown"
# One breach more or less moves the rate of fewer contacts by over five in a thousand.
FEW = 200
FEW_CASES = 30
# Any rule of the pack.
ANY = ""
NAMED = 3
OUTER = 0.999


def level(view: View) -> str:
    """By whom: what the reader chose, else the next step down."""
    named = link.first("level")
    return named if named in LEVELS else drill.level(view.viewer, view.selection, LEVELS)


def rates(view: View) -> Chart:
    """Each unit's rate with its interval beside that of all together; a click keeps it alone."""
    by, rule = _controls(view)
    answer = asked(view, by, rule)
    rows, together = known(answer, by), overall(view, rule)
    dots = [_dot(view, by, row, together) for row in rows]
    figure = forest(dots, "per_thousand", view.look, center=together, zero=True,
                    chosen=[click(by, value) for value in view.selection.kept(by)])  # fmt: skip
    title = _title(view, [called(view, by, row["unit"]) for row in rows if stands_out(row, together)], bool(rows))
    sub = view.say("compliance.units_sub", rule=_said(view, rule), months=span.said(view), few=FEW)
    return Chart(
        "units",
        title,
        sub,
        figure,
        f"{title}. {sub}",
        answer,
        (_question(rule),),
        clicks=True,
        notes=[view.say("compliance.units_note"), *view.unfiltered(_question(rule), without=(by,))],
    )


def cases(view: View) -> Chart:
    """The share of each unit's cases with at least one contact that does not follow any rule of the pack."""
    by = level(view) if _is_kept(level(view)) else LEVELS[0]
    answer = asked(view, by, ANY)
    dots = [_case_dot(view, by, row) for row in known(answer, by)]
    title, sub = view.say("compliance.cases_title"), view.say("compliance.cases_sub", months=span.said(view))
    drawn: Figure | Callable[[], object] = forest(dots, "share", view.look, zero=True)
    if all(dot.value is None for dot in dots):
        drawn = partial(st.info, view.say("compliance.cases_none"))
    # Level with the chart beside it, which has the switches.
    st.caption(f"{view.say('compliance.level')} {view.say(f'compliance.by_{by}')} · {_said(view, ANY)}")
    return Chart("unit_cases", title, sub, drawn, f"{title}. {sub}", answer, (_question(ANY), "breached_case_share"))


def _controls(view: View) -> tuple[str, str]:
    """By whom, and against which rule: any of the pack, or one of them."""
    known = packs.rules()
    with st.container(horizontal=True, gap="small"):
        by = control.choice(
            "level", view.say("compliance.level"), LEVELS, lambda one: view.say(f"compliance.by_{one}"), level(view)
        )
        options = [ANY, *known] if _is_kept(by) else list(known)
        start = ANY if ANY in options else rules.most(view).rule.id
        rule = control.pick("rule", view.say("compliance.rule"), options, partial(_said, view), start)
    return by, rule


def _is_kept(by: str) -> bool:
    """Whether contacts against any rule of the pack are kept by this level: by team only for the rules here."""
    return packs.chosen() == packs.HERE or by != "team"


def _said(view: View, rule: str) -> str:
    if rule != ANY:
        return view.label("rule", rule)
    return view.say("compliance.any_of", pack=view.say(f"compliance.pack_{packs.chosen()}"))


def _question(rule: str) -> str:
    return ASKS if rule != ANY or packs.chosen() == packs.HERE else OF_PACK


def overall(view: View, rule: str) -> float | None:
    """The rate of all together, against any rule of the pack or one."""
    if rule == ANY:
        return numbers.number(common.overall(view).get(RATE))
    return next((one.rate for one in rules.told(view) if one.rule.id == rule), None)


def asked(view: View, by: str, rule: str) -> Answer:
    """The units of a level; whoever is chosen stays among the others."""
    id = _question(rule)
    chosen = {"rule": rule} if id == ASKS else {"pack": packs.chosen()}
    return view.question(id, span.within(view, id, without=(by,)), level=by, **chosen)


def known(answer: Answer, by: str) -> list[dict[str, Any]]:
    """The units with contacts, in the order the lists give them; what nobody is known to have done is left out."""
    rows = {row["unit"]: row for row in answer.frame.to_dicts() if row["unit"].rpartition("/")[2] != NOBODY}
    return [rows[unit] for unit in labels.in_order(by, rows)]


def called(view: View, by: str, unit: str) -> str:
    """What a unit is called; a team with its platform where the reader looks at several."""
    name = view.label(by, unit)
    several = len(view.selection.kept("platform") or view.viewer.platforms or ("", "")) > 1
    return f"{view.label('platform', unit.partition('/')[0])} · {name}" if by == "team" and several else name


def stands_out(row: Row, together: float | None) -> bool:
    """Whether chance alone gives as many as its contacts had in less than 1 of 1,000, at the rate of all together."""
    if not together or not row["breaches"]:
        return False
    import numpy as np  # with scipy half a second to import

    from queries.statistics.counts import poisson_quantile

    usual = float(row["contacts"]) * together / 1000
    return bool(row["breaches"] > poisson_quantile(np.array([usual]), OUTER)[0])


def above(view: View, by: str) -> list[str]:
    """Who stands out, furthest first, as `name (rate)`."""
    together = overall(view, ANY)
    found = [row for row in known(asked(view, by, ANY), by) if stands_out(row, together)]
    found.sort(key=lambda row: -float(row["rate"] or 0))
    return [_named(view, by, row) for row in found]


def _named(view: View, by: str, row: Row) -> str:
    rate = view.say("compliance.per", rate=common.rate(row["rate"]))
    return view.say("compliance.named", name=called(view, by, row["unit"]), rate=rate)


def _dot(view: View, by: str, row: Row, together: float | None) -> Dot:
    colors, name = view.look.colors, called(view, by, row["unit"])
    cannot = bool(row["cannot_assess"])
    written = common.told(view, row, "rate", common.rate)
    written = view.say("compliance.cannot") if cannot else written
    low, high = (common.told(view, row, side, common.rate) for side in ("lower", "upper"))
    hover = view.say(
        "compliance.units_hover", name=name, rate=written, low=low, high=high, cases=_cases(view, row),
        breaches=common.count(view, row, "breaches"), contacts=common.count(view, row, "contacts"),
    )  # fmt: skip
    color = colors.signal if stands_out(row, together) else colors.accent
    value, lower, upper = (None if cannot else numbers.number(row[end]) for end in ("rate", "lower", "upper"))
    few = (row["contacts"] or 0) < FEW
    return Dot(name, value, lower, upper, written, hover, color, few=few, id=click(by, row["unit"]))


def _cases(view: View, row: Row) -> str:
    if row["breached_case_share"] is None:
        return view.say("compliance.units_no_cases")
    return view.say(
        "compliance.units_cases", share=common.share(view, row, "breached_case_share"),
        breached=common.count(view, row, "breached_cases"), cases=common.count(view, row, "cases"),
    )  # fmt: skip


def _case_dot(view: View, by: str, row: Row) -> Dot:
    name, color = called(view, by, row["unit"]), view.look.colors.accent
    value, cases = numbers.number(row["breached_case_share"]), row["cases"]
    written = common.share(view, row, "breached_case_share")
    if value is None or not cases:
        return Dot(name, None, None, None, written, "", color)
    low, high = wilson(round(value * cases), cases) or (value, value)
    hover = view.say(
        "compliance.cases_hover", name=name, share=written, cases=common.count(view, row, "cases"),
        low=numbers.share(low, view.language), high=numbers.share(high, view.language),
        breached=common.count(view, row, "breached_cases"),
    )  # fmt: skip
    return Dot(name, value, low, high, written, hover, color, few=cases < FEW_CASES)


def _title(view: View, names: list[str], any_known: bool) -> str:
    if not any_known:
        return view.say("compliance.units_silent")
    if not names:
        return view.say("compliance.units_none")
    return view.say("compliance.units_title", names=listing(names, view.language, limit=NAMED))
