"""Work that takes a while: how far it is while it runs, and what went wrong with it."""

import streamlit as st

from pages.shared.reader import Reader
from pages.shared.text import harmless
from pages.submissions_parts import common
from queries.handing import WAITING, Desk, Job, jobs
from queries.handing.desk import tables

_WATCHED, _BEAT = "submissions_watched", 0.7


def watch(who: Reader, desk: Desk) -> bool:
    """Whether a job of the reader's runs; a bar follows it, and the whole screen is drawn again once it is over."""
    job = jobs.of(desk.owner)
    runs = job is not None and job.running
    st.session_state[_WATCHED] = runs
    # Always there, so that a beat that comes late still finds it.
    st.fragment(_bar, run_every=_BEAT if runs else None)(who, desk)
    return runs


def _bar(who: Reader, desk: Desk) -> None:
    job = jobs.of(desk.owner)
    if job is None or not job.running:
        if st.session_state.get(_WATCHED):
            st.session_state[_WATCHED] = False
            st.rerun()
        return
    st.progress(job.share, text=who.say(f"submissions.job_{job.kind}", step=step(who, job)))
    st.caption(who.say("submissions.goes_on"))


def step(who: Reader, job: Job) -> str:
    """What is worked on, in the reader's words: a file or table; of a build a platform or what follows them."""
    if not job.what or job.what == WAITING:
        return who.say(f"submissions.step_{job.what or 'begin'}")
    if job.kind == "build":
        platform, part, _ = job.what.partition(": ")
        return common.platform(who, platform) if part else who.say(f"submissions.step_{job.what}")
    return common.table(who, job.what) if job.what in tables() else harmless(job.what)


def failed(who: Reader, job: Job) -> bool:
    """Say why a job that is over came to nothing; whether it did."""
    if job.refused is not None:
        st.error(harmless(job.refused.message(who.language)), title=who.say("submissions.refused"))
    elif job.fault:
        st.error(who.say("error.body", id=job.fault), title=who.say("error.title"))
    return bool(job.refused or job.fault)
