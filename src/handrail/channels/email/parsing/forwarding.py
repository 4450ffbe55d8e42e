# ruff: noqa: E501 — patterns and word lists read better unbroken
"""The mail that was passed on: an attached message, or the head and text a client put below."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from handrail.channels.email.parsing import headers
from handrail.channels.email.parsing.addresses import mailboxes
from handrail.channels.email.parsing.body import Body
from handrail.channels.email.parsing.mail import Address, Forwarded
from handrail.channels.email.parsing.replies import BEGIN_FORWARD, HEAD, HEAD_FROM, WROTE
from handrail.channels.email.parsing.structure import Part, leaves, tree

MOST_LINES = 10_000
LONGEST_HEAD = 40
LONGEST_FIELD = 2000
MOST_BYTES = 25 * 2**20

PASSED_ON = re.compile(
    r"\s*(?:\[[^\]]{1,60}\]\s*)?(?:fwd?|wg|wtr|tr|rv|enc|res?env|reenv|i|inoltr\w*|doorst|vs|vb|vl|pd|ds|továbbítás|转发|轉寄|转寄|転送|전달)\s*[:：]",
    re.IGNORECASE,
)
ANSWERS = re.compile(r"\s*(?:re|aw|antw|sv|odp|回复|回覆|答复|답장)\s*[:：]", re.IGNORECASE)
MARKED = re.compile(
    r"[\s>*_]*[-=_]{2,}[ *]*(?:forwarded (?:message|by|mail)|original message forwarded|weitergeleitete (?:nachricht|e-?mail)|"
    r"message (?:transféré|réexpédié)|mensaje reenviado|mensagem (?:encaminhada|reencaminhada)|"
    r"messaggio inoltrato|doorgestuurd bericht|vidarebefordrat meddelande|videresendt (?:melding|meddelelse)|"
    r"přeposlaná zpráva|wiadomość przekazana|пересылаемое сообщение|转发(?:的)?邮件|轉寄的郵件|転送(?:メッセージ|されたメール)|전달된 메일)[^\n]{0,80}",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|zadeva|тема|относно|tárgy|subiect|θέμα|konu|主题|主題|主旨|件名|제목)$",
    re.IGNORECASE,
)
MOMENT = re.compile(
    r"(?:sent|date|gesendet|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviada em|enviado em|fecha|data|inviato|data invio|"
    r"verzonden|skickat|dato|sendt|lähetetty|päivämäärä|wysłano|odesláno|отправлено|дата|发送时间|日期|寄件日期|送信日時|日時|보낸 날짜|날짜)$",
    re.IGNORECASE,
)
QUOTATION = re.compile(r"^[ \t]*> ?", re.MULTILINE)
LINKED = re.compile(r"\[?<?mailto:([^\s<>\]]{3,320})>?\]?", re.IGNORECASE)
ADDRESSED = re.compile(r"[<(\[]?([^\s<>()\[\]\"',;]{1,128}@[^\s<>()\[\]\"',;]{1,190})[>)\]]?")


def find(root: Part, *, subject: str, text: str) -> Forwarded | None:
    """The original, if this mail passes one on. An answer is none, whatever its history holds."""
    if ANSWERS.match(subject):
        return None
    attached = [part for part in leaves(root) if part.type in {"message/rfc822", "message/global"}]
    if len(attached) == 1 and (PASSED_ON.match(subject) or not text.strip() or len(text) < 4000):
        return _attached(attached[0].decoded()[:MOST_BYTES])
    return _below(text.split("\n")[:MOST_LINES], sure=PASSED_ON.match(subject) is not None)


def _attached(raw: bytes) -> Forwarded | None:
    root = tree(raw)
    boxes = mailboxes(headers.all_of(root.fields, "from"))
    if not boxes:
        return None
    said = headers.readable(headers.first(root.fields, "date"), most=200)
    subject = headers.readable(headers.first(root.fields, "subject"))
    return Forwarded(
        sender=boxes[0], subject=subject, text=Body(root).text, said=said, sent=moment(said)
    )


def _below(lines: list[str], *, sure: bool) -> Forwarded | None:
    """The head after a client's mark; without a mark, only where the subject says it is a forward."""
    for at, line in enumerate(lines):
        if len(line) < 200 and (MARKED.fullmatch(line) or BEGIN_FORWARD.fullmatch(line)):
            return _read(lines[at + 1 :])
        if HEAD_FROM.match(line) and ADDRESSED.search(line):
            return _read(lines[at:]) if sure else None
        if len(line) < 400 and WROTE.search(line) and ADDRESSED.search(line):
            # An answer's history begins here; what it holds was not passed on by this writer.
            return None
    return None


def _read(lines: list[str]) -> Forwarded | None:
    fields: dict[str, str] = {}
    read = 0
    for line in lines[:LONGEST_HEAD]:
        read += 1
        bare = QUOTATION.sub("", line).strip()
        found = HEAD.match(bare) if len(bare) < LONGEST_FIELD else None
        if found is not None:
            fields.setdefault(_kind(found["name"]), found["rest"].strip(" *_\t"))
        elif not bare and "from" in fields:
            break
        elif bare and not fields:
            return None
    return _forwarded(fields, lines[read:]) if "from" in fields and len(fields) > 1 else None


def _forwarded(fields: dict[str, str], rest: list[str]) -> Forwarded:
    said = fields.get("sent", "")[:200]
    return Forwarded(
        sender=_sender(fields["from"]), subject=fields.get("subject", "")[:2000],
        text=_unquoted(rest), said=said, sent=moment(said),
    )  # fmt: skip


def _kind(name: str) -> str:
    name = name.strip().lower()
    if HEAD_FROM.match(f"{name}:"):
        return "from"
    return "subject" if SUBJECT.match(name) else "sent" if MOMENT.match(name) else name


def _sender(value: str) -> Address:
    """`Ada <a@b>`, `Ada [mailto:a@b]`, or a name alone."""
    value = LINKED.sub(r"<\1>", value)
    found = ADDRESSED.search(value)
    if found is None:
        return Address(value.strip(" \"'")[:250], "")
    boxes = mailboxes([f"<{found[1]}>".encode()])
    name = value[: found.start()].strip(" \"'*_")[:250]
    return Address(name, boxes[0].address if boxes else "")


def _unquoted(lines: list[str]) -> str:
    """The original's words; the marks of quotation go where every line has one."""
    text = "\n".join(lines).strip("\n")
    if all(QUOTATION.match(line) for line in text.split("\n") if line.strip()):
        text = QUOTATION.sub("", text)
    return text.strip()


def moment(said: str) -> datetime | None:
    """A date as machines write it, in UTC; a client's own words for it give nothing."""
    try:
        read = parsedate_to_datetime(said)
        return read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
