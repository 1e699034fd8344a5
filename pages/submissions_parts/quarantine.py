"""Rows held back: found by table, reason and column, taken away to be mended, and handed in again."""

from typing import Any

import polars as pl
import streamlit as st

from pages.shared import errors
from pages.shared.reader import Reader
from pages.shared.text import harmless
from pages.submissions_parts import common, files, outcome, progress, receipts
from queries.handing import Desk, Upload, jobs
from queries.handing.desk import Submission, chosen, fault, reason
from queries.handing.jobs import Report
from queries.refusals import AskRefused

MOST_SHOWN = 500
_TURN = "submissions_mend_turn"
# What is wrong and what to do about it gets all that the others leave.
_WIDTHS = {"table": 100, "file": 160, "column": 120, "value": 140}


def draw(who: Reader, desk: Desk) -> None:
    """The faults of one submission, with filters, download, and the way back in."""
    job = jobs.of(desk.owner)
    if job and job.kind in ("mend", "mend_dry", "build") and not progress.failed(who, job):
        outcome.draw(who, desk, job)
    found = [(one, faults) for one in desk.submissions() if len(faults := desk.faults(one))]
    if not found:
        st.info(who.say("submissions.nothing_held"), icon=":material/check_circle:")
        return
    place = st.selectbox(
        who.say("submissions.submission"), range(len(found)), key="submissions_held", width=420,
        format_func=lambda i: receipts.named(who, found[i][0]),
    )  # fmt: skip
    one, faults = found[place]
    wanted = _filters(who, faults)
    _faults(who, wanted)
    _download(who, desk, one, wanted)
    with errors.guard(who.language), common.telling(who):
        _mend(who, desk, one)


def _filters(who: Reader, faults: pl.DataFrame) -> pl.DataFrame:
    named = {
        "table": lambda id: common.table(who, id),
        "code": lambda id: reason(id, who.language),
        "column": lambda id: harmless(id) or who.say("submissions.whole_row"),
    }
    picked = {}
    for place, (name, called) in zip(st.columns(3), named.items(), strict=True):
        options = faults[name].unique(maintain_order=True).to_list()
        picked[name] = place.multiselect(
            who.say(f"submissions.filter_{name}"), options, format_func=called, key=f"submissions_filter_{name}",
            placeholder=who.say("submissions.all"),
        )  # fmt: skip
    return chosen(faults, picked["table"], picked["code"], picked["column"])


def _faults(who: Reader, wanted: pl.DataFrame) -> None:
    rows = wanted.n_unique(["table", "file", "line", "row"])
    st.caption(who.say("submissions.held_rows", rows=rows, count=len(wanted)))
    shown = [
        {
            "table": common.table(who, row["table"]), "file": row["file"], "line": row["line"],
            "column": row["column"], "value": row["value"], "reason": fault(row, who.language),
        }
        for row in wanted.head(MOST_SHOWN).iter_rows(named=True)
    ]  # fmt: skip
    config: dict[str, Any] = {name: who.say(f"submissions.held_{name}") for name in (shown[0] if shown else ())}
    if shown:
        for name, width in _WIDTHS.items():
            config[name] = st.column_config.Column(config[name], width=width)
        config["line"] = st.column_config.NumberColumn(config["line"], format="plain", width=70)
        st.dataframe(
            pl.DataFrame(shown), hide_index=True, height="content" if len(shown) < 12 else 420,
            alt=who.say("submissions.tab_quarantine"), column_config=config,
        )  # fmt: skip
    if len(wanted) > MOST_SHOWN:
        st.caption(who.say("submissions.first_shown", count=MOST_SHOWN))


def _download(who: Reader, desk: Desk, one: Submission, wanted: pl.DataFrame) -> None:
    if wanted.is_empty():
        return

    def given(kind: str) -> bytes:
        if who.session.lapsed():
            raise AskRefused("session_over")
        return desk.export(one, wanted, who.language, kind)

    tables = wanted["table"].unique()
    with st.container(horizontal=True, gap="small"):
        stem = f"{tables[0] if len(tables) == 1 else 'quarantine'}-{one.platform}-{one.as_of}"
        st.download_button(
            who.say("submissions.download_xlsx"), lambda: given("xlsx"), f"{stem}.xlsx", key="held-xlsx",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        if len(tables) == 1:
            st.download_button(
                who.say("submissions.download_csv"), lambda: given("csv"), f"{stem}.csv", key="held-csv",
                icon=":material/download:", on_click="ignore",
            )  # fmt: skip
    st.caption(who.say("submissions.download_note"))


def _mend(who: Reader, desk: Desk, one: Submission) -> None:
    turn = st.session_state.setdefault(_TURN, 0)
    sent = files.chosen(who, "mended_files", ["xlsx", "csv"], f"submissions_mended_{turn}")
    if not sent:
        return
    with st.container(horizontal=True, gap="small"):
        dry = st.button(who.say("submissions.dry_run"), icon=":material/fact_check:", key="mend-dry")
        wet = st.button(who.say("submissions.mend"), icon=":material/merge:", type="primary", key="mend")
    if not dry and not wet:
        return
    upload = Upload((file.name, file.getvalue()) for file in sent)

    def work(report: Report) -> object:
        return desk.mend(upload.path, one.platform, one.as_of, dry_run=dry, progress=report)

    if wet:
        st.session_state[_TURN] = turn + 1
    jobs.start(desk.owner, "mend_dry" if dry else "mend", work, 2 + len(one.receipt().get("tables", ())))
    st.rerun()
