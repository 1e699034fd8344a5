"""The house keeps its shape: who imports whom is import-linter's; these are the walls it cannot see."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(path for folder in ("data", "queries", "pages") for path in (ROOT / folder).rglob("*.py"))
TOP_LEVEL = {
    "dashboard.py", "pages", "queries", "data", "tests", "requirements.txt", "README.md",
    "Makefile", "pyproject.toml", ".streamlit", ".ci", ".gitignore", ".gitattributes",
}  # fmt: skip


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [Path(line) for line in listed.stdout.splitlines()]


def imported(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def users_of(library: str) -> set[str]:
    return {
        str(path.relative_to(ROOT)) for path in SOURCES if any(name.split(".")[0] == library for name in imported(path))
    }


def test_only_the_owners_names_stand_at_the_top() -> None:
    assert {path.parts[0] for path in tracked()} <= TOP_LEVEL


# Runs analysts' own statements in a process that never sees the warehouse: it must not share that door.
SANDBOX = "queries/sql/jail.py"


def test_duckdb_has_one_door_for_reading_and_one_for_writing() -> None:
    assert users_of("duckdb") <= {"queries/warehouse.py", "data/build.py", "data/store.py", SANDBOX}


def test_the_sandbox_knows_nothing_of_the_house() -> None:
    houses = {name.split(".")[0] for name in imported(ROOT / SANDBOX)} & {"data", "queries", "pages"}
    assert houses == set()


def test_streamlit_stays_in_the_pages() -> None:
    assert all(path.startswith("pages/") for path in users_of("streamlit"))


LISTS = {"data/contract.py"}  # one list, read from top to bottom


def test_no_file_grows_past_three_hundred_lines() -> None:
    long = {str(p): n for p in tracked() if p.suffix == ".py" and (n := len((ROOT / p).read_text().splitlines())) > 300}
    assert set(long) <= LISTS


def test_sql_files_open_with_what_they_answer() -> None:
    questions = [path for path in tracked() if path.suffix == ".sql"]
    assert questions
    assert all((ROOT / path).read_text(encoding="utf-8").startswith("--") for path in questions)


def test_nothing_names_a_host_to_download_from() -> None:
    hosts = re.compile(r"pypi\.org|pythonhosted|npmjs|registry\.|deb\.debian|cdn\.|unpkg|jsdelivr|googleapis", re.I)
    named = [
        str(path)
        for path in tracked()
        if path.suffix in {".py", ".toml", ".txt", ".md", ".sql", ""}
        and path != Path("tests/test_house.py")
        and hosts.search((ROOT / path).read_text(encoding="utf-8", errors="ignore"))
    ]
    assert not named
