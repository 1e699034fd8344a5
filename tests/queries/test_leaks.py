"""An attacker with a regulator's rights, over a county in which most cells are small: metrics by pairs of dimensions.

`COLLECTIONS_EVERY_PAIR=1` asks all pairs instead of some.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import fastexcel
import polars as pl
import pytest
from typer.testing import CliRunner

from data.store import Store
from pages.shared import downloads
from queries.__main__ import app
from queries.access import Viewer
from queries.benchmark import benchmark
from queries.dictionary import Component, Metric, dictionary
from queries.filters import NO_FILTERS, Filters, month_end, parse_day
from queries.metrics import ask
from queries.questions import ask_question
from queries.refusals import AskRefused
from queries.warehouse import Warehouse
from tests.queries import county
from tests.queries.attack import Cell, Knowledge, parts_of, said
from tests.queries.policy import follows_the_policy, leaves_few

EXACT, GUARDED = Viewer("manager", county.FOUR), Viewer("regulator", None)
EVERY = bool(os.environ.get("COLLECTIONS_EVERY_PAIR"))


def dimensions(one: Metric) -> list[str]:
    return sorted(one.dimensions - GUARDED.hidden)


def some(found: Sequence[Any], at_most: int) -> Sequence[Any]:
    chance = random.Random(str(found[:1]))  # the same in every worker and order of tests
    return found if EVERY or len(found) <= at_most else chance.sample(found, at_most)


def both(warehouse: Warehouse, one: Metric, by: Sequence[str], filters: Filters = NO_FILTERS) -> Iterator[Any]:
    """The rows told and the exact ones, side by side; none where no table can answer."""
    try:
        shown = ask(warehouse, GUARDED, [one.id], by, filters).frame
    except AskRefused as refused:
        assert refused.code == "cannot_combine"
        return
    exact = ask(warehouse, EXACT, [one.id], by, filters).frame
    assert shown.select(by).equals(exact.select(by))
    yield from zip(shown.to_dicts(), exact.to_dicts(), strict=True)


def test_every_cell_of_every_metric_follows_the_policy(small: Warehouse) -> None:
    hidden: Counter[str] = Counter()
    for one in dictionary().values():
        pairs = [(), *((d,) for d in dimensions(one)), *itertools.combinations(dimensions(one), 2)]
        for by in some(pairs, 3):
            for shown, exact in both(small, one, by):
                follows_the_policy(one, shown, exact)
                hidden[shown[f"{one.id}__masked"]] += 1
    assert set(hidden) == {None, "small", "base", "dominated", "complement"}


def lasts(part: Component) -> bool:
    """Whether what it counts may be there in several months."""
    return part.adds_up != "flow" or part.kind == "distinct"


def test_filters_tell_no_more_than_splits(small: Warehouse) -> None:
    """Neither of what is kept nor of what is left out."""
    left_out = 0
    for one in some(list(dictionary().values()), 45):
        pairs = itertools.permutations(sorted(one.filterable - GUARDED.hidden - {"day"}), 2)
        for dimension, by in some(list(pairs), 1):
            values = [row[dimension] for row, _ in both(small, one, [dimension]) if row[dimension] is not None]
            # A month is no part of what may be there in several: it is told by month as well, and adds up to nothing.
            of_months = dimension == "month" and all(lasts(part) for part in one.components)
            whole = {exact[by]: exact for _, exact in both(small, one, [by]) if not of_months}
            for value in some(values, 2):
                for shown, exact in both(small, one, [by], Filters.of({dimension: [str(value)]})):
                    follows_the_policy(one, shown, exact)
                    left_out += leaves_few(one, exact, whole.get(exact[by], exact))
                    assert not leaves_few(one, exact, whole.get(exact[by], exact)) or shown[one.id] is None
    assert left_out


@pytest.mark.parametrize("id", ["cases", "loans", "active_borrowers"])
def test_what_lasts_is_told_of_a_month_as_in_a_split_by_month(small: Warehouse, id: str) -> None:
    one = dictionary()[id]
    assert all(lasts(part) for part in one.components)
    for by in ([], *([split] for split in ("platform", "team") if split in one.dimensions)):
        told: dict[Any, list[Any]] = {}
        for row, _ in both(small, one, ["month", *by]):
            told.setdefault(row.pop("month"), []).append(row)
        for month, rows in told.items():
            alone = [row for row, _ in both(small, one, by, Filters.of({"month": [f"{month:%Y-%m}"]}))]
            assert alone == rows


def test_units_behind_an_amount_make_no_rows_of_their_own(small: Warehouse) -> None:
    """Payments have no channel and stay whole: where there are payments only, nothing is said of cost either."""
    phone, one = Filters.of({"channel": ["phone"]}), dictionary()["cost_per_yuan_recovered"]
    assert len(list(both(small, one, ["agency"], phone))) == 4
    assert len(list(both(small, dictionary()["cash_recovered"], ["agency"]))) == 5


COUNTED = [one for one in dictionary().values() if one.unit == "count" and one.numerator == one.id or one.id == "loans"]


def gathered(warehouse: Warehouse, one: Metric, dims: Sequence[str]) -> tuple[Knowledge, dict[Cell, int]]:
    """All there is to know of a metric from totals, splits by one and two dimensions, filters and ranges."""
    known, true = Knowledge(), {}
    asked: list[tuple[tuple[str, ...], Filters]] = [((), NO_FILTERS)]
    asked += [(by, NO_FILTERS) for n in (1, 2) for by in itertools.combinations(dims, n)]
    if "month" in dims:
        asked += [((), Filters.of({"month": [f"{month:%Y-%m}"]})) for month in warehouse.months]
    for by, filters in asked:
        fixed: Cell = frozenset((d, str(month_end(parse_day(v[0])))) for d, v in filters.where)
        for shown, exact in both(warehouse, one, by, filters):
            if exact[one.id] is not None:
                cell = fixed | {(d, str(shown[d])) for d in by}
                true[cell] = int(exact[one.id])
                known.learn(cell, said(shown[one.id], shown[f"{one.id}__masked"]))
    return known, true


def test_nobody_can_work_out_a_hidden_number_from_all_the_others(small: Warehouse) -> None:
    """Not even from totals, neighbours, other splits and single months together: at least two values stay possible."""
    widths: Counter[int] = Counter()
    for one in some([one for one in COUNTED if one.component(one.numerator).kind == "sum"], 4):
        dims = some([d for d in dimensions(one) if d != "day"], 5)
        known, true = gathered(small, one, dims)
        before = dict(known.bounds)
        known.reckon(parts_of(true, lasting=one.component(one.numerator).adds_up != "flow"))
        for cell, (low, high) in known.bounds.items():
            assert low <= true[cell] <= high
            if before[cell][1] - before[cell][0] + 1 >= 7:
                widths[int(min(high - low + 1, 8))] += 1
    assert sum(widths.values()) > 100
    assert min(widths) >= 2
    assert sum(n for width, n in widths.items() if width < 5) <= sum(widths.values()) * 0.05
    if EVERY:
        print("possible values left to hidden numbers:", dict(sorted(widths.items())))


def test_ranges_and_their_differences_are_as_rounded_as_their_ends(small: Warehouse) -> None:
    """The difference of two ranges is known to within the rounding of both, or not at all."""
    months = small.months
    for id in ("complaints", "written_off_loans", "cash_received", "originated_loans"):
        one, ends = dictionary()[id], [(n, len(months) - back) for n in (1, 3, 6) for back in (1, 2)]
        for length, end in ends:
            within = Filters.of({}, months[end - length + 1], months[end])
            for shown, exact in both(small, one, (), within):
                follows_the_policy(one, shown, exact)
        with pytest.raises(AskRefused) as caught:
            ask(small, GUARDED, [id], (), Filters.of({}, months[1], months[2]))
        assert caught.value.code == "range_of_months"


def test_sets_that_overlap_cannot_be_asked_for(small: Warehouse) -> None:
    for dimension, values in (("region", ["420923100", "420923101"]), ("platform", list(county.FOUR[:2]))):
        for id in ("loans", "complaints"):
            with pytest.raises(AskRefused) as caught:
                ask(small, GUARDED, [id], ["bucket"], Filters.of({dimension: values}))
            assert caught.value.code == "one_value_at_a_time"
        with pytest.raises(AskRefused) as caught:
            ask_question(small, GUARDED, "overdue/buckets", Filters.of({dimension: values}))
        assert caught.value.code == "one_value_at_a_time"


def test_no_person_is_named(small: Warehouse) -> None:
    named = [one.id for one in dictionary().values() if "agent" in one.dimensions]
    assert named
    for id in named:
        for by, filters in ((["agent"], NO_FILTERS), ([], Filters.of({"agent": ["x"]}))):
            with pytest.raises(AskRefused) as caught:
                ask(small, GUARDED, [id], by, filters)
            assert caught.value.code == "people_hidden"


def test_a_benchmark_needs_three_others_and_follows_the_policy(small: Warehouse) -> None:
    own = Viewer("manager", county.FOUR[:1])
    others = Viewer("manager", county.FOUR[1:])
    for id in ("loans", "complaints", "par30_count", "balance"):
        frame = benchmark(small, own, id, ["month"])
        assert frame is not None
        exact = {row["month"]: row for row in ask(small, others, [id], ["month"]).frame.to_dicts()}
        for row in frame.to_dicts():
            follows_the_policy(dictionary()[id], row, exact[row["month"]])
        each = ask(small, others, [id], ["month", "platform"]).frame.drop_nulls(id)
        counted = dict(each.group_by("month").len().iter_rows())
        assert all(counted[month] >= 3 for month in frame.drop_nulls(id)["month"])
    assert benchmark(small, Viewer("manager", county.FOUR[:2]), "loans", ["month"]) is None
    assert benchmark(small, Viewer("analyst", county.FOUR[:1]), "loans", ["month"]) is None
    assert benchmark(small, own, "loans", ["platform"]) is None


def secrets(warehouse: Warehouse, id: str, by: Sequence[str]) -> tuple[pl.DataFrame, set[str]]:
    """An answer as told, and the exact amounts it hides, as anybody would write them."""
    shown = ask(warehouse, GUARDED, [id], by).frame
    exact = ask(warehouse, EXACT, [id], by).frame
    names = [id, f"{id}__numerator", f"{id}__denominator"]
    found = {str(value) for name in names for value in exact[name].drop_nulls() if isinstance(value, Decimal)}
    return shown, {value for value in found if Decimal(value) % 100}


def test_no_exact_amount_is_in_a_download_or_on_the_command_line(
    small: Warehouse, tiny: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECTIONS_STORE", str(tiny.root))
    for id, by in (("balance", ["region", "product"]), ("cost_per_case", ["month"]), ("cash_received", ["platform"])):
        shown, kept = secrets(small, id, by)
        assert kept
        book = downloads.as_xlsx(shown, {}, [], ["a", "b", "c"], ["", "", "", ""])
        sheet = fastexcel.read_excel(book).load_sheet("a").to_polars().select(pl.selectors.numeric())
        cells = {f"{value:.2f}" for column in sheet.get_columns() for value in column.drop_nulls()}
        assert not kept & cells
        texts = [downloads.as_csv(shown, {}).decode()]
        for form in ("csv", "json", "table"):
            result = CliRunner().invoke(app, [id, "--by", ",".join(by), "--role", "regulator", "--format", form])
            assert result.exit_code == 0
            texts.append(result.output)
        assert not {value for value in kept for text in texts if value in text}


def test_the_command_line_prints_stars_and_says_how_many(
    small: Warehouse, tiny: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECTIONS_STORE", str(tiny.root))
    words = ["complaints", "--by", "region,month", "--role", "regulator", "--language", "en"]
    answer = ask(small, GUARDED, ["complaints"], ["region", "month"])
    table = CliRunner().invoke(app, [*words, "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert [row["complaints"] == "*" for row in rows] == answer.frame["complaints__masked"].is_not_null().to_list()
    assert f"{answer.masked} cells are hidden: 1 to 7 units" in table.stderr
    told = json.loads(CliRunner().invoke(app, [*words, "--format", "json"]).stdout)
    assert [row.get("complaints__masked") for row in told] == answer.frame["complaints__masked"].to_list()
    assert all(row["complaints"] is None for row in told if "complaints__masked" in row)
