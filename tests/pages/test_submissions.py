"""The submissions screen: for whom, in which language, and that nobody reaches what is not theirs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from data.problems import Refused
from data.store import Store
from pages.shared import errors
from pages.shared.axes import Look
from pages.shared.reader import Reader
from pages.shared.text import Language, entries
from pages.shared.theme import LIGHT
from pages.submissions_parts import progress
from queries import audit, audit_check
from queries.access import Viewer
from queries.handing import WAITING, Desk, Upload, jobs, uploads
from queries.refusals import AskRefused
from queries.warehouse import open_current
from tests import patience
from tests.data.handing import LOANS, write, zipped
from tests.pages.conftest import LANGUAGES, Open
from tests.pages.test_overdue import words
from tests.queries import county

TABS = ("calendar", "hand_in", "receipts", "quarantine", "versions")
AS_OF = dt.date(2026, 10, 31)
CSV = LOANS + "".join(f"L{n},B{n},420923100,P,2024-01-05,1000.00,0.24,12\n" for n in range(12))


@pytest.fixture
def own(full: Store, tmp_path: Path) -> Store:
    """A store of one's own, to be written to."""
    return county.own(full, tmp_path / "store")


def desk(store: Store, role: str, *platforms: str) -> Desk:
    return Desk(Viewer(role, platforms or None), "li", store)


def events(store: Store) -> list[str]:
    return [str(one["event"]) for one in audit_check.last(audit.folder(store), 50)]


@pytest.mark.parametrize("role", ["manager", "operator"])
@pytest.mark.parametrize("kind", ["full", "partial"])
def test_every_part_opens_for_whoever_hands_in_and_in_both_languages(
    kind: str, role: str, look_at: Open, request: pytest.FixtureRequest
) -> None:
    store = request.getfixturevalue(kind)
    offered = TABS[: 4 if role == "manager" else 5]
    for place, tab in enumerate(offered if kind == "full" else offered[::3]):
        language = LANGUAGES[(place + (role == "manager")) % 2]
        app = look_at(store, {"role": role, "lang": language, "tab": tab}, screen="submissions")
        assert app.title[0].value == {"zh": "数据报送", "en": "Submissions"}[language]
        said = words(app)
        assert ("家平台" if language == "zh" else "handed in") in said


@pytest.mark.parametrize("role", ["analyst", "regulator"])
def test_others_are_refused_with_a_sentence_and_not_by_hiding(role: str, full: Store, look_at: Open) -> None:
    assert "报送由平台管理人员和系统操作员办理" in words(look_at(full, {"role": role}, screen="submissions"))
    with pytest.raises(AskRefused) as refused:
        desk(full, role, *([county.BY_DAYS] if role == "analyst" else []))
    assert refused.value.code == "handing_not_for_role" and refused.value.code in audit.FOR_ROLE


def test_a_manager_sees_and_touches_own_platforms_only(own: Store, look_at: Open, tmp_path: Path) -> None:
    app = look_at(own, {"role": "manager", "own": county.BY_BUCKET}, screen="submissions")
    assert list(app.dataframe[0].value["平台"]) == ["涢畔小贷"]
    mine, theirs = desk(own, "manager", county.BY_BUCKET), own.submissions(county.BY_DAYS)[0]
    assert {one.platform for one in mine.submissions()} == {county.BY_BUCKET} == set(mine.platforms)
    place, before = write(tmp_path / "x", loans=CSV), events(own)
    for reach in (
        lambda: mine.history(county.BY_DAYS, AS_OF),
        lambda: mine.faults(theirs),
        lambda: mine.export(theirs, pl.DataFrame(), "zh", "xlsx"),
        lambda: mine.difference(mine.submissions()[0], theirs),
        lambda: mine.suggest(place, county.BY_DAYS),
        lambda: mine.mappings(county.BY_DAYS),
        lambda: mine.save_mapping(county.BY_DAYS, ""),
        lambda: mine.saved(county.BY_DAYS),
        lambda: mine.submit(place, county.BY_DAYS, AS_OF, dry_run=True),
        lambda: mine.mend(place, county.BY_DAYS, AS_OF, dry_run=False),
    ):
        with pytest.raises(AskRefused) as refused:
            reach()
        assert refused.value.code == "platform_not_yours"
    for only_operators in (mine.versions, lambda: mine.roll_back(own.versions()[0].id)):
        with pytest.raises(AskRefused) as refused:
            only_operators()
        assert refused.value.code == "operator_only"
    assert events(own) == before


