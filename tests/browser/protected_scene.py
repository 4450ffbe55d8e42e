"""A conversation with a signature, a secret, a meeting, a list. Run after `scene.py`."""

import pysequoia

from doors.email.protected import (
    PART,
    desk_key,
    holder,
    mail,
    pgp_sealed,
    smime_sealed,
    smime_signed,
    trust,
)
from handrail.base.clock import now
from handrail.channels.email import arrival, jobs, sandbox

REPLY = b"In-Reply-To: <p1@x.example>\r\nMessage-ID: <%s>\r\n"
MEETING = (
    b"List-Id: Heat <heat.lists.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nGuten Tag, leider ist die Heizung seit gestern "
    b"ausgefallen und wir frieren sehr.\r\n--b\r\nContent-Type: text/calendar; method=REQUEST; name=m.ics"
    b"\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Look at the pump\r\n"
    b"DTSTART;TZID=Europe/Berlin:20261124T100000\r\nDTEND;TZID=Europe/Berlin:20261124T110000\r\n"
    b"LOCATION:Boiler room\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n\r\n--b--\r\n"
)


def main() -> None:
    """The mails come in as the listener and the worker take them."""
    anna = holder("Anna Lind", "anna@x.example")
    desk = pysequoia.Tsk.generate(user_id="Desk <support@desk.example>")
    trust(anna.pem)
    desk_key(str(desk))
    signed = smime_signed(PART, anna)
    for number, entity in enumerate((
        signed, pgp_sealed(signed, desk), signed.replace(b"is cold", b"is hot!"),
        smime_sealed(PART, anna), MEETING,
    )):  # fmt: skip
        raw = mail(entity)
        if number:
            raw = raw.replace(
                b"Message-ID: <p1@x.example>\r\n", REPLY % f"q{number}@x.example".encode()
            )
        kept = arrival.accept(raw, at=now(), envelope_from="", envelope_to=["support@desk.example"])
        jobs.parse(kept.pk)
    sandbox.close()


main()
