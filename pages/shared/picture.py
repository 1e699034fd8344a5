"""Saves a chart as PNG or SVG in the reader's browser: what is drawn on the screen, with its title and source."""

from pathlib import Path

import streamlit as st

_MOUNT = st.components.v2.component(
    "chart_picture",
    html='<div class="picture"><button type="button" data-kind="png">PNG</button>'
    '<button type="button" data-kind="svg">SVG</button></div>',
    css=Path(__file__).with_name("picture.css").read_text(encoding="utf-8"),
    js=Path(__file__).with_name("picture.js").read_text(encoding="utf-8"),
)


def buttons(
    chart: str, title: str, subtitle: str, source: str, background: str, ink: str, file_name: str, place: str = ""
) -> str | None:
    """Two buttons that save the chart drawn under the key `chart`; png or svg in the run after one was saved.

    `place` tells them apart from other buttons for the same chart.
    """
    result = _MOUNT(
        key=f"picture-{chart}{place}",
        data={
            "chart": chart,
            "title": title,
            "subtitle": subtitle,
            "source": source,
            "background": background,
            "ink": ink,
            "file": file_name,
        },
        on_saved_change=_nothing,
    )
    saved = result.saved
    return saved if saved in ("png", "svg") else None


def _nothing() -> None:
    """A run is wanted when a picture was saved, and no more."""