def test_what_is_done_is_noted_and_what_cannot_be_noted_is_not_done(
    own: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, place = desk(own, "operator"), write(tmp_path / "x", loans=CSV)
    assert mine.submit(place, county.BY_DAYS, AS_OF, dry_run=True).dry_run
    receipt = mine.submit(place, county.BY_DAYS, AS_OF, dry_run=False)
    assert receipt.stored == 12 and mine.is_behind()
    version, before = mine.build(), own.versions()[-1].id
    assert not mine.is_behind() and version != before
    assert mine.roll_back(before) == before == (current := own.current()) and current or current.id == before  # type: ignore[union-attr]
    noted = events(own)
    assert noted[-4:] == ["submission", "submission", "build", "rollback"]

    def fail(*_: object, **__: object) -> None:
        raise audit.NotRecorded("submission")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(AskRefused):
        mine.submit(place, county.BY_BUCKET, AS_OF, dry_run=False)
    assert len(own.submissions(county.BY_BUCKET)) == 1


def test_the_difference_is_told_by_key(own: Store, tmp_path: Path) -> None:
    mine = desk(own, "operator")
    mine.submit(write(tmp_path / "a", loans=CSV), county.BY_DAYS, AS_OF, dry_run=False)
    changed = CSV.replace("L3,B3,420923100,P", "L3,B3,420923100,Q").replace("L5,", "L50,")
    mine.submit(write(tmp_path / "b", loans=changed), county.BY_DAYS, AS_OF, dry_run=False)
    first, second = mine.history(county.BY_DAYS, AS_OF)
    assert mine.difference(first, second).rows() == [("loans", 12, 12, 1, 1, 1)]
    assert [one.number for one, _ in mine.receipts()][:2] in ([2, 1], [1, 2])


def test_the_calendar_says_when_what_came(own: Store, tmp_path: Path, look_at: Open) -> None:
    mine = desk(own, "manager", county.BY_DAYS)
    mine.submit(write(tmp_path / "a", loans=CSV), county.BY_DAYS, AS_OF, dry_run=False)
    last = mine.arrivals().filter(pl.col("as_of") == AS_OF).row(0, named=True)
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
    assert (last["table"], last["rows"], last["share"]) == ("loans", 12, 0.0)
    assert abs(last["days"] - (today - AS_OF).days) <= 1
    app = look_at(own, {"role": "manager", "own": county.BY_DAYS}, screen="submissions")
    by_month = app.dataframe[1].value
    assert {"2024-09", "2025-01", "2026-10"} <= set(by_month.columns)
    assert by_month["2025-01"].isna().all()


def test_work_goes_on_without_a_page_and_says_what_went_wrong(own: Store) -> None:
    owner = desk(own, "operator").owner

    def fails(report: jobs.Report) -> None:
        report("one")
        raise Refused("empty_file", file="a.csv")

    job = jobs.start(owner, "dry_run", fails, 4)
    assert job.thread is not None
    job.thread.join(patience.SECONDS)
    assert (job.refused is not None and job.refused.code, job.share, job.running) == ("empty_file", 0.25, False)
    jobs.forget(owner)
    assert jobs.of(owner) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_a_job_is_told_in_the_readers_words(own: Store, language: Language, tmp_path: Path) -> None:
    mine, steps = desk(own, "operator"), [""]
    mine.submit(write(tmp_path / "a", loans=CSV), county.BY_DAYS, AS_OF, dry_run=False)
    mine.build(lambda what, done, total: steps.append(what))
    opened = open_current(own)
    assert opened is not None
    who = Reader(language, Look(LIGHT, language), Viewer("operator", None), opened)
    told = [progress.step(who, jobs.Job("build", what=what)) for what in steps]
    assert told[-3:] == [who.say(f"submissions.step_{step}") for step in ("warehouse", "checks", "publish")]
    assert not [one for one in told if "_" in one or ":" in one or "{" in one]
    for kind in ("build", "submit"):
        assert progress.step(who, jobs.Job(kind, what=WAITING)) == who.say("submissions.step_waiting")
    assert progress.step(who, jobs.Job("submit", what="loans")) == {"zh": "借据", "en": "Loans"}[language]
    assert progress.step(who, jobs.Job("submit", what="a: b.xlsx")) == "a: b.xlsx"


@pytest.mark.parametrize(
    "name", ["..", "a\x00b.csv", "", ".hidden", "a\u202etxt.csv", "x" * 200 + ".csv", "C:evil", "dir/.."]
)
def test_hostile_names_are_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        Upload([(name, b"x")])
    assert refused.value.code == "bad_file_name"


def test_files_stay_in_their_folder_and_go_when_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Upload([("../../etc/loans.csv", b"x"), ("..\\b.csv", b"y")])
    folder = one.path
    assert sorted(path.name for path in folder.iterdir()) == ["b.csv", "loans.csv"]
    del one
    assert not folder.exists()
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 100)
    for files, code in (
        ([("a.zip", zipped(loans=CSV))], "too_large"),
        ([("a.csv", b""), ("A.csv", b"")], "zip_twice"),
        ([("a.zip", zipped(lambda archive: archive.writestr("../x.csv", "1")))], "zip_path"),
    ):
        with pytest.raises(Refused) as refused:
            Upload(files)
        assert refused.value.code == code


def test_every_job_and_table_has_its_words() -> None:
    kinds = ("suggest", "dry_run", "submit", "mend", "mend_dry", "build")
    assert {f"submissions.job_{kind}" for kind in kinds} | {f"submissions.tab_{tab}" for tab in TABS} <= set(entries())
    assert errors.FOR_ROLE is audit.FOR_ROLE
