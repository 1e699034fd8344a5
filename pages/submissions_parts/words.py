"""The one-line answer of the submissions screen."""

import polars as pl

from pages.shared import numbers
from pages.shared.reader import Reader
from pages.submissions_parts import common
from queries.handing import Desk


def answer(who: Reader, desk: Desk) -> str:
    """How many platforms handed in for the newest date, how late the last was, how much is held back."""
    found = desk.arrivals()
    if found.is_empty():
        return who.say("submissions.answer_none")
    last = found["as_of"].max()
    now = found.filter(pl.col("as_of") == last)
    held, rows = int(now["quarantined"].sum()), int(now["rows"].sum())
    said = [
        who.say("submissions.answer", day=common.day(last), count=now["platform"].n_unique()),  # type: ignore[arg-type]
        who.say(
            "submissions.answer_rows", rows=numbers.count(rows, who.language), held=numbers.count(held, who.language)
        ),
    ]
    latest = now["days"].max()
    if latest is not None:
        said.append(who.say("submissions.answer_days", days=numbers.count(latest, who.language)))  # type: ignore[arg-type]
    if desk.is_behind():
        said.append(who.say("submissions.answer_behind"))
    return "".join(said)
