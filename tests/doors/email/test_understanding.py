# ruff: noqa: E501 — mails read better unbroken
"""What a mail carries besides its words: a forward, a meeting, a wrapper, a seal, a language."""

import struct

import pytest

from handrail.channels.email.parsing import parse
from handrail.channels.email.parsing.mail import Address, Forwarded, Invitation, ParsedMail
from handrail.channels.email.parsing.replies import split_reply

ADA = Address("Ada Lovelace", "ada@customer.example")
HEAD = (
    "From: Agent <agent@desk.example>\nTo: support@desk.example\nSubject: {}\nMIME-Version: 1.0\n"
)


def read(subject: str, text: str, kind: str = "text/plain; charset=utf-8") -> ParsedMail:
    head = HEAD.format(subject) + f"Content-Type: {kind}\n\n"
    return parse((head + text).encode())


def original(subject: str, text: str) -> Forwarded:
    found = read(subject, text).forwarded
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Fwd: Cold", "Look at this.\n\n---------- Forwarded message ---------\nFrom: Ada Lovelace <ada@customer.example>\nDate: Mon, 5 Jan 2026 10:12:00 +0100\nSubject: Cold\nTo: <agent@desk.example>\n\nIt is cold."),
        ("WG: Kalt", "\nVon: Ada Lovelace <ada@customer.example>\nGesendet: Montag, 5. Januar 2026 10:12\nAn: Agent\nBetreff: Cold\n\nIt is cold."),
        ("WG: Kalt", "-------- Weitergeleitete Nachricht --------\nBetreff: \tCold\nDatum: \tMon, 5 Jan 2026 10:12:00 +0100\nVon: \tAda Lovelace <ada@customer.example>\nAn: \tagent@desk.example\n\nIt is cold."),
        ("TR: Froid", "De : Ada Lovelace [mailto:ada@customer.example]\nEnvoyé : lundi 5 janvier 2026 10:12\nÀ : Agent\nObjet : Cold\n\nIt is cold."),
        ("RV: Frio", "De: Ada Lovelace <ada@customer.example>\nEnviado el: lunes, 5 de enero de 2026 10:12\nPara: Agent\nAsunto: Cold\n\nIt is cold."),
        ("ENC: Frio", "---------- Mensagem encaminhada ---------\nDe: Ada Lovelace <ada@customer.example>\nData: seg., 5 de jan. de 2026\nAssunto: Cold\nPara: Agent\n\nIt is cold."),
        ("I: Freddo", "Da: Ada Lovelace <ada@customer.example>\nInviato: lunedì 5 gennaio 2026 10:12\nA: Agent\nOggetto: Cold\n\nIt is cold."),
        ("FW: Koud", "Van: Ada Lovelace <ada@customer.example>\nVerzonden: maandag 5 januari 2026 10:12\nAan: Agent\nOnderwerp: Cold\n\nIt is cold."),
        ("Fwd: 寒い", "---------- Forwarded message ---------\n差出人: Ada Lovelace <ada@customer.example>\nDate: 2026年1月5日\n件名: Cold\n\nIt is cold."),
        ("转发: 冷", "发件人: Ada Lovelace <ada@customer.example>\n发送时间: 2026年1月5日 10:12\n收件人: Agent\n主题: Cold\n\nIt is cold."),
        ("Fwd: Cold", "Begin forwarded message:\n\n> From: Ada Lovelace <ada@customer.example>\n> Subject: Cold\n> Date: 5 January 2026 at 10:12:00 CET\n>\n> It is cold."),
    ],
)  # fmt: skip
def test_a_forwarded_mail_names_its_writer(subject: str, text: str) -> None:
    found = original(subject, text)
    assert found.sender == ADA
    assert found.subject == "Cold"
    assert found.text == "It is cold."


