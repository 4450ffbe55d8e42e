"""What speaks for the sender of a mail, found out by this desk itself: SPF, DKIM, ARC and DMARC.

SPF is pyspf's work, signatures and chains are dkimpy's. Here is what they are given, how long they may
take, and what their words come to for the domain of the From line (DMARC, see aligning.py). A name server
that does not answer proves nothing and stops nothing.
"""

import ipaddress
import logging
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import dns.exception
import dns.resolver
import spf
from django.conf import settings
from dkim import ARC, DKIM, DKIMException
from dns.exception import DNSException

from handrail.channels.email.aligning import Shown, verdict
from handrail.channels.email.authentication import domain_of
from handrail.channels.email.parsing import headers
from handrail.tickets.origin import DENIED, NOTHING, PROVEN, UNPROVEN, Origin

# Seconds for one question to a name server, for all of SPF's questions, and for all of a mail's.
ONE_ANSWER, ALL_ANSWERS, MOST_SECONDS = 2, 6, 10
MOST_SIGNATURES, MOST_SEALS, MOST_HEAD = 5, 10, 128 * 1024
# "from mail.example (mail.example [192.0.2.4]) by …": whoever handed the mail to the server that wrote it.
CLIENT = re.compile(r"^\s*from\s+(\S+)[^\[]*\[(?:IPv6:)?([0-9a-f.:]+)\]", re.IGNORECASE)

logger = logging.getLogger(__name__)


class Handed(NamedTuple):
    """How a mail came to us: its envelope, the machine that handed it to our listener, and how many of our
    own servers wrote a Received line into it before."""

    envelope_from: str
    peer: str
    hops: int


class Asker:
    """Asks one name server for the texts under a name, until the time for a whole mail is over."""

    def __init__(self, resolver: dns.resolver.Resolver) -> None:
        self.resolver = resolver
        self.deadline = time.monotonic() + MOST_SECONDS

    def texts(self, name: str) -> list[str]:
        """The texts; none where there is no such name. Raises DNSException."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise dns.exception.Timeout
        try:
            found = self.resolver.resolve(
                name, "TXT", raise_on_no_answer=False, lifetime=min(ONE_ANSWER, left)
            )
        except dns.resolver.NXDOMAIN:
            return []
        return [b"".join(line.strings).decode("utf-8", "replace") for line in found.rrset or ()]

    def key(self, name: bytes, timeout: int = ONE_ANSWER) -> bytes | None:
        """The same as dkimpy asks. Raises DNSException."""
        found = self.texts(name.decode("ascii", "replace"))
        return found[0].encode() if found else None


def check(raw: bytes, *, sender: str, handed: Handed) -> Origin:
    """What SPF, DKIM, ARC and DMARC say of a mail from this sender. Asks name servers; never raises."""
    domain = domain_of(sender)
    if not domain or len(raw) - len(headers.split_head(raw)[1]) > MOST_HEAD:
        return NOTHING
    resolver = _resolver(settings.HANDRAIL_DNS_SERVER)
    # pyspf asks whatever stands there.
    dns.resolver.default_resolver = resolver
    asker = Asker(resolver)
    sent, signed = _spf(raw, handed), list(_signatures(raw, asker))
    word, policy = _dmarc(domain, [sent, *signed], asker)
    found = {"spf": sent.word, "dkim": _of_several(signed), "dmarc": word, "arc": _arc(raw, asker)}
    said = {"pass": PROVEN, "fail": DENIED if policy == "reject" else UNPROVEN}.get(word, UNPROVEN)
    checks = {method: told for method, told in found.items() if told}
    return Origin(proof=said, domain=domain, checks=checks)


@cache
def _resolver(server: str) -> dns.resolver.Resolver:
    """The system's, or the one that is set, and an impatient one."""
    resolver = dns.resolver.Resolver(configure=not server)
    if server:
        address, _, port = server.rpartition(":")
        resolver.nameservers, resolver.port = [address], int(port)
    resolver.lifetime = ONE_ANSWER
    resolver.cache = dns.resolver.LRUCache()
    return resolver


def _spf(raw: bytes, handed: Handed) -> Shown:
    """Whether the envelope's domain names the address that handed the mail in (RFC 7208)."""
    fields, _ = headers.split_head(raw)
    helo, client = _client(headers.all_of(fields, "received"), handed)
    mail_from = handed.envelope_from or headers.unfolded(
        headers.first(fields, "return-path")
    ).strip(" <>")
    if not client or "@" not in mail_from:
        return Shown("spf", "none", domain_of(mail_from))
    try:
        word, _ = spf.check2(client, mail_from, helo, timeout=ONE_ANSWER, querytime=ALL_ANSWERS)
    except Exception:
        logger.info("SPF could not be asked for %s", mail_from, exc_info=True)
        word = "temperror"
    return Shown("spf", word, domain_of(mail_from))


def _client(received: Sequence[bytes], handed: Handed) -> tuple[str, str]:
    """(what it called itself, its address) of the outside machine that handed the mail to our side.

    A public machine that spoke to our own listener is the one. Else it is in the line that the outermost
    of our own servers wrote, and in no other: every line below was written by the sender. Empty where
    that line does not tell.
    """
    if handed.peer and _public(handed.peer):
        return "unknown", handed.peer
    own = received[handed.hops - 1 : handed.hops]
    found = CLIENT.search(headers.unfolded(own[0][:2000])) if own else None
    return (found[1], found[2]) if found and _public(found[2]) else ("", "")


def _public(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False


def _signatures(raw: bytes, asker: Asker) -> Iterator[Shown]:
    """The word on each signature (RFC 6376), up to some."""
    there = len(headers.all_of(headers.split_head(raw)[0], "dkim-signature"))
    for index in range(min(MOST_SIGNATURES, there)):
        signature = DKIM(raw, timeout=ONE_ANSWER)
        try:
            word = "pass" if signature.verify(idx=index, dnsfunc=asker.key) else "fail"
        except DNSException:
            word = "temperror"
        except DKIMException:
            word = "fail"
        except Exception:
            logger.info("a signature could not be read", exc_info=True)
            word = "permerror"
        named = signature.signature_fields.get(b"d", b"").decode("ascii", "replace")
        yield Shown("dkim", word, domain_of(f"@{named}"))


def _of_several(signatures: list[Shown]) -> str:
    words = [one.word for one in signatures]
    return "pass" if "pass" in words else next(iter(words), "none")


def _arc(raw: bytes, asker: Asker) -> str:
    """Whether the chain of those who passed it on holds (RFC 8617); empty where there is none."""
    seals = headers.all_of(headers.split_head(raw)[0], "arc-seal")
    if not seals:
        return ""
    if len(seals) > MOST_SEALS:
        return "fail"
    try:
        found, _, _ = ARC(raw, timeout=ONE_ANSWER).verify(dnsfunc=asker.key)
    except DNSException:
        return "temperror"
    except Exception:
        logger.info("a chain could not be read", exc_info=True)
        return "fail"
    return bytes(found or b"none").decode()


def _dmarc(domain: str, shown: Iterable[Shown], asker: Asker) -> tuple[str, str]:
    try:
        return verdict(domain, shown, ask=asker.texts)
    except DNSException:
        return "temperror", ""
