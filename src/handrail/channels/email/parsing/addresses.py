"""Reading address headers in one pass, whatever they hold: no recursion, no going back."""

import re

from handrail.base.text import INVISIBLE
from handrail.channels.email.parsing.headers import unfolded, words_decoded
from handrail.channels.email.parsing.mail import Address

MOST_ADDRESSES = 5000
MOST_BYTES = 2**18
TOKEN = re.compile(
    r'=\?[^?\s]{1,80}\?[bBqQ]\?[^?\s]*\?=|"(?:[^"\\]|\\.)*"|[()<>,;:]|(?:[^"()<>,;:=]|=(?!\?))+|["=]',
    re.DOTALL,
)
ADDRESS = re.compile(
    r"[^\s@\"(),:;<>\[\]\\]{1,128}@(?:[\w-]{1,63}\.)*[\w-]{1,63}|[^\s@\"(),:;<>\[\]\\]{1,64}@\[[\d.a-fA-F:]{3,50}\]"
)
QUOTED_LOCAL = re.compile(r'"[^"\\\s]{1,64}"@(?:[\w-]{1,63}\.)*[\w-]{1,63}')
MESSAGE_ID = re.compile(r"<([^<>\s]{1,990})>")
MOST_IDS = 200


def mailboxes(values: list[bytes]) -> list[Address]:
    """Every mailbox of the given header values; what is none keeps its words as the name."""
    found: list[Address] = []
    for value in values:
        for signs in _pieces(unfolded(value[:MOST_BYTES])):
            box = _mailbox(signs)
            if box is not None:
                found.append(box)
            if len(found) >= MOST_ADDRESSES:
                return found
    return found


def _pieces(text: str) -> list[list[str]]:
    """Tokens of each mailbox: cut at commas, group marks dropped, comments taken out."""
    pieces: list[list[str]] = [[]]
    depth, angle = 0, False
    for match in TOKEN.finditer(text):
        sign = match[0]
        depth, in_comment = _depth(sign, depth)
        if in_comment:
            continue
        angle = sign == "<" or (angle and sign != ">")
        if sign in ",;" or (sign == ":" and not angle):
            # A group's name stands before its colon and is nobody's mailbox.
            pieces = [*pieces[:-1], []] if sign == ":" and not _has_at(pieces[-1]) else _cut(pieces)
        else:
            pieces[-1].append(sign)
    return [signs for signs in pieces if signs]


def _cut(pieces: list[list[str]]) -> list[list[str]]:
    if pieces[-1]:
        pieces.append([])
    return pieces


def _has_at(signs: list[str]) -> bool:
    return any("@" in sign for sign in signs)


def _depth(sign: str, depth: int) -> tuple[int, bool]:
    """How deep in comments we are after this sign, and whether it belongs to one."""
    if sign == "(":
        return depth + 1, True
    if sign == ")" and depth:
        return depth - 1, True
    return depth, depth > 0


def _mailbox(signs: list[str]) -> Address | None:
    if "<" in signs:
        at = signs.index("<")
        end = signs.index(">", at) if ">" in signs[at:] else len(signs)
        inside, around = signs[at + 1 : end], signs[:at] + signs[end + 1 :]
        address = valid("".join(inside).rpartition(":")[2])
        name = _name(around)
        return Address(name or ("" if address else "".join(inside).strip()), address)
    whole = "".join(signs).strip()
    address = valid(whole)
    name = "" if address else _name(signs)
    return Address(name, address) if name or address else None


def _name(signs: list[str]) -> str:
    words = [t[1:-1].replace('\\"', '"') if t[:1] == '"' and len(t) > 1 else t for t in signs]
    name = words_decoded(" ".join(w.strip() for w in words if w.strip()))
    return INVISIBLE.sub("", name).strip(" '\"")[:250]


def valid(text: str) -> str:
    """The address if it is one that can be written to, else nothing. Encoded words are undone."""
    text = words_decoded(text.strip())
    whole = ADDRESS.fullmatch(text) or QUOTED_LOCAL.fullmatch(text)
    return text[:320] if whole and len(text) <= 320 else ""


def message_ids(value: bytes) -> list[str]:
    """The ids a threading header names, with their brackets, in order, each once, the newest kept."""
    ids = [f"<{found}>" for found in MESSAGE_ID.findall(unfolded(value))]
    return list(dict.fromkeys(ids))[-MOST_IDS:]


def message_id(value: bytes) -> str:
    """The id of this mail, or nothing: `<>` and blanks are no ids."""
    ids = message_ids(value[:4096])
    bare = unfolded(value[:4096])
    if ids:
        return ids[0]
    return f"<{bare}>" if "@" in bare and not re.search(r"[\s<>]", bare) else ""
