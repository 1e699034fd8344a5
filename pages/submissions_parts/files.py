"""The field for files. Its own words are English only: the page puts the reader's in their place."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.shared.reader import Reader

MOST_MEGABYTES = 200


def chosen(who: Reader, text: str, kinds: Sequence[str], key: str, *, help: str | None = None) -> list[UploadedFile]:
    """The files somebody chose; the field is called by `submissions.<text>`."""
    choose = who.say("submissions.choose_files")
    limit = who.say("submissions.files_limit", megabytes=MOST_MEGABYTES)
    with st.container(key="files"):
        st.html(f"<style>.st-key-files {{ --choose: '{choose}'; --limit: '{limit}'; }}</style>")
        return st.file_uploader(
            who.say(f"submissions.{text}"), kinds, accept_multiple_files=True, key=key, help=help,
            max_upload_size=MOST_MEGABYTES,
        )  # fmt: skip
