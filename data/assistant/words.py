"""What headers, files and codes are called elsewhere: the lists of reference/headers.toml and vocabulary.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from data import reference
from data.contract import TABLES

_FOLDER = Path(reference.__file__).parent
_IN_BRACKETS = re.compile(r"[(\[{【][^)\]}】]*[)\]}】]")
_UNITS = re.compile(r"[(\[{【_\s]*(万元|万|千元|亿元|元|%|百分比)\s*[)\]}】]*\s*$")
_SUM = {"万元": 10_000, "万": 10_000, "千元": 1_000, "亿元": 100_000_000}
# Two names less alike than this have nothing to do with each other.
_ALIKE = 60
_TELLING = 3
_IDS = re.compile(r"(编号|编码|号码|代号)$")
_NOT = re.compile("[非不未无]")
# Where codes.toml has the names of a column's codes under another word.
_DIMENSIONS = {"source": "payment_source", "loan_months_status": "loan_status", "plans_status": "plan_status"} | {
    "category": "cost_category"
}


@cache
def _listed(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


def plain(header: str) -> str:
    """A header without width, case, units, what stands in brackets, and marks: what two spellings share."""
    text = unicodedata.normalize("NFKC", header).casefold()
    text = _UNITS.sub("", _IN_BRACKETS.sub("", text) or text) or text
    return _IDS.sub("号", " ".join(re.findall(r"[^\W_]+", text)))


def unit(header: str) -> int | str:
    """What a header says its amounts are counted in: 10000 for 万元; "%"; 1 where it says nothing."""
    text = unicodedata.normalize("NFKC", header)
    if "%" in text or "百分" in text:
        return "%"
    return next((times for word, times in _SUM.items() if re.search(rf"[(\[_【\s]{word}|{word}\s*$", text)), 1)


@cache
def names(table: str, column: str) -> tuple[dict[str, None], dict[str, None]]:
    """The contract's own names of a column, and what it is called elsewhere, as `plain` has them."""
    known = TABLES[table].columns()[column]
    own = dict.fromkeys((plain(column), plain(str((known.metadata or {})["zh"]))))
    lists = _listed("headers.toml")
    elsewhere = (*lists.get(table, {}).get(column, ()), *lists["any"].get(column, ()))
    return own, dict.fromkeys(map(plain, elsewhere))


def likeness(header: str, table: str, column: str) -> tuple[float, str]:
    """How much a header is like a column's names, from 0 to 1, and why: `why_name`, `why_synonym` or `why_alike`."""
    said = plain(header)
    own, elsewhere = names(table, column)
    if said in own:
        return 1.0, "why_name"
    if said in elsewhere:
        return 0.95, "why_synonym"
    known = [*own, *elsewhere]
    best = process.extractOne(said, known, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE)
    alike = (best[1] - 35) / 65 * 0.9 if best else 0.0
    # A Chinese header says what kind of thing it is at its end: 涉诉借款订单号 is an 订单号.
    ends = max((len(name) for name in known if _ends(said, name)), default=0)
    inside = 0.6 + 0.3 * ends / len(said) if ends else 0.0
    return (max(alike, inside), "why_alike") if alike or inside else (0.0, "")


def _ends(said: str, name: str) -> bool:
    return len(name) >= _TELLING and not name.isascii() and said.endswith(name)


def called(label: str, table: str) -> bool:
    """Whether the name of a file or sheet holds a word that tells the table."""
    said = plain(label)
    return any(plain(word) in said for word in _listed("headers.toml")["names"].get(table, ()))


def names_platform(header: str) -> bool:
    """Whether a header is one that tells the platform of each row."""
    return plain(header) in map(plain, _listed("headers.toml")["owner"]["platform"])


@cache
def vocabulary(table: str, column: str) -> Mapping[str, str]:
    """The contract's codes of a column by what is written for them, folded; empty where it has no codes."""
    lists: Mapping[str, Mapping[str, Any]] = _listed("vocabulary.toml")
    kind = TABLES[table].columns()[column].dtype
    name = next((one for one in (f"{table}_{column}", column) if one in lists), "")
    name = "yes_no" if str(kind) == "Boolean" else name
    codes = getattr(kind, "categories", None)
    found: dict[str, str] = {str(code).casefold(): str(code) for code in codes} if codes is not None else {}
    labels = reference.load().codes.get(_DIMENSIONS.get(name, name), {})
    for code, words in lists.get(name, {}).items():
        for word in (*labels.get(code, ()), *words):
            found.setdefault(folded(word), code)
    return found


def folded(word: str) -> str:
    """A code as it is compared: without width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def _holds(said: str, word: str) -> bool:
    """Whether a value holds a word and does not deny it."""
    return len(word) > 1 and not word.isascii() and word in said and not _NOT.search(said.replace(word, "", 1))


@cache
def code(written: str, table: str, column: str) -> str | None:
    """The contract's code for what is written, by the vocabulary or something very like it; None where unsure."""
    known, said = vocabulary(table, column), folded(written)
    if said in known:
        return known[said]
    best = process.extract(said, list(known), scorer=fuzz.ratio, score_cutoff=82, limit=2)
    meant = {known[word] for word, _, _ in best} or {known[word] for word in known if _holds(said, word)}
    return meant.pop() if len(meant) == 1 else None
