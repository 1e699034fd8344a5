"""The corpus: what platforms really send when something went wrong, and what they must be told.

A case is one handed-in folder or archive, the code of its problem, the file and line it must name, and a piece of the
English message. `held` cases keep the bad row back and store the rest; all others are refused whole.
"""

from __future__ import annotations

import gzip
import struct
import zipfile
from dataclasses import dataclass, field

import polars as pl

from tests.data.handing import LOANS, ROWS, SOUND, parquet, text_cells, workbook, zipped
from tests.data.hostile.sound import csv_text, with_parents


@dataclass(frozen=True)
class Case:
    """`files` by table name, as tests.data.handing.write takes them; `archive` is handed in as it is instead."""

    name: str
    code: str
    file: str
    line: int | None = None
    says: str = ""
    files: dict[str, str | bytes] = field(default_factory=dict)
    archive: bytes = b""
    mapping: str = ""
    held: bool = False


def held(code: str, table: str, says: str, **changed: str) -> Case:
    """One bad row (the fifth, on line 6) in an otherwise sound table."""
    files: dict[str, str | bytes] = {name: csv_text(name) for name in with_parents(table)}
    column = "+".join(f"{name}={value[:20]}" for name, value in changed.items())
    text = csv_text(table, 5, **changed)
    return Case(f"{table}:{column}", code, f"{table}.csv", 6, says, files | {table: text}, held=True)


def refused(
    name: str, code: str, says: str, line: int | None = None, file: str = "loans.csv", **files: str | bytes
) -> Case:
    """A folder that cannot be taken at all."""
    return Case(name, code, file, line, says, files)


def packed(name: str, code: str, says: str, archive: bytes, file: str = "handed.zip") -> Case:
    """An archive that cannot be taken at all."""
    return Case(name, code, file, None, says, archive=archive)


