"""What can be taken away of an exploration: its numbers, its pictures, and the code that asks for it anew."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import IO, cast

import streamlit as st

from pages.explore_parts import address, kinds, notebook
from pages.explore_parts.exported import Exported
from pages.explore_parts.stating import TYPES
from pages.shared import downloads, errors, link, numbers, picture, reader
from pages.shared.downloads import Progress
from pages.shared.reader import Reader
from pages.shared.text import listing
from queries import audit
from queries.dictionary import metric
from queries.explore.explored import Explored

# More values than these take a while to write: they are prepared first, with a bar that says how far it is.
LARGE = 100_000
_READY = "export_ready"
Write = Callable[[IO[bytes], Progress], None]


@st.fragment
def draw(who: Reader, explored: Explored) -> None:
    """A button with all of it behind it."""
    menu = st.popover(who.say("export.open"), icon=":material/download:", key="export-open", on_change="rerun")
    if menu.open:
        with menu, errors.guard(who.language):
            exported = Exported(who, explored)
            _data(exported)
            _pictures(exported)
            if who.viewer.role == "analyst":
                _code(exported)


def _data(exported: Exported) -> None:
    who = exported.who
    st.caption(who.say("export.data", count=numbers.count(exported.size, who.language)))
    writers: Mapping[str, Write] = {
        "csv": lambda file, told: downloads.write_csv(file, exported.cells(), exported.about(), told),
        "xlsx": lambda file, told: downloads.write_xlsx(file, exported.workbook(), told),
        "parquet": lambda file, told: _parquet(exported, file, told),
    }
    with st.container(horizontal=True, gap="small"):
        for form, write in writers.items():
            if exported.size > LARGE:
                _prepared(exported, form, write)
            else:
                _button(exported, form, partial(_at_once, write), _name(form))


def _name(form: str) -> str:
    return form.title() if form == "parquet" else form.upper()


def _button(exported: Exported, form: str, make: Callable[[], bytes], label: str) -> None:
    run = exported.run
    st.download_button(
        label,
        reader.giving(make, "export", what=run.metrics, by=run.by or None, format=form, cells=exported.size),
        f"explore_{'_'.join(run.metrics)[:60]}_{exported.who.warehouse.id}.{form}",
        TYPES[form], key=f"export-{form}", on_click="ignore",
    )  # fmt: skip


def _at_once(write: Write) -> bytes:
    with downloads.spooled(write, downloads.nothing) as file:
        return file.read()


def _parquet(exported: Exported, file: IO[bytes], told: Progress) -> None:
    file.write(downloads.as_parquet(exported.explored.cells, exported.about()))
    told(1.0)


def _prepared(exported: Exported, form: str, write: Write) -> None:
    """Written to a temporary file while the reader watches, and given once it is whole."""
    who, kept = exported.who, cast(dict[object, IO[bytes]], st.session_state.setdefault(_READY, {}))
    mark = (form, exported.run, who.settled, who.warehouse.id, who.language)
    if mark not in kept and st.button(who.say("export.prepare", form=_name(form)), key=f"prepare-{form}"):
        bar = st.progress(0.0)

        def told(done: float) -> None:
            bar.progress(
                done, who.say("export.preparing", form=_name(form), share=numbers.share(done, who.language, 0))
            )

        # One at a time of each form: what was prepared of something else before makes room.
        for other in [one for one in kept if cast(tuple[str, ...], one)[0] == form]:
            kept.pop(other).close()
        kept[mark] = downloads.spooled(write, told)
        st.rerun(scope="fragment")
    if mark in kept:
        _button(exported, form, partial(_whole, kept[mark]), who.say("export.ready", form=_name(form)))


def _whole(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _pictures(exported: Exported) -> None:
    who, run = exported.who, exported.run
    fitting = kinds.fitting(run.metrics, run.by)
    figure = next((kind for kind in fitting if kind == link.first(address.FIGURE)), fitting[0])
    if figure == "table":
        return
    st.caption(who.say("export.pictures"))
    about = exported.about()
    source = f"{who.warehouse.id} · {who.warehouse.as_of:%Y-%m-%d}"
    for id in run.metrics[: 1 if figure == "scatter" else None]:
        label = metric(id).short[who.language]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if len(run.metrics) > 1 and figure != "scatter":
                st.caption(label, width="content")
            saved = picture.buttons(
                f"chart-cut-{id}", metric(id).label[who.language], about[who.say("download.filters")], source,
                who.look.colors.background, who.look.colors.text, f"{id}_{who.warehouse.id}", place="-export",
            )  # fmt: skip
        if saved:
            with suppress(audit.NotRecorded):
                reader.noted("export", what=id, format=saved)


def _code(exported: Exported) -> None:
    who, run = exported.who, exported.run
    title = listing([metric(id).label[who.language] for id in run.metrics], who.language, limit=6)
    source = notebook.code(who.warehouse.id, who.settled, run, title)
    st.caption(who.say("export.notebook"), help=who.say("export.notebook_help"))
    st.code(source, language="python", height=220)
    st.download_button(
        who.say("export.notebook_file"),
        reader.giving(partial(notebook.notebook, source), "export", what=run.metrics, format="ipynb"),
        f"explore_{'_'.join(run.metrics)[:60]}.ipynb", "application/x-ipynb+json", key="export-ipynb",
        on_click="ignore",
    )  # fmt: skip
