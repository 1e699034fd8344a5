from __future__ import annotations

from pathlib import Path

from pages.shared import doors, menu, shell

PAGES = Path(shell.__file__).parents[1]


def test_every_screen_of_the_menu_has_a_file_words_and_an_address() -> None:
    names = [name for name, _ in menu.SCREENS]
    assert all((PAGES / f"{name}.py").exists() for name in names)
    assert [route.path for route in doors.ROUTES] == [f"/{name}" for name in names]


def test_the_page_is_told_where_its_server_is_before_it_starts_looking() -> None:
    page = doors._page()
    assert page.index("BACKEND_BASE_URL") < page.index("<script", page.index("BACKEND_BASE_URL"))
    assert page.count("BACKEND_BASE_URL") == 1