HELD = [
    held("bad_amount", "loans", "lots", principal="lots"),
    held("bad_amount", "loans", "NaN", principal="NaN"),
    held("bad_amount", "payments", "1,23", amount="1,23"),
    held("bad_amount", "loans", "(5", principal="(5"),
    held("amount_precision", "payments", "33.333", amount="33.333"),
    held("amount_too_large", "loans", "unit", principal="9" * 30),
    held("bad_number", "loans", "abc", annual_rate="abc"),
    held("bad_number", "loans", "inf", annual_rate="inf"),
    held("bad_number", "quality_checks", "88%", score="88%"),
    held("not_whole", "loans", "12.5", term_months="12.5"),
    held("bad_number", "loans", "twelve", term_months="twelve"),
    held("bad_date", "loans", "2024-02-30", originated_on="2024-02-30"),
    held("bad_date", "loans", "yesterday", originated_on="yesterday"),
    held("ambiguous_date", "payments", "05/03/2024", paid_on="05/03/2024"),
    held("ambiguous_date", "loans", "5.3.24", originated_on="5.3.24"),
    held("no_time", "contacts", "without a time", started_at="2024-04-15"),
    held("bad_time", "contacts", "25:00", started_at="2024-04-15 25:00:00"),
    held("ambiguous_time", "contacts", "15/04", started_at="15/04/2024 10:00"),
    held("bad_boolean", "contacts", "perhaps", connected="perhaps"),
    held("unknown_code", "contacts", "phone, ai_voice", channel="pigeon"),
    held("unknown_code", "loan_months", "written_off", status="逾期"),
    held("unknown_code", "complaints", "hotline_12378", intake="tv"),
    held("rounded_id", "loans", "scientific", loan_id="6.22202E+18"),
    held("bad_text", "loans", "control", product="fa\x07rm"),
    held("empty_value", "loans", "Fill it in", product=""),
    held("empty_value", "loans", "Fill it in", principal="   "),
    held("too_long", "loans", "64", loan_id="L" * 65),
    held("too_long", "outreach", "200", topic="长" * 201),
    held("stray_space", "loans", "line break", product="farm\nland"),
    held("not_above_minimum", "loans", "above 0", principal="0"),
    held("not_above_minimum", "loans", "above 0", principal="-1000"),
    held("below_minimum", "loans", "below", annual_rate="-0.1"),
    held("above_maximum", "loans", "most allowed", annual_rate="24"),
    held("below_minimum", "loans", "least allowed", term_months="0"),
    held("below_minimum", "loans", "1990", originated_on="1899-12-31"),
    held("after_as_of", "loans", "2024-06-30", originated_on="2024-07-01"),
    held("after_as_of", "payments", "as-of", paid_on="2050-01-01"),
    held("above_maximum", "complaints", "3", severity="4"),
    held("above_maximum", "trainings", "100", score="101"),
    held("below_minimum", "contacts", "0", duration_s="-5"),
    held("amount_zero", "payments", "zero", amount="0", principal_paid="0", interest_paid="0"),
    held("parts_exceed_amount", "payments", "parts", principal_paid="500"),
    Case("more paid than owed", "overpaid", "payments.csv", 6, "exceed",
         {"loans": csv_text("loans"), "instalments": csv_text("instalments"),
          "payments": csv_text("payments", 5, amount="5000", principal_paid="5000", interest_paid="0")}, held=True),
    held("schedule_not_principal", "instalments", "add up", principal_due="999"),
    held("not_month_end", "loan_months", "last day", month_end="2024-05-30"),
    held("not_month_end", "costs", "last day", month="2024-04-01"),
    held("lateness_unknown", "loan_months", "bucket", days_past_due=""),
    held("dates_out_of_order", "cases", "opened_on", closed_on="2024-03-01"),
    held("closed_without_reason", "cases", "", close_reason=""),
    held("dates_out_of_order", "agents", "hired_on", left_on="2019-01-01"),
    held("dates_out_of_order", "promises", "made_on", due_on="2024-01-01"),
    held("dates_out_of_order", "complaints", "received_at", first_reply_at="2024-01-01 00:00:00"),
    held("parent_missing", "payments", "loans", loan_id="L99"),
    held("parent_missing", "cases", "loans", loan_id="nobody"),
    held("parent_missing", "assignments", "agents", agent_id="A99"),
    held("parent_missing", "quality_checks", "contacts", contact_id="N99"),
    held("repeated_row", "loans", "copy", loan_id="L4", borrower_id="B4", originated_on="2024-01-04"),
    Case("ragged row", "ragged_row", "loans.csv", 4, "as many fields",
         {"loans": csv_text("loans").replace("L3,B3,", "L3,B3,,,")}, held=True),
    Case("short row", "ragged_row", "loans.csv", 11, "as many fields",
         {"loans": csv_text("loans").removesuffix(",0.24,12\n")}, held=True),
    Case("bad row after a field of three lines", "bad_amount", "loans.csv", 8, "many",
         {"loans": csv_text("loans", 5, principal="many").replace("L2,B2,530101,farm", 'L2,B2,530101,"f\na\nr"')
          .replace('"f\na\nr"', '"\nfarm\n"')}, held=True),
    Case("bad sheet row", "bad_date", "book.xlsx/loans", 6, "soon",
         {"book__xlsx": workbook(loans=text_cells(csv_text("loans", 5, originated_on="soon")))}, held=True),
    Case("bad parquet row", "bad_amount", "loans.parquet", 5, "lots",
         {"loans__parquet": parquet(pl.read_csv(csv_text("loans", 5, principal="lots").encode(), infer_schema=False))},
         held=True),
]  # fmt: skip

