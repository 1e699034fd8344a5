"""The Python that gives the same numbers: an exploration as code for a notebook, asked through `queries` as here."""

import json
from dataclasses import fields
from datetime import date
from typing import Any

from queries.access import Viewer
from queries.explore.exploration import Exploration, Top

_CODE = '''"""{title}"""

from datetime import date

from queries.access import Viewer
from queries.explore.exploration import Exploration, Top
from queries.explore.explored import explore
from queries.warehouse import open_version

warehouse = open_version({version!r})
viewer = {viewer}
exploration = {exploration}
found = explore(warehouse, viewer, exploration)
found.cells
'''


def code(version: str, viewer: Viewer, exploration: Exploration, title: str) -> str:
    """A cell of a notebook that asks the same; `exploration` is one whose period is settled."""
    said = title.replace("\\", " ").replace('"', "'")
    own = f"Viewer({viewer.role!r}, {viewer.platforms!r})"
    return _CODE.format(title=said, version=version, viewer=own, exploration=_written(exploration))


def notebook(source: str) -> bytes:
    """A notebook of that one cell."""
    cell: dict[str, object] = {
        "cell_type": "code", "id": "explore", "metadata": {}, "execution_count": None, "outputs": [],
        "source": source.splitlines(keepends=True),
    }  # fmt: skip
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    whole = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _written(exploration: Exploration) -> str:
    """What is not as usual, one line each."""
    usual = Exploration(())
    chosen = {one.name: getattr(exploration, one.name) for one in fields(exploration)}
    lines = [f"    {name}={_value(value)},\n" for name, value in chosen.items() if value != getattr(usual, name)]
    return f"Exploration(\n{''.join(lines)})"


def _value(value: Any) -> str:
    if isinstance(value, date):
        return f"date({value.year}, {value.month}, {value.day})"
    return f"Top({value.dimension!r}, {value.count!r})" if isinstance(value, Top) else repr(value)
