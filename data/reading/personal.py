"""Personal data has no place in a submission: recognised by header and by content, or turned into a keyed hash."""

from __future__ import annotations

import hashlib
import hmac
import os
import re

import polars as pl

from data.problems import Refused
from data.reading.raw import key
from data.reading.values import tidy

KEY_VARIABLE = "COLLECTIONS_HASH_KEY"
SHORTEST_KEY = 16
# Columns that may carry a pseudonym of a person or a telephone number.
HASHED = ("borrower_id", "number_id")
_PEOPLE = (
    "borrower|customer|client|debtor|user|contact|guarantor|relative|agent|collector|employee|staff"
    "|full|real|first|last|given|family|sur"
)
_HEADERS = re.compile(
    rf"(?:(?:{_PEOPLE})?_?names?|(?:.*_)?(?:phone|mobile|telephone|tel|cell|cellphone|msisdn|wechat|qq)(?:_?(?:no|num|number))?"
    r"|(?:.*_)?(?:id_?card|identity_?card|passport|ssn|national_id|id_?(?:no|num|number))(?:_?(?:no|num|number))?"
    r"|(?:.*_)?(?:e_?mail|addr(?:ess)?)(?:_\d)?"
    r"|.*(?:姓名|身份证|身份證|证件号|證件號|手机|手機|电话号|联系电话|联系方式|住址|地址|邮箱|微信|银行卡|护照).*|名字|电话|(?:客户|借款人|联系人)名称?)",
    re.IGNORECASE,
)
_MOBILE = r"^(?:\+?86-?)?1[3-9]\d{9}$"
_ID_CARD = r"^[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]$"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_SAMPLE = 2_000
_DOMINATES = 0.2


def named_personal(header: str) -> bool:
    """Whether a header names a person, a telephone, an identity document or an address."""
    return _HEADERS.fullmatch(key(header)) is not None


def refuse_content(series: pl.Series, file: str, header: str, known_id: bool) -> None:
    """Raises Refused where ID-card or mobile numbers dominate a column of text.

    Ids of the contract (`known_id`) are whatever the platform numbers its loans with: there only ID-card numbers
    with a right check digit count.
    """
    sample = _sample(series)
    if sample.is_empty():
        return
    cards = sample.filter(sample.str.contains(_ID_CARD))
    right = sum(map(_check_digit_right, cards)) if known_id else len(cards)
    mobiles = 0 if known_id else int(sample.str.contains(_MOBILE).sum())
    if max(right, mobiles) > _DOMINATES * len(sample):
        raise Refused("personal_content", file=file, column=header)


def _sample(series: pl.Series) -> pl.Series:
    filled = series.drop_nulls()
    if filled.dtype.is_integer() or isinstance(filled.dtype, (pl.Categorical, pl.Enum)):
        filled = filled.gather_every(max(1, len(filled) // _SAMPLE)).cast(pl.String)
    if filled.dtype != pl.String:
        return pl.Series([], dtype=pl.String)
    return tidy(filled.gather_every(max(1, len(filled) // _SAMPLE))).drop_nulls()


def _check_digit_right(number: str) -> bool:
    """ISO 7064 MOD 11-2, as GB 11643 asks of ID-card numbers."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK_DIGITS[total % 11] == number[-1].upper()


def hash_key() -> bytes:
    """The key from the environment; raises Refused where it is missing or too short to protect anything."""
    value = os.environ.get(KEY_VARIABLE, "")
    if len(value) < SHORTEST_KEY:
        raise Refused("hash_key_missing", value=KEY_VARIABLE, limit=SHORTEST_KEY)
    return value.encode()


def hashed(text: pl.Series) -> pl.Series:
    """HMAC-SHA256 of each text in hex; the same person gets the same hash whatever the width or case of the letters."""
    secret = hash_key()
    unique = text.drop_nulls().unique()
    digests = {value: hmac.new(secret, _canonical(value), hashlib.sha256).hexdigest() for value in unique}
    return text.replace_strict(digests, default=None, return_dtype=pl.String)


def _canonical(value: str) -> bytes:
    return key(value).replace("_", "").upper().encode()
