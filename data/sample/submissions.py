"""The sample county as submissions on disk: one folder a platform, and what was planted beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import numpy as np
import polars as pl

from data.problems import Refused
from data.sample.books import instalments_table, loan_months_table, loans_table, payments_table, received
from data.sample.cases import assignments_table, cases_table, plans_table
from data.sample.complaints import complaints_table
from data.sample.contacts import contacts_table, draw_contacts, promises_table, quality_checks_table
from data.sample.county import LENDERS, Lender, loans_by_lender
from data.sample.frames import Folder
from data.sample.ledger import Ledger, case_costs_table
from data.sample.months import AS_OF, date_of, last_day
from data.sample.outreach import outreach_table
from data.sample.part import Part, draw_part
from data.sample.people import agent_ids, agents_table, trainings_table
from data.sample.staff import draw_staff
from data.sample.truths import truths

# Loans held in memory at once; their contacts take about 250 MB.
LOANS_A_PART = 20_000

Progress = Callable[[int, int], None]


def write(
    out: Path,
    loans: int = 20_000,
    seed: int = 1,
    on_progress: Progress | None = None,
    platforms: Collection[str] | None = None,
) -> None:
    """Write `loans` loans and all that belongs to them under `out`; the same seed gives the same frames.

    Of the county only `platforms`, where they are named: each as it is in the whole county of that size.
    `out/<platform>/` holds `submission.toml` and the contract's tables, `out/truths.json` what was planted.
    `on_progress` is told loans written and loans in all. Raises Refused for a platform the county does not have, and
    OSError where `out` cannot be written.
    """
    sizes = _sizes(loans, platforms)
    done, total = 0, sum(sizes.values())
    for position, lender in enumerate(LENDERS):
        for written in _write_lender(out / lender.id, lender, sizes.get(lender.id, 0), (seed, position)):
            done += written
            if on_progress is not None:
                on_progress(done, total)
    text = json.dumps(truths(loans, seed), ensure_ascii=False, indent=2)
    (out / "truths.json").write_text(text + "\n", encoding="utf-8")


def _sizes(loans: int, platforms: Collection[str] | None) -> dict[str, int]:
    whole = loans_by_lender(loans)
    if unknown := sorted(set(platforms or ()) - set(whole)):
        raise Refused("unknown_sample_platform", value=unknown[0], possible=", ".join(whole))
    return {id: size for id, size in whole.items() if platforms is None or id in platforms}


def _write_lender(path: Path, lender: Lender, size: int, seed: tuple[int, int]) -> Iterator[int]:
    """Writes one platform part by part; yields the loans of each."""
    if not size:
        return
    rng = np.random.default_rng([*seed, 0])
    staff = draw_staff(lender, size, rng)
    sizes = np.diff(np.linspace(0, size, -(-size // LOANS_A_PART) + 1).astype(int)).tolist()
    folder, ledger, people = Folder(path, len(sizes)), Ledger(staff), agent_ids(staff)
    (path / "submission.toml").write_text(_statement(lender), encoding="utf-8")
    folder.write("agents", agents_table(staff, rng))
    folder.write("trainings", trainings_table(staff, rng))
    folder.write("outreach", outreach_table(lender, seed))
    for number, loans in enumerate(sizes):
        rng = np.random.default_rng([*seed, number + 1])
        costs = _write_part(folder, draw_part(lender, staff, number, loans, rng), ledger, people, rng)
        if number + 1 == len(sizes):
            costs = pl.concat([costs, ledger.table(people)])
        folder.write("costs", costs, number + 1)
        yield loans


def _statement(lender: Lender) -> str:
    """Loans made before `reported_from` are there only if they were still running then."""
    first, as_of = date_of(int(last_day(1))), date_of(AS_OF)
    return f'platform = "{lender.id}"\nas_of = {as_of}\nreported_from = {first}\nsample = true\n'


def _write_part(
    folder: Folder, part: Part, ledger: Ledger, people: pl.Series, rng: np.random.Generator
) -> pl.DataFrame:
    """Writes a part's tables; its case costs are returned, as the ledger's last part holds more."""
    number = part.number + 1
    folder.write("loans", loans_table(part, rng), number)
    payments = received(part, rng)
    if part.lender.sends == "instalments":
        folder.write("instalments", instalments_table(part), number)
        folder.write("payments", payments_table(part, payments, rng), number)
    else:
        folder.write("loan_months", loan_months_table(part), number)
    folder.write("cases", cases_table(part), number)
    folder.write("assignments", assignments_table(part, people), number)
    folder.write("plans", plans_table(part, rng), number)
    contacts = draw_contacts(part, rng)
    folder.write("contacts", contacts_table(part, contacts, people), number)
    folder.write("promises", promises_table(part, contacts, rng), number)
    checks = quality_checks_table(part, contacts, people, rng)
    folder.write("quality_checks", checks, number)
    folder.write("complaints", complaints_table(part, contacts, rng), number)
    ledger.add(contacts, checks)
    return case_costs_table(part, payments)
