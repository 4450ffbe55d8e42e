"""Whether the domain in the From line stands behind a mail, as a mail server that we trust noted it.

Read from Authentication-Results (RFC 8601). The server must take away fields that came in under its
own name, as the RFC asks (section 5); of several only the topmost counts, for a sender can write
further ones below, never above.
"""

import re

import msgspec

from handrail.base.text import fold_case
from handrail.channels.email.parsing import headers

FIELD = "authentication-results"
TOKEN = re.compile(r"\\.|[\"();]|[^\\\"();]+|\\", re.DOTALL)
VERDICT = re.compile(r"\s*dmarc\s*=\s*([a-z]+)\b", re.IGNORECASE)
FOR_DOMAIN = re.compile(r"\bheader\.from\s*=\s*(?:[^\s@]*@)?([^\s]+)", re.IGNORECASE)
REJECT = re.compile(r"\b(?:p|policy\.dmarc)\s*=\s*reject\b", re.IGNORECASE)


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a sender: proven by a domain, denied by one that asks for refusal, or neither."""

    proven_by: str = ""
    denied_by: str = ""


NOTHING_KNOWN = Proof()


def proof(raw: bytes, *, sender: str, trusted: str) -> Proof:
    """What the server called `trusted` found out about the domain of `sender`; nothing without one."""
    domain = _domain(sender)
    if not trusted or not domain:
        return NOTHING_KNOWN
    fields, _ = headers.split_head(raw)
    for value in headers.all_of(fields, FIELD):
        text = headers.unfolded(value)
        if _server(text) == fold_case(trusted):
            return _read(text, domain)
    return NOTHING_KNOWN


def _server(text: str) -> str:
    """The name of who wrote the field; a version may follow it."""
    words = _parts(text)[0][0].split()
    return fold_case(words[0]) if words else ""


def _read(text: str, domain: str) -> Proof:
    """A domain is compared whole: a neighbour's pass says nothing about this one."""
    for plain, comments in _parts(text)[1:]:
        verdict, named = VERDICT.match(plain), FOR_DOMAIN.search(plain)
        if verdict is None or named is None or _same(named[1]) != domain:
            continue
        if verdict[1].lower() == "pass":
            return Proof(proven_by=domain)
        if verdict[1].lower() == "fail" and REJECT.search(f"{plain} {comments}"):
            return Proof(denied_by=domain)
        return NOTHING_KNOWN
    return NOTHING_KNOWN


def _parts(text: str) -> list[tuple[str, str]]:
    """The results, each as its bare words and its comments. What stands in quotes is left out: a
    sender chooses it, and could write a result of his own there."""
    parts: list[tuple[list[str], list[str]]] = [([], [])]
    quoted, depth = False, 0
    for found in TOKEN.finditer(text):
        token = found[0]
        if token == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif token in "()":
            depth = max(0, depth + (1 if token == "(" else -1))
        elif token == ";" and not depth:
            parts.append(([], []))
        else:
            parts[-1][1 if depth else 0].append(token)
    return [("".join(words), " ".join(comments)) for words, comments in parts]


def _domain(address: str) -> str:
    return _same(address.rpartition("@")[2]) if "@" in address else ""


def _same(domain: str) -> str:
    return fold_case(domain.strip().rstrip("."))
