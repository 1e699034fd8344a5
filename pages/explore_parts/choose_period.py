"""When: a period relative to the newest month, or from one month to another, and what it is set beside."""

from datetime import date
from functools import partial

import streamlit as st

from pages.explore_parts import changes, state
from pages.explore_parts.state import Asked
from pages.shared import errors, numbers
from pages.shared.selection import GUARDED_PRESETS, PRESETS
from queries.disclosure import policy
from queries.explore.exploration import COMPARISONS
from queries.filters import month_end, parse_day

_YEARS = ("this_year", "last_year")


def draw(asked: Asked) -> None:
    """A button that names the period, and behind it its choice and what it is compared with."""
    who, run = asked.who, asked.exploration
    menu = st.popover(_named(asked), icon=":material/date_range:", key="choose-period")
    with menu, errors.guard(who.language):
        _relative(asked)
        _ends(asked)
        if "day" not in run.by:
            _compare(asked)


def _named(asked: Asked) -> str:
    run, say = asked.exploration, asked.who.say
    if run.first or run.last:
        first, last = run.first or asked.months[0], run.last or asked.months[-1]
        said = say("filter.sentence_range", first=numbers.month(first), last=numbers.month(last))
    else:
        said = relative(asked, run.period)
    return f"{said} · {say(f'explore.compare_{run.compare}')}" if run.compare else said


def relative(asked: Asked, period: str) -> str:
    """What a relative period is called."""
    if period in _YEARS:
        return asked.who.say(f"explore.{period}")
    months = period.removeprefix("last:")
    return asked.who.say("explore.last_months", count=int(months)) if months else asked.who.say("filter.preset_all")


def _options(asked: Asked) -> list[str]:
    presets = GUARDED_PRESETS if asked.who.viewer.is_guarded else PRESETS
    found = [f"last:{months}" for months in presets.values() if months]
    # Of guarded viewers years that are not over would be ranges of other lengths.
    return [*found, *(() if asked.who.viewer.is_guarded else _YEARS), ""]


def _relative(asked: Asked) -> None:
    run = asked.exploration
    options = _options(asked)
    is_relative = not (run.first or run.last) and run.period in options
    st.session_state["explore_period"] = run.period if is_relative else None
    st.pills(
        asked.who.say("filter.period"), options, key="explore_period", format_func=partial(relative, asked),
        on_change=partial(_relative_chosen, asked),
    )  # fmt: skip


def _relative_chosen(asked: Asked) -> None:
    chosen = st.session_state["explore_period"]
    if chosen is not None:
        state.change(asked, changes.period(asked.exploration, chosen))


def _ends(asked: Asked) -> None:
    months = [numbers.month(month) for month in asked.months]
    run = asked.exploration
    shown = {"from": run.first or asked.months[0], "to": run.last or asked.months[-1]}
    with st.container(horizontal=True, gap="small"):
        for name, day in shown.items():
            st.session_state[f"explore_{name}"] = min(max(numbers.month(day), months[0]), months[-1])
            st.selectbox(
                asked.who.say(f"filter.{name}"), months, key=f"explore_{name}", width=120,
                on_change=partial(_ends_chosen, asked),
            )  # fmt: skip
    if asked.who.viewer.is_guarded:
        lengths = ", ".join(map(str, policy().months))
        st.caption(asked.who.say("explore.guarded_range", months=lengths))


def _ends_chosen(asked: Asked) -> None:
    first, last = sorted((st.session_state["explore_from"], st.session_state["explore_to"]))
    chosen: tuple[date, date] = parse_day(first), month_end(parse_day(last))
    state.change(asked, changes.period(asked.exploration, "", *chosen))


def _compare(asked: Asked) -> None:
    st.session_state["explore_compare"] = asked.exploration.compare
    st.segmented_control(
        asked.who.say("filter.compare"), ("", *COMPARISONS), key="explore_compare", required=True,
        format_func=lambda name: asked.who.say(f"explore.compare_{name}" if name else "filter.compare_none"),
        on_change=partial(_compared, asked),
    )  # fmt: skip


def _compared(asked: Asked) -> None:
    state.change(asked, changes.compared(asked.exploration, st.session_state["explore_compare"]))
