"""Handing in, step by step: files, what is in them, dry run, submission, build."""

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from pages.shared.reader import Reader
from pages.submissions_parts import common, editor, files, outcome, progress
from queries.handing import Desk, Sheet, Upload, jobs
from queries.handing.jobs import Report

_DRAFT, _TURN = "submissions_draft", "submissions_turn"
KINDS = ["zip", "csv", "tsv", "txt", "xlsx", "parquet", "gz", "toml"]
# The jobs that are begun here.
DOES = ("suggest", "dry_run", "submit", "build")


@dataclass
class Draft:
    """What is about to be handed in: files, for whom and when, and what each file seems to be."""

    platform: str
    as_of: date
    upload: Upload
    sheets: tuple[Sheet, ...] = ()
    checked: str = ""


def draw(who: Reader, desk: Desk) -> None:
    """The step that is next, with the job that runs or what came of the last one above it."""
    job = jobs.of(desk.owner)
    draft: Draft | None = st.session_state.get(_DRAFT)
    if job and job.kind in DOES and not progress.failed(who, job):
        if job.kind == "submit":
            st.session_state.pop(_DRAFT, None)
        if job.kind == "suggest":
            draft = st.session_state[_DRAFT] = job.result
            jobs.forget(desk.owner)
        elif outcome.draw(who, desk, job):
            return
    if draft is None:
        _files(who, desk)
        return
    _prepared(who, desk, draft)


def _files(who: Reader, desk: Desk) -> None:
    turn = st.session_state.setdefault(_TURN, 0)
    with st.container(horizontal=True, gap="medium"):
        platform = st.selectbox(
            who.say("submissions.platform"), desk.platforms, key="submissions_platform", width=280,
            format_func=lambda id: common.platform(who, id),
        )  # fmt: skip
        last = date.today().replace(day=1) - timedelta(days=1)
        as_of = st.date_input(
            who.say("submissions.as_of"), last, key="submissions_as_of", max_value=date.today(), width=180,
            format="YYYY-MM-DD",
        )  # fmt: skip
    sent = files.chosen(who, "files", KINDS, f"submissions_files_{turn}", help=who.say("submissions.files_help"))
    if sent and platform and isinstance(as_of, date) and st.button(
        who.say("submissions.look"), type="primary", key="submissions_look", icon=":material/search:"
    ):  # fmt: skip
        draft = Draft(platform, as_of, Upload((one.name, one.getvalue()) for one in sent))
        # The files are on disk now; a new widget lets go of the copy in memory.
        st.session_state[_TURN] = turn + 1
        jobs.start(desk.owner, "suggest", lambda report: _suggested(desk, draft, report))
        st.rerun()
    else:
        st.caption(who.say("submissions.files_note"))


def _suggested(desk: Desk, draft: Draft, report: Report) -> Draft:
    report(", ".join(draft.upload.names[:3]))
    draft.sheets = desk.suggest(draft.upload.path, draft.platform)
    return draft


def _prepared(who: Reader, desk: Desk, draft: Draft) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="draft"):
        st.markdown(
            f"**{common.platform(who, draft.platform)} · {common.day(draft.as_of)}** · "
            + who.say("submissions.draft_files", count=len(draft.upload.names)),
            width="stretch",
        )
        if st.button(who.say("submissions.start_over"), type="tertiary", icon=":material/close:", key="start-over"):
            _forget(desk)
            st.rerun()
    if desk.history(draft.platform, draft.as_of):
        st.info(who.say("submissions.replaces"), icon=":material/swap_horiz:")
    place = st.container()
    before = editor.revision()
    draft.sheets = editor.draw(who, draft.sheets)
    if editor.revision() != before:
        draft.checked = ""
        st.rerun()
    missing = [f"{common.table(who, one.table)} {name}" for one in draft.sheets for name in one.missing]
    with place:
        if not any(one.table for one in draft.sheets):
            st.warning(who.say("submissions.no_table"))
        elif missing:
            st.warning(who.say("submissions.missing", columns="、".join(missing)))
        else:
            as_is = all(editor.follows_contract(one) for one in draft.sheets)
            _buttons(who, desk, draft, "" if as_is else desk.mapping_text(draft.sheets, draft.platform))


def _buttons(who: Reader, desk: Desk, draft: Draft, mapping: str) -> None:
    with st.container(horizontal=True, gap="small"):
        if mapping and st.button(who.say("submissions.save_mapping"), icon=":material/save:", key="save-mapping"):
            name = desk.save_mapping(draft.platform, mapping)
            st.toast(who.say("submissions.mapping_saved", name=name))
        if st.button(who.say("submissions.dry_run"), icon=":material/fact_check:", key="dry-run"):
            _start(desk, draft, mapping, dry_run=True)
        checked = draft.checked == (mapping or "contract")
        if st.button(
            who.say("submissions.submit"), type="primary", icon=":material/upload:", key="submit",
            disabled=not checked, help=None if checked else who.say("submissions.dry_run_first"),
        ):  # fmt: skip
            _start(desk, draft, mapping, dry_run=False)
    if mapping:
        with st.expander(who.say("submissions.mapping_text")):
            st.code(mapping, language="toml")


def _start(desk: Desk, draft: Draft, mapping: str, *, dry_run: bool) -> None:
    kept = [one for one in draft.sheets if one.table]

    def work(report: Report) -> object:
        told = desk.submit(
            draft.upload.path, draft.platform, draft.as_of, mapping, dry_run=dry_run, progress=report
        )  # fmt: skip
        draft.checked = mapping or "contract"
        return told

    jobs.start(desk.owner, "dry_run" if dry_run else "submit", work, 2 * len(kept))
    st.rerun()


def _forget(desk: Desk) -> None:
    draft = st.session_state.pop(_DRAFT, None)
    if draft:
        draft.upload.close()
    jobs.forget(desk.owner)
