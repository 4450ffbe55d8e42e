"""Bytes to text whatever the charset claims. Never raises, never loses a readable letter."""

import codecs
import re

from handrail.base.text import UNSTORABLE

# What mail calls a charset is often narrower than what it sends.
WIDER = {
    "us-ascii": "windows-1252", "ascii": "windows-1252", "iso-8859-1": "windows-1252",
    "latin1": "windows-1252", "latin-1": "windows-1252", "iso-8859-9": "windows-1254",
    "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "shift_jis": "cp932", "x-sjis": "cp932", "iso-2022-jp": "iso2022_jp_ext",
    "utf8": "utf-8", "unicode-1-1-utf-7": "utf-7", "x-mac-roman": "mac-roman",
    "windows-874": "cp874", "tis-620": "cp874", "x-unknown": "", "unknown-8bit": "",
    "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "cp-850": "cp850",
}  # fmt: skip
# Python's codecs also turn bytes into bytes; those are no charsets.
NO_CHARSETS = re.compile(
    r"base64|bz2|hex|quopri|rot|uu|zlib|zip|idna|punycode|escape|mbcs|oem|undefined"
)
ESCAPES_OF_ISO_2022 = re.compile(rb"\x1b[$(]")


def _codec(charset: str) -> str:
    name = WIDER.get(charset, charset)
    if not name or len(name) > 40 or NO_CHARSETS.search(name):
        return ""
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def decode(content: bytes, charset: str = "") -> str:
    """Text from bytes: by the charset named if it fits, else by the likeliest one."""
    claimed = _codec(charset.strip().strip("\"'").lower())
    if claimed.startswith(("utf-16", "utf-32", "utf-7", "iso2022")):
        return _storable(content.decode(claimed, "replace"))
    if ESCAPES_OF_ISO_2022.search(content) and content.isascii():
        return _storable(content.decode("iso2022_jp_ext", "replace"))
    for codec in ("utf-8", claimed):
        try:
            return _storable(content.decode(codec)) if codec else _guess(content)
        except (UnicodeDecodeError, ValueError):
            continue
    return _storable(content.decode(claimed, "replace")) if _is_wide(claimed) else _guess(content)


def _is_wide(codec: str) -> bool:
    """Of more bytes a letter: one broken byte does not spoil the rest."""
    return codec not in {"", "utf-8"} and not codec.startswith(("cp12", "iso8859", "mac"))


def _guess(content: bytes) -> str:
    """Text of an unnamed charset; nearly right beats unreadable. Every byte has a letter here."""
    text = content.decode("utf-8", "replace")
    if text.count("\ufffd") * 50 < len(text):
        return _storable(text)
    return _storable(content.decode("windows-1252", "replace"))


def _storable(text: str) -> str:
    return UNSTORABLE.sub("", text)