HEADERS_ZH = (
    "借据号,证件号码,乡镇代码,产品名称,放款日,放款金额（万元）,年利率,期数,"
    "1月余额（万元）,2月余额（万元）,3月余额（万元）,1月逾期天数,2月逾期天数,3月逾期天数\n"
)
FRAME = pl.read_csv(SOUND.encode(), infer_schema=False)
REFUSED = [
    refused("empty file", "empty_file", "is empty", loans=""),
    refused("file of blank lines", "empty_file", "is empty", loans="\n \n,,\n"),
    refused("file of a byte order mark", "empty_file", "is empty", loans=b"\xef\xbb\xbf"),
    refused("missing column", "missing_column", "principal", 1, loans=SOUND.replace("principal", "princpal")),
    refused("header below a title", "missing_column", "loan_id", 1, loans="2024年3月借据表\n" + SOUND),
    refused("no header", "missing_column", "loan_id", 1, loans="".join(ROWS)),
    refused("headers without names", "no_header", "column names", 1, loans="\"\",\"\"\nL1,B1\n"),
    refused("header twice", "duplicate_header", "stands twice", 1, loans=SOUND.replace("region_code", "Loan ID")),
    refused("quote never closed", "unclosed_quote", "never closed", 3, loans=SOUND.replace("L2", '"L2')),
    refused("quotes inside a field", "bad_quotes", "quote", 3, loans=SOUND.replace("L2,B2", '"L2"x,B2')),
    refused("null bytes", "null_bytes", "null bytes", 3, loans=SOUND.replace("L2", "L\0\0\0").encode()),
    refused("half UTF-8, half not", "broken_encoding", "UTF-8", 3,
            loans=SOUND.replace("L1", "借据一号").encode().replace(b"L2", b"\xe5\x80")),
    refused("neither UTF-8 nor GB18030", "broken_encoding", "GB18030", 4,
            loans=SOUND.encode().replace(b"L3", b"\xff\xff")),
    refused("odd UTF-16", "broken_encoding", "UTF-16", loans=b"\xff\xfe" + SOUND.encode("utf-16-le") + b"\0"),
    refused("picture named csv", "not_a_table", "Hand in CSV", loans=b"\x89PNG\r\n\x1a\n" + bytes(range(200))),
    refused("pdf named csv", "not_a_table", "Hand in CSV", loans=b"%PDF-1.7 loans"),
    refused("unknown table", "unknown_table", "lones", file="lones.csv", loans=SOUND, lones=SOUND),
    refused("only a text beside", "nothing_to_read", "loans", file="handed", readme__txt="our loans"),
    refused("an empty folder", "nothing_to_read", "loans", file="handed"),
    refused("no loans", "missing_table", "loans", file="", payments=csv_text("payments")),
    refused("names of people", "personal_header", "Personal data", 1, loans=SOUND.replace("region_code", "客户姓名")),
    refused("telephone numbers", "personal_header", "Personal data", 1,
            loans=SOUND.replace("region_code", "mobile_no")),
    refused("ID cards as borrower ids", "personal_content", "ID-card",
            loans=SOUND.replace("B1", "11010519491231002X").replace("B2", "440524188001010014")),
    refused("mobiles as borrower ids", "personal_content", "mobile",
            loans=SOUND.replace("B1", "13800138000").replace("B2", "19912345678")),
    refused("mobiles in a column nobody asked for", "personal_content", "mobile", loans=LOANS.replace("\n", ",x\n")
            + "".join(row.replace("\n", ",13800138000\n") for row in ROWS)),
    refused("mobiles as dialled numbers", "personal_content", "mobile", file="contacts.csv",
            **{name: csv_text(name) for name in with_parents("contacts")[:-1]},
            contacts=csv_text("contacts", 5, number_id="13912345678")),
    refused("too many bad rows", "too_many_bad_rows", "line 3, column principal", loans=SOUND.replace("2000.00", "x")),
    refused("another platform's rows", "wrong_platform", "p2", 3, loans=LOANS.replace("loan_id", "platform,loan_id")
            + f"p1,{ROWS[0]}p2,{ROWS[1]}p1,{ROWS[2]}"),
    refused("another platform's manifest", "wrong_platform", "p2", file="submission.toml", loans=SOUND,
            submission__toml='platform = "p2"'),
    refused("another date's manifest", "wrong_as_of", "2024-05-31", file="submission.toml", loans=SOUND,
            submission__toml='as_of = 2024-05-31'),
    refused("manifest that is no TOML", "bad_manifest", "cannot be read", file="submission.toml", loans=SOUND,
            submission__toml="platform: p1"),
    refused("truncated parquet", "bad_parquet", "damaged", file="loans.parquet", loans__parquet=parquet(FRAME)[:-20]),
    refused("parquet of nothing", "bad_parquet", "damaged", file="loans.parquet", loans__parquet=b"PAR1PAR1"),
    refused("parquet with a garbled page", "bad_parquet", "damaged", file="loans.parquet",
            loans__parquet=b"PAR1" + bytes(64) + parquet(FRAME)[68:]),
    refused("parquet with a page of minus many values", "bad_parquet", "damaged", file="loans.parquet",
            loans__parquet=parquet(FRAME).replace(b"\x15\x06", b"\x15\x47", 1)),
    refused("parquet with lists", "unsupported_type", "type of this column", file="loans.parquet",
            loans__parquet=parquet(FRAME.with_columns(pl.concat_list("product")))),
    refused("workbook cut short", "bad_zip", "damaged", file="loans.xlsx",
            loans__xlsx=workbook(loans=text_cells(SOUND))[:-200]),
    refused("workbook of empty sheets", "empty_file", "is empty", file="loans.xlsx",
            loans__xlsx=workbook(loans=[], x=[])),
    refused("sheet that is no table", "unknown_table", "sheet", file="book.xlsx/Summary",
            book__xlsx=workbook(loans=text_cells(SOUND), Summary=[["total", 3]])),
    refused("old or encrypted workbook", "old_workbook", ".xlsx without", file="loans.xlsx",
            loans__xlsx=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    refused("gzip cut short", "bad_zip", "damaged", file="loans.csv.gz",
            **{"loans.csv__gz": gzip.compress(SOUND.encode())[:-9]}),
    refused("zip in a folder", "nested_zip", "inside an archive", file="inner.zip",
            loans=SOUND, inner__zip=zipped(loans=SOUND)),
    Case("mapping for other headers", "missing_column", "loans.csv", 1, "ID", {"loans": SOUND}, mapping="uci_taiwan"),
    Case("hash without a key", "hash_key_missing", "", None, "COLLECTIONS_HASH_KEY",
         {"借据": (HEADERS_ZH + "1,2,3,4,5,6,7,8,9,10,11,12,13,14\n").encode("gb18030")}, mapping="example_zh"),
]  # fmt: skip


def _symlink(archive: zipfile.ZipFile) -> None:
    link = zipfile.ZipInfo("agents.csv")
    link.external_attr = 0o120777 << 16
    archive.writestr(link, "/etc/passwd")


def _many(archive: zipfile.ZipFile) -> None:
    for i in range(1_001):
        archive.writestr(f"loans_{i}.csv", LOANS)


def _claiming(size: int, archive: bytes) -> bytes:
    """The archive with another unpacked size written into its directory and its entry."""
    true = struct.pack("<I", len(SOUND))
    return archive.replace(true, struct.pack("<I", size))


def _flagged(archive: bytes) -> bytes:
    """The archive with the flag of encryption on its only entry."""
    local, central = archive.index(b"PK\x03\x04") + 6, archive.index(b"PK\x01\x02") + 8
    changed = bytearray(archive)
    changed[local] |= 1
    changed[central] |= 1
    return bytes(changed)


ONE = zipped(loans=SOUND)
ARCHIVES = [
    packed("zip bomb", "zip_bomb", "proportion", zipped(loans=SOUND + "\n" * 70_000_000)),
    packed("zip that claims to be huge", "zip_bomb", "MiB", _claiming(0xFFFFFFF0, ONE)),
    packed("zip that claims to be small", "bad_zip", "damaged", _claiming(10, ONE), file="handed.zip/loans.csv"),
    packed("zip that climbs", "zip_path", "..", zipped(lambda z: z.writestr("../loans.csv", SOUND))),
    packed("zip that climbs in Windows' way", "zip_path", "..",
           zipped(lambda z: z.writestr("a\\..\\..\\loans.csv", SOUND))),
    packed("zip with an absolute path", "zip_path", "/etc", zipped(lambda z: z.writestr("/etc/loans.csv", SOUND))),
    packed("zip with a drive", "zip_path", "C:", zipped(lambda z: z.writestr("C:/loans.csv", SOUND))),
    packed("zip with a link", "zip_path", "agents.csv", zipped(_symlink, loans=SOUND)),
    packed("zip with a password", "zip_encrypted", "password", _flagged(ONE)),
    packed("zip of too many files", "zip_too_many", "1001", zipped(_many)),
    packed("zip with a file twice", "zip_twice", "loans.csv",
           zipped(loans=SOUND, loanz=SOUND).replace(b"loanz", b"loans")),
    packed("zip cut short", "bad_zip", "damaged", ONE[: len(ONE) // 2]),
    packed("zip with a flipped byte", "bad_zip", "damaged", ONE[:60] + bytes([ONE[60] ^ 0xFF]) + ONE[61:],
           file="handed.zip/loans.csv"),
    packed("zip in a zip", "nested_zip", "Unpack", zipped(inner__zip=ONE), file="inner.zip"),
    packed("zip without tables", "nothing_to_read", "loans", zipped(readme__md="hello")),
    packed("gzip bomb in a zip", "zip_bomb", "proportion",
           zipped(**{"loans.csv__gz": gzip.compress(bytes(70_000_000))}), file="loans.csv.gz"),
]  # fmt: skip

CASES = [*HELD, *REFUSED, *ARCHIVES]
