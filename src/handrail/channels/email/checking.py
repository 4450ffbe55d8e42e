"""What speaks for the sender of a mail, found out by this desk itself: SPF, DKIM, ARC and DMARC.

SPF is pyspf's work, signatures and chains are dkimpy's. Here is what they are given, how long they may
take, and what their words come to for the domain of the From line (DMARC, see aligning.py). A name server
that does not answer proves nothing and stops nothing.
"""

import ipaddress
import logging
import re
from collections.abc import Iterable, Iterator
from functools import cache

import dns.resolver
import spf
from django.conf import settings
from dkim import ARC, DKIM, DKIMException
from dns.exception import DNSException

from handrail.channels.email.aligning import Shown, verdict
from handrail.channels.email.authentication import domain_of
from handrail.channels.email.parsing import headers
from handrail.tickets.origin import DENIED, NOTHING, PROVEN, UNPROVEN, Origin

# Seconds for one question to a name server, and for all of SPF's questions.
ONE_ANSWER, ALL_ANSWERS = 2, 6
MOST_SIGNATURES, MOST_HEAD = 5, 128 * 1024
# "from mail.example (mail.example [192.0.2.4]) by …": whoever handed the mail to the server that wrote it.
CLIENT = re.compile(r"^\s*from\s+(\S+)[^\[]*\[(?:IPv6:)?([0-9a-f.:]+)\]", re.IGNORECASE)

logger = logging.getLogger(__name__)


def check(raw: bytes, *, sender: str, envelope_from: str) -> Origin:
    """What SPF, DKIM, ARC and DMARC say of a mail from this sender. Asks name servers; never raises."""
    domain = domain_of(sender)
    if not domain or len(raw) - len(headers.split_head(raw)[1]) > MOST_HEAD:
        return NOTHING
    # One for all the libraries below; they ask whatever stands there.
    dns.resolver.default_resolver = _resolver(settings.HANDRAIL_DNS_SERVER)
    sent, signed = _spf(raw, envelope_from), list(_signatures(raw))
    word, policy = _dmarc(domain, [sent, *signed])
    found = {"spf": sent.word, "dkim": _of_several(signed), "dmarc": word, "arc": _arc(raw)}
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


def _spf(raw: bytes, envelope_from: str) -> Shown:
    """Whether the envelope's domain names the address that handed the mail in (RFC 7208)."""
    fields, _ = headers.split_head(raw)
    helo, client = _client(headers.all_of(fields, "received"))
    mail_from = envelope_from or headers.unfolded(headers.first(fields, "return-path")).strip(" <>")
    if not client or "@" not in mail_from:
        return Shown("spf", "none", domain_of(mail_from))
    try:
        word, _ = spf.check2(client, mail_from, helo, timeout=ONE_ANSWER, querytime=ALL_ANSWERS)
    except Exception:
        logger.info("SPF could not be asked for %s", mail_from, exc_info=True)
        word = "temperror"
    return Shown("spf", word, domain_of(mail_from))


def _client(received: Iterable[bytes]) -> tuple[str, str]:
    """(what it called itself, its address) of the outside machine that handed the mail to our side.

    The topmost Received that names a public address is the one our own server wrote.
    """
    for field in received:
        found = CLIENT.search(headers.unfolded(field[:2000]))
        try:
            address = ipaddress.ip_address(found[2]) if found else None
        except ValueError:
            continue
        if found and address and address.is_global:
            return found[1], str(address)
    return "", ""


def _signatures(raw: bytes) -> Iterator[Shown]:
    """The word on each signature (RFC 6376), up to some."""
    there = len(headers.all_of(headers.split_head(raw)[0], "dkim-signature"))
    for index in range(min(MOST_SIGNATURES, there)):
        signature = DKIM(raw, timeout=ONE_ANSWER)
        try:
            word = "pass" if signature.verify(idx=index) else "fail"
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


def _arc(raw: bytes) -> str:
    """Whether the chain of those who passed it on holds (RFC 8617); empty where there is none."""
    if not headers.first(headers.split_head(raw)[0], "arc-seal"):
        return ""
    try:
        found, _, _ = ARC(raw, timeout=ONE_ANSWER).verify()
    except DNSException:
        return "temperror"
    except Exception:
        logger.info("a chain could not be read", exc_info=True)
        return "fail"
    return bytes(found or b"none").decode()


def _dmarc(domain: str, shown: Iterable[Shown]) -> tuple[str, str]:
    try:
        return verdict(domain, shown, ask=_text_at)
    except DNSException:
        return "temperror", ""


def _text_at(name: str) -> list[str]:
    """The texts a name server has under a name; none where there is no such name. Raises DNSException."""
    try:
        answer = dns.resolver.resolve(name, "TXT", raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN:
        return []
    return [b"".join(line.strings).decode("utf-8", "replace") for line in answer.rrset or ()]
