"""What stands behind all entries: how answers are kept from telling of anybody, the prime rate, and the sources."""

import streamlit as st

from pages.shared import numbers
from pages.shared.screen import View
from pages.shared.text import listing
from queries.dictionary import dictionary
from queries.disclosure import policy
from queries.reference import prime_rates

_EVERYTHING = 99


def draw(view: View) -> None:
    """Disclosure policy, prime rate, sources."""
    st.markdown(f"## {view.say('definitions.subject_notes')}")
    _disclosure(view)
    _prime_rate(view)
    _sources(view)


def _disclosure(view: View) -> None:
    held = policy()
    st.markdown(f"**{view.say('definitions.disclosure')}**")
    months = listing([str(months) for months in held.months], view.language, _EVERYTHING)
    lines = [
        view.say("definitions.disclosure_counts", most=held.smallest - 1, step=held.count_step),
        view.say("definitions.disclosure_complement", most=held.smallest - 1),
        view.say("definitions.disclosure_shares", base=held.share_base),
        view.say(
            "definitions.disclosure_amounts", step=held.amount_step, least=held.smallest,
            largest=numbers.share(held.largest_share, view.language, 0),
        ),
        view.say("definitions.disclosure_filters", months=months),
        view.say("definitions.disclosure_others", least=held.other_platforms),
    ]  # fmt: skip
    st.markdown("\n".join(f"- {line}" for line in lines))


def _prime_rate(view: View) -> None:
    rates = prime_rates()
    st.markdown(f"**{view.say('definitions.lpr')}**")
    st.caption(
        view.say("definitions.lpr_known", first=f"{rates[0].from_on:%Y-%m-%d}", last=f"{rates[-1].until_on:%Y-%m-%d}")
    )
    heads = [view.say(f"definitions.lpr_{column}") for column in ("from", "until", "rate", "four", "seen")]
    rows = [
        [
            f"{one.from_on:%Y-%m-%d}", f"{one.until_on:%Y-%m-%d}", numbers.share(one.rate, view.language, 2),
            numbers.share(4 * one.rate, view.language, 2), view.say(f"definitions.seen_{one.seen}"),
        ]
        for one in reversed(rates)
    ]  # fmt: skip
    lines = ["|".join(heads), ":--|:--|--:|--:|:--", *("|".join(row) for row in rows)]
    st.markdown("\n".join(f"|{line}|" for line in lines))


def _sources(view: View) -> None:
    st.markdown(f"**{view.say('definitions.sources')}**")
    st.caption(view.say("definitions.sources_note"))
    cited: dict[str, list[str]] = {}
    for one in dictionary().values():
        cited.setdefault(one.source[view.language], []).append(one.short[view.language])
    lines = [f"- {source}  \n  :small[:gray[{listing(names, view.language, 12)}]]" for source, names in cited.items()]
    st.markdown("\n".join(lines))
