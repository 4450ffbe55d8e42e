"""DMARC (RFC 7489): whether what SPF and DKIM have shown is about the domain in the From line.

Pure but for the question to a name server, which the caller answers.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from publicsuffixlist import PublicSuffixList

Ask = Callable[[str], list[str]]
STRICT = "s"


class Shown(NamedTuple):
    """What a method has shown: "spf" or "dkim", its word, and the domain it is about."""

    method: str
    word: str
    domain: str


def verdict(domain: str, shown: Iterable[Shown], *, ask: Ask) -> tuple[str, str]:
    """(pass, fail or none; what the domain asks to be done with a fail), for the From line's domain.

    `ask` gives the texts under a name. Whatever it raises goes on to the caller.
    """
    rules = _rules(domain, ask=ask)
    if not rules:
        return "none", ""
    for one in shown:
        strict = rules.get("aspf" if one.method == "spf" else "adkim") == STRICT
        if one.word == "pass" and _aligned(one.domain, domain, strict=strict):
            return "pass", rules["p"]
    return "fail", rules["p"]


def _rules(domain: str, *, ask: Ask) -> dict[str, str]:
    """What the domain publishes, or else its organisation's for domains below it (section 6.6.3)."""
    own = _published(domain, ask=ask)
    home = organisation(domain)
    if own or home == domain:
        return own
    inherited = _published(home, ask=ask)
    return {**inherited, "p": inherited.get("sp", inherited["p"])} if inherited else {}


def _published(domain: str, *, ask: Ask) -> dict[str, str]:
    """The tags of the one record; several, or one without a policy, count as none."""
    records = [text for text in ask(f"_dmarc.{domain}") if text.lower().startswith("v=dmarc1")]
    if len(records) != 1:
        return {}
    tags = (part.partition("=") for part in records[0].split(";"))
    found = {name.strip().lower(): value.strip().lower() for name, _, value in tags}
    return found if "p" in found else {}


def _aligned(shown: str, domain: str, *, strict: bool) -> bool:
    if not shown:
        return False
    return shown == domain if strict else organisation(shown) == organisation(domain)


def organisation(domain: str) -> str:
    """The domain that somebody registered: one label below a public suffix (section 3.2)."""
    return str(_suffixes().privatesuffix(domain) or domain)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