def test_an_attached_mail_is_a_forward() -> None:
    inner = "From: Ada Lovelace <ada@customer.example>\nSubject: Cold\nDate: Mon, 5 Jan 2026 10:12:00 +0100\n\nIt is cold."
    text = f"--b\n\nsee below\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--\n"
    found = read("Fwd: Cold", text, "multipart/mixed; boundary=b").forwarded
    assert found is not None
    assert (found.sender, found.text) == (ADA, "It is cold.")
    assert found.sent is not None and found.sent.isoformat() == "2026-01-05T09:12:00+00:00"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: Cold", "Thanks.\n\n---------- Forwarded message ---------\nFrom: Ada <a@b.example>\nSubject: Cold\n\nx"),
        ("Cold", "Thanks.\n\nFrom: Desk <s@desk.example>\nSent: Monday\nTo: Ada\nSubject: Cold\n\nold"),
        ("Cold", "Yes.\n\nOn Mon, 5 Jan 2026 at 10:12, Desk <s@desk.example> wrote:\n> ---------- Forwarded message ---------\n> From: Ada <a@b.example>\n> Subject: Cold\n>\n> x"),
        ("Cold", "The form says: ---------- Forwarded message"), ("Fwd: nothing", "No head here."),
    ],
)  # fmt: skip
def test_an_answer_is_no_forward(subject: str, text: str) -> None:
    assert read(subject, text).forwarded is None


