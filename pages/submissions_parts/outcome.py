"""What came of a dry run, a submission, a mend or a build; and the next step from there."""

import streamlit as st

from pages.shared.reader import Reader
from pages.submissions_parts import receipts
from queries.handing import Desk, Job, jobs
from queries.handing.jobs import Report

ENDS = ("submit", "mend", "build")


def draw(who: Reader, desk: Desk, job: Job) -> bool:
    """The receipt, or the version built. Whether that is all there is to see: after a dry run the draft comes next."""
    if job.kind == "build":
        st.success(who.say("submissions.built", version=job.result), icon=":material/check_circle:")
    else:
        receipts.summary(who, job.result)
    if job.kind not in ENDS:
        return False
    with st.container(horizontal=True, gap="small"):
        if job.kind != "build" and desk.is_behind():
            build_button(who, desk)
        if st.button(who.say("submissions.another"), key="another", icon=":material/add:"):
            jobs.forget(desk.owner)
            st.rerun()
    return True


def build_button(who: Reader, desk: Desk) -> None:
    """Bring the warehouse up to date."""
    if st.button(who.say("submissions.build"), type="primary", icon=":material/build:", key="build"):
        jobs.start(desk.owner, "build", lambda report: _built(desk, report))
        st.rerun()


def _built(desk: Desk, report: Report) -> str:
    return desk.build(lambda what, done, total: report(what, done, total))
