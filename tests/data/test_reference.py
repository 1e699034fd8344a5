from itertools import combinations

import pytest

from data import contract
from data.reference import load

COUNTY = load()
CODE_LISTS = {
    "bucket": contract.BUCKETS,
    "loan_status": contract.LOAN_STATUSES,
    "close_reason": contract.CLOSE_REASONS,
    "payment_source": contract.PAYMENT_SOURCES,
    "channel": contract.CHANNELS,
    "direction": contract.DIRECTIONS,
    "party": contract.PARTIES,
    "outcome": contract.OUTCOMES,
    "plan_status": contract.PLAN_STATUSES,
    "cost_category": contract.COST_CATEGORIES,
    "intake": contract.INTAKES,
    "response": contract.RESPONSES,
    "loan_class": ("normal", "special_mention", "substandard", "doubtful", "loss"),
    "platform_kind": ("national", "local"),
}


def test_the_county_has_twelve_townships_twelve_platforms_and_six_products():
    assert (len(COUNTY.regions), len(COUNTY.platforms), len(COUNTY.products)) == (12, 12, 6)
    assert [platform.kind for platform in COUNTY.platforms.values()].count("national") == 5


def test_no_two_townships_share_a_map_tile():
    tiles = {(region.tile_row, region.tile_column) for region in COUNTY.regions.values()}
    assert len(tiles) == len(COUNTY.regions)


def test_the_tile_map_never_turns_north_into_south_or_west_into_east():
    for one, other in combinations(COUNTY.regions.values(), 2):
        if one.tile_row < other.tile_row:
            assert one.lat > other.lat, (one, other)
        if one.tile_column < other.tile_column:
            assert one.lon < other.lon, (one, other)


def test_the_tile_map_is_longer_than_wide_and_in_one_piece():
    tiles = {(region.tile_row, region.tile_column) for region in COUNTY.regions.values()}
    assert max(row for row, _ in tiles) > max(column for _, column in tiles)
    reached = {min(tiles)}
    for _ in tiles:
        reached |= {(r, c) for r, c in tiles if {(r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)} & reached}
    assert reached == tiles


@pytest.mark.parametrize("dimension", CODE_LISTS)
def test_every_code_has_a_label_in_both_languages_in_the_order_of_the_contract(dimension):
    labels = COUNTY.codes[dimension]
    assert list(labels)[: len(CODE_LISTS[dimension])] == list(CODE_LISTS[dimension])
    for zh, en in labels.values():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in zh) and en.isprintable() and en


def test_every_code_list_of_the_contract_is_labelled():
    lists = {name for name, value in vars(contract).items() if name.isupper() and isinstance(value, tuple)}
    lists -= {"REQUIRED_TABLES", "REFERENCES"}
    assert {id(getattr(contract, name)) for name in lists} <= {id(codes) for codes in CODE_LISTS.values()}


def test_labels_speak_the_language_asked_for():
    assert COUNTY.label("region", "420923100", "zh") == "城关镇"
    assert COUNTY.label("region", "420923100", "en") == "Chengguan"
    assert COUNTY.label("platform", "anhe_finance", "en") == "Anhe Consumer Finance"
    assert COUNTY.label("product", "farmer", "zh") == "农户贷"
    assert COUNTY.label("to_bucket", "M7+", "en") == COUNTY.label("bucket", "M7+", "en") == "M7+ over 180 days"


def test_values_nobody_registered_are_called_by_themselves_and_missing_ones_unknown():
    assert COUNTY.label("region", "999999", "zh") == "999999"
    assert COUNTY.label("no_such_dimension", "x", "en") == "x"
    assert COUNTY.label("region", None, "zh") == COUNTY.label("occupation", "unknown", "zh") == "未知"
    assert COUNTY.label("party", "unknown", "en") == "Not identified"


def test_events_come_in_order_with_the_spring_festivals_of_the_window():
    days = [event.on for event in COUNTY.events]
    assert days == sorted(days)
    assert [str(event.on) for event in COUNTY.events if event.name_zh == "春节"] == [
        "2024-02-10", "2025-01-29", "2026-02-17",
    ]  # fmt: skip


def test_another_county_is_another_folder(tmp_path, monkeypatch):
    for file in COUNTY.folder.iterdir():
        (tmp_path / file.name).write_text(file.read_text("utf-8").replace("城关镇", "新城镇"), "utf-8")
    monkeypatch.setenv("COLLECTIONS_REFERENCE", str(tmp_path))
    assert load().label("region", "420923100", "zh") == "新城镇"
    assert load(COUNTY.folder).label("region", "420923100", "zh") == "城关镇"
