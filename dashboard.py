"""The door. `python -m streamlit run dashboard.py` serves the screens; every answer carries the house's headers."""

import streamlit as st

if __name__ == "__main__":
    from pages.shared import shell

    shell.run()
else:
    from pages.shared import ahead, doors, headers, way_back
    from queries import warming

    warming.begin()
    ahead.begin()
    app = st.App(__file__, routes=doors.ROUTES, middleware=[*headers.MIDDLEWARE, *way_back.MIDDLEWARE])