def test_a_meeting_is_told_and_kept() -> None:
    calendar = (
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE\r\n"
        "BEGIN:VEVENT\r\nSUMMARY:Heat pump\\, second\r\n  visit\r\nDTSTART;TZID=Europe/Berlin:20260105T101200\r\n"
        "DTEND;TZID=Europe/Berlin:20260105T111200\r\nLOCATION:Cellar\r\n"
        "ORGANIZER;CN=\"Lovelace, Ada\":mailto:ada@customer.example\r\n"
        "BEGIN:VALARM\r\nSUMMARY:not this\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )  # fmt: skip
    mail = read("Visit", calendar, "text/calendar; method=REQUEST; charset=utf-8")
    assert mail.invitation == Invitation(
        method="request", summary="Heat pump, second visit", starts="2026-01-05 10:12 Europe/Berlin",
        ends="2026-01-05 11:12 Europe/Berlin", place="Cellar",
        organiser=Address("Lovelace, Ada", "ada@customer.example"),
    )  # fmt: skip
    assert "Invitation: Heat pump, second visit\nWhen: 2026-01-05 10:12" in mail.reply_text
    assert [file.content_type for file in mail.attachments] == ["text/calendar"]


def wrapped(*attributes: tuple[int, int, bytes]) -> bytes:
    """A TNEF stream: level, id and data of each attribute, with its checksum."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    for level, name, data in attributes:
        out += struct.pack("<BII", level, name, len(data)) + data
        out += struct.pack("<H", sum(data) % 65536)
    return out


def test_outlooks_wrapper_is_opened() -> None:
    stream = wrapped(
        (1, 0x00089006, struct.pack("<I", 0x10000)), (1, 0x0002800C, b"It is cold.\0"),
        (2, 0x00069002, bytes(14)), (2, 0x00018010, b"plan.txt\0"), (2, 0x0006800F, b"warm it"),
    )  # fmt: skip
    head = HEAD.format("x") + 'Content-Type: application/ms-tnef; name="winmail.dat"\n\n'
    mail = parse(head.encode() + stream)
    assert mail.reply_text == "It is cold."
    assert [(file.filename, file.payload) for file in mail.attachments] == [
        ("plan.txt", b"warm it")
    ]


def test_a_broken_wrapper_is_kept_as_it_came() -> None:
    head = HEAD.format("x") + 'Content-Type: application/ms-tnef; name="winmail.dat"\n\n'
    mail = parse(head.encode() + wrapped((2, 0x0006800F, b"x"))[:12])
    assert [file.filename for file in mail.attachments] == ["winmail.dat"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ('multipart/signed; protocol="application/pkcs7-signature"; boundary=b', ("S/MIME", True, False)),
        ('multipart/signed; protocol="application/pgp-signature"; boundary=b', ("PGP", True, False)),
        ('multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b', ("PGP", False, True)),
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", ("S/MIME", False, True)),
        ("application/x-pkcs7-mime; smime-type=signed-data; name=smime.p7m", ("S/MIME", True, False)),
    ],
)  # fmt: skip
def test_seals_are_recognised(kind: str, said: tuple[str, bool, bool]) -> None:
    found = read("x", "--b\n\nhello\n--b--\n", kind).protection
    assert found is not None
    assert (found.scheme, found.signed, found.encrypted) == said


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Hello, the printer on our floor does not work since this morning."),
        ("de", "Guten Tag, der Drucker im zweiten Stock geht seit heute nicht mehr."),
        ("fr", "Bonjour, l'imprimante du deuxième étage ne marche plus depuis ce matin."),
        ("es", "Hola, la impresora de la segunda planta no funciona desde esta mañana."),
        ("pt", "Olá, a impressora do segundo andar não funciona desde hoje de manhã."),
        ("it", "Buongiorno, la stampante del secondo piano non funziona da questa mattina."),
        ("nl", "Hallo, de printer op de tweede verdieping doet het niet meer."),
        ("ja", "こんにちは、二階のプリンターが今朝から動きません。"),
        ("zh", "您好，二楼的打印机从今天早上开始就不能用了。"),
        ("ru", "Здравствуйте, принтер на втором этаже не работает."),
        ("", "ERR 0x80070005 printer.dll"), ("", "OK"), ("", "https://a.example/the/and/is/of"),
    ],
)  # fmt: skip
def test_the_language_of_new_words_is_told(code: str, text: str) -> None:
    quoted = "\n\nOn Mon, 5 Jan 2026 at 10:12, Desk <s@d.example> wrote:\n> And this was in the history of it, for you and me."
    assert read("x", text + quoted).language == code


def test_a_lists_id_is_read() -> None:
    raw = b"From: a@b.example\nList-Id: =?utf-8?q?Friends_of_heat?= <heat.lists.example>\n\nx"
    mail = parse(raw)
    assert (mail.list_id, mail.automatic) == ("heat.lists.example", "list")


@pytest.mark.parametrize(
    ("client", "history"),
    [
        ("Outlook desktop, Spanish", "De: Desk <s@desk.example> \nEnviado el: lunes, 5 de enero de 2026 10:12\nPara: Ada <a@b.example>\nAsunto: RE: Frío\n\nvieja"),
        ("Outlook web, Portuguese", "________________________________\nDe: Desk <s@desk.example>\nEnviado: segunda-feira, 5 de janeiro de 2026 10:12\nPara: Ada\nAssunto: Frio\n\nvelha"),
        ("Outlook desktop, Italian", "Da: Desk <s@desk.example>\nInviato: lunedì 5 gennaio 2026 10:12\nA: Ada\nOggetto: R: Freddo\n\nvecchia"),
        ("Outlook desktop, Dutch", "Van: Desk <s@desk.example>\nVerzonden: maandag 5 januari 2026 10:12\nAan: Ada\nOnderwerp: RE: Koud\n\noud"),
        ("Outlook desktop, Japanese", "差出人: Desk <s@desk.example>\n送信日時: 2026年1月5日 10:12\n宛先: Ada\n件名: RE: 寒い\n\n古い"),
        ("Outlook desktop, Chinese", "发件人: Desk <s@desk.example>\n发送时间: 2026年1月5日 10:12\n收件人: Ada\n主题: 回复: 冷\n\n旧"),
        ("Outlook desktop, French", "De : Desk <s@desk.example>\nEnvoyé : lundi 5 janvier 2026 10:12\nÀ : Ada\nObjet : RE: Froid\n\nvieux"),
        ("Outlook Express, German", "----- Original Message -----\nFrom: Desk\nTo: Ada\nSent: Monday, January 5, 2026 10:12 AM\nSubject: Kalt\n\nalt"),
        ("German Outlook's mark", "-----Ursprüngliche Nachricht-----\nVon: Desk <s@desk.example>\nGesendet: Montag, 5. Januar 2026 10:12\nAn: Ada\nBetreff: Kalt\n\nalt"),
        ("GMX", "Gesendet: Montag, 05. Januar 2026 um 10:12 Uhr\nVon: \"Desk\" <s@desk.example>\nAn: ada@b.example\nBetreff: Kalt\nalt"),
        ("Gmail, Portuguese", "Em seg., 5 de jan. de 2026 às 10:12, Desk <s@desk.example> escreveu:\n\n> velha"),
        ("Gmail, Chinese", "Desk <s@desk.example> 于2026年1月5日周一 10:12写道：\n\n> 旧"),
        ("Gmail, Dutch", "Op ma 5 jan 2026 om 10:12 schreef Desk <s@desk.example>:\n\n> oud"),
        ("Gmail, Japanese", "2026年1月5日(月) 10:12 Desk <s@desk.example>:\n\n> 古い"),
        ("Apple Mail, German", "> Am 05.01.2026 um 10:12 schrieb Desk <s@desk.example>:\n> \n> alt"),
        ("Apple Mail, French", "> Le 5 janv. 2026 à 10:12, Desk <s@desk.example> a écrit :\n> \n> vieux"),
        ("Apple Mail, Spanish", "> El 5 ene 2026, a las 10:12, Desk <s@desk.example> escribió:\n> \n> vieja"),
        ("Apple Mail, Italian", "> Il giorno 5 gen 2026, alle ore 10:12, Desk <s@desk.example> ha scritto:\n> \n> vecchia"),
        ("Apple Mail, Japanese", "> 2026/01/05 10:12、Desk <s@desk.example>のメール:\n> \n> 古い"),
        ("Apple Mail, Chinese", "> 在 2026年1月5日，上午10:12，Desk <s@desk.example> 写道：\n> \n> 旧"),
        ("Thunderbird, German", "Am 05.01.26 um 10:12 schrieb Desk:\n> alt"),
        ("Thunderbird, Italian", "Il 05/01/2026 10:12, Desk ha scritto:\n> vecchia"),
        ("Thunderbird, Spanish", "El 5/1/26 a las 10:12, Desk escribió:\n> vieja"),
        ("Thunderbird, Dutch", "Op 05-01-2026 om 10:12 schreef Desk:\n> oud"),
        ("Yahoo, English", "On Monday, January 5, 2026 at 10:12:00 AM GMT+1, Desk <s@desk.example> wrote:  \n \n old"),
        ("Yahoo, French", "Le lundi 5 janvier 2026 à 10:12:00 UTC+1, Desk <s@desk.example> a écrit :  \n \n vieux"),
        ("Lotus Notes", "-----Desk <s@desk.example> wrote: -----\nTo: Ada\nFrom: Desk <s@desk.example>\nDate: 05.01.2026 10:12\nSubject: Cold\n\nold"),
        ("iPhone, Spanish", "Enviado desde mi iPhone"), ("iPhone, Portuguese", "Enviado do meu iPhone"),
        ("iPhone, Italian", "Inviato da iPhone"), ("iPhone, Dutch", "Verstuurd vanaf mijn iPhone"),
        ("iPhone, Japanese", "iPhoneから送信"), ("iPhone, Chinese", "发自我的iPhone"),
        ("Outlook mobile", "Get Outlook for Android<https://aka.ms/x>"),
        ("Outlook mobile, German", "Outlook für iOS<https://aka.ms/x> beziehen"),
        ("Samsung, German", "Von meinem Samsung Galaxy Smartphone gesendet."),
    ],
)  # fmt: skip
def test_clients_of_nine_languages_are_split(client: str, history: str) -> None:
    reply, rest = split_reply(f"It is still cold.\n\nAda\n\n{history}")
    assert reply == "It is still cold.\n\nAda", client
    assert rest.strip(), client
