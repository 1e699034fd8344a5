"""The bytes of a text file as UTF-8 with `\\n` line ends, whatever they were written in."""

from __future__ import annotations

import codecs

from data.problems import Refused

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LINE_ENDS = (b"\n", b"\r")
# So many characters that are sound UTF-8 do not come about by chance in GB18030.
_SURELY_UTF8 = 4


def to_utf8(data: bytes, file: str, encoding: str = "") -> bytes:
    """UTF-8 without byte order mark; raises Refused for what is no text or in no known encoding.

    `encoding` (a Python codec name) is taken at its word; otherwise UTF-8, UTF-16 or GB18030 is recognised.
    """
    text = _unmarked(data, file, encoding)
    if b"\0" in text:
        raise Refused("null_bytes", file=file, line=_line_of(text, text.index(b"\0")))
    return _line_ends(text)


def _unmarked(data: bytes, file: str, encoding: str) -> bytes:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], name, file)
    if encoding:
        return _decode(data, encoding, file)
    if b"\0" in data[:4096]:
        return _decode(data, _guess_utf16(data[:4096]), file)
    return _utf8_or_gb18030(data, file)


def _guess_utf16(head: bytes) -> str:
    """The byte order by where the zeros of ASCII characters stand; UTF-8 if they follow no order."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) * 10 > max(even, odd):
        return "utf-8"
    return "utf-16-be" if even > odd else "utf-16-le"


def _utf8_or_gb18030(data: bytes, file: str) -> bytes:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        if len(before.decode("utf-8")) and _foreign(before) >= _SURELY_UTF8:
            raise Refused("broken_encoding", file=file, line=_line_of(data, error.start), encoding="UTF-8") from None
        return _decode(data, "gb18030", file)
    return data


def _foreign(data: bytes) -> int:
    return sum(char > "\x7f" for char in data[-65536:].decode("utf-8", errors="ignore"))


def _decode(data: bytes, encoding: str, file: str) -> bytes:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line_of(data, error.start) if "16" not in encoding else None
        raise Refused("broken_encoding", file=file, line=line, encoding=encoding.upper()) from None
    private = next((char for char in text if "\ue000" <= char <= "\uf8ff"), None) if encoding == "gb18030" else None
    if private:
        line = text.count("\n", 0, text.index(private)) + 1
        raise Refused("broken_encoding", file=file, line=line, encoding="UTF-8, UTF-16, GB18030")
    return text.encode("utf-8")


def _line_ends(text: bytes) -> bytes:
    """A lone CR ends a line only in files that know no LF."""
    return text.replace(b"\r\n", b"\n") if b"\n" in text else text.replace(b"\r", b"\n")


def _line_of(data: bytes, position: int) -> int:
    head = data[:position]
    return max(head.count(end) for end in _LINE_ENDS) + 1
