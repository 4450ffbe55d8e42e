"""What speaks for the sender of a mail, as a mail server that we trust noted it.

Read from Authentication-Results (RFC 8601). The server must take away fields that came in under its
own name, as the RFC asks (section 5); of several only the topmost counts, for a sender can write
further ones below, never above. The verdict is DMARC's: it alone is about the From line. SPF, DKIM
and ARC are shown beside it.
"""

import re

from handrail.base.text import fold_case
from handrail.channels.email.parsing import headers
from handrail.tickets.origin import DENIED, NOTHING, PROVEN, UNPROVEN, Origin

FIELD = "authentication-results"
TOKEN = re.compile(r"\\.|[\"();]|[^\\\"();]+|\\", re.DOTALL)
METHOD = re.compile(r"\s*(spf|dkim|dmarc|arc)\s*=\s*([a-z]+)\b", re.IGNORECASE)
FOR_DOMAIN = re.compile(r"\bheader\.from\s*=\s*(?:[^\s@]*@)?([^\s]+)", re.IGNORECASE)
REJECT = re.compile(r"\b(?:p|policy\.dmarc)\s*=\s*reject\b", re.IGNORECASE)


def proof(raw: bytes, *, sender: str, trusted: str) -> Origin:
    """What the server called `trusted` found out about the domain of `sender`; nothing without one."""
    domain = domain_of(sender)
    if not trusted or not domain:
        return NOTHING
    fields, _ = headers.split_head(raw)
    for value in headers.all_of(fields, FIELD):
        text = headers.unfolded(value)
        if _server(text) == fold_case(trusted):
            return _read(text, domain, trusted)
    return NOTHING


def _server(text: str) -> str:
    """The name of who wrote the field; a version may follow it."""
    words = _parts(text)[0][0].split()
    return fold_case(words[0]) if words else ""


def _read(text: str, domain: str, trusted: str) -> Origin:
    """A domain is compared whole: a neighbour's pass says nothing about this one."""
    checks: dict[str, str] = {}
    said = UNPROVEN
    for plain, comments in _parts(text)[1:]:
        found = METHOD.match(plain)
        if found is None:
            continue
        method, verdict = found[1].lower(), found[2].lower()
        # Several signatures: one that holds is enough to be told.
        if checks.get(method) != "pass":
            checks[method] = verdict
        named = FOR_DOMAIN.search(plain)
        if (
            method == "dmarc"
            and named is not None
            and _same(named[1]) == domain
            and said == UNPROVEN
        ):
            said = _said(verdict, asks_refusal=bool(REJECT.search(f"{plain} {comments}")))
    return Origin(proof=said, domain=domain, checks=checks, checked_by=trusted)


def _said(verdict: str, *, asks_refusal: bool) -> str:
    if verdict == "pass":
        return PROVEN
    return DENIED if verdict == "fail" and asks_refusal else UNPROVEN


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


def domain_of(address: str) -> str:
    """The domain of an address, folded; empty if it has none."""
    return _same(address.rpartition("@")[2]) if "@" in address else ""


def _same(domain: str) -> str:
    return fold_case(domain.strip().rstrip("."))
