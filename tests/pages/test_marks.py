"""What a click on a mark does to what is chosen: each case a link, the clicks, and the link they leave."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pages.shared import marks
from queries.access import Viewer

Chosen = dict[str, tuple[str, ...]]
MANAGER, REGULATOR = Viewer("manager", ("a", "b")), Viewer("regulator", None)


@pytest.mark.parametrize(
    ("viewer", "before", "clicked", "after"),
    [
        (MANAGER, {}, [("platform", "a")], {"platform": ("a",)}),
        (MANAGER, {"platform": ("a",)}, [("platform", "b")], {"platform": ("a", "b")}),
        (REGULATOR, {"platform": ("a",)}, [("platform", "b")], {"platform": ("b",)}),
        (MANAGER, {"platform": ("a", "b")}, [("platform", "a")], {"platform": ("b",)}),
        (MANAGER, {"month": ("2024-01",)}, [("month", "2024-02")], {"month": ("2024-02",)}),
        (REGULATOR, {"cell": ("x",)}, [("cell", "y")], {"cell": ("x", "y")}),
        (
            MANAGER,
            {"month": ("2024-01",), "bucket": ("m1",)},
            [("month", "2024-02"), ("bucket", "m1")],
            {"month": ("2024-02",), "bucket": ("m1",)},
        ),
        (MANAGER, {"month": ("2024-02",), "bucket": ("m1",)}, [("month", "2024-02"), ("bucket", "m1")], {}),
    ],
    ids=["first", "another", "another for a regulator", "again", "one month", "two cells", "a new pair", "pair again"],
)
def test_a_click_filters_and_a_second_takes_it_back(
    viewer: Viewer, before: Chosen, clicked: list[tuple[str, str]], after: Chosen, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = dict(before)
    monkeypatch.setattr(marks.link, "choices", lambda: now)
    monkeypatch.setattr(marks.drill, "choose", lambda name, values: now.update({name: tuple(values)}))
    monkeypatch.setattr(marks.reader, "current", lambda: SimpleNamespace(viewer=viewer))
    marks.pick(clicked)
    assert {name: values for name, values in now.items() if values} == after
