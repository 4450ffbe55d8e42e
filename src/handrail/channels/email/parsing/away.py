# ruff: noqa: E501 — word lists read better unbroken
"""Away notes that no header betrays: a short answer whose writer says to be away, and asks for nothing.

Taken for a person's own mail in doubt: a note too many on a ticket is harmless, a request lost is not.
"""

import re

# A note is short; who writes more has something to say.
LONGEST = 900
REPLY = re.compile(
    r"\s*(?:re|aw|sv|vs|odp|antw|r|res|rif|ynt|回复|回覆|答复|返信)\s*[:：]", re.IGNORECASE
)
SAYS = re.compile(
    r"(?:\bi(?:[’']m| am| will be)(?: currently| now| presently)? (?:out of (?:the )?office|on (?:annual |parental |maternity |sick )?(?:leave|vacation|holidays?)|away from (?:the|my) (?:office|desk))\b"
    r"|\bich bin (?:\w+ ){0,2}?(?:bis |ab |vom )?(?:[\w. ]{0,30}?)(?:nicht im (?:büro|hause)|außer haus|im urlaub|abwesend)\b"
    r"|\bje (?:suis|serai) (?:actuellement |absente? et )?(?:absente?|en (?:congés?|vacances)|hors du bureau)\b"
    r"|\best(?:oy|aré) (?:actualmente )?(?:fuera de (?:la )?oficina|de vacaciones|ausente)\b"
    r"|\best(?:ou|arei) (?:atualmente |de momento )?(?:fora do escritório|de férias|em férias|ausente)\b"
    r"|\b(?:sono|sarò) (?:attualmente |al momento )?(?:fuori (?:ufficio|sede)|in ferie|assente)\b"
    r"|\bik ben (?:momenteel |op dit moment )?(?:niet op kantoor|(?:met|op) vakantie|afwezig|niet aanwezig)\b"
    r"|\bjestem (?:obecnie |aktualnie )?(?:poza biurem|na urlopie|nieobecn[ya])\b"
    r"|\bjag är (?:för närvarande |just nu )?(?:på semester|inte på kontoret|tjänstledig|ledig)\b"
    r"|\bjeg er (?:for tiden |i øjeblikket )?(?:på ferie|ikke på kontoret|ikke til stede)\b"
    r"|\bя (?:сейчас |буду )?(?:в отпуске|не в офисе)\b"
    r"|休暇中のため|不在にしております|外出しております|目前正在休假|目前休假中|我正在休假|目前不在(?:办公室|辦公室)|我不在(?:办公室|辦公室))",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"[?？]|\b(?:but|aber|mais|pero|mas|però|maar|ale|men)\b|(?:ください|请帮|請幫)", re.IGNORECASE
)


def is_note(subject: str, text: str) -> bool:
    """Whether an answer consists of a note that its writer is away."""
    words = text.strip()
    if not words or len(words) > LONGEST or REPLY.match(subject) is None:
        return False
    return SAYS.search(words) is not None and ASKS.search(words) is None
