# ruff: noqa: E501 — mails and phrases read better unbroken
"""Away notes without a header that says so, known by their words; and mail of people who only speak of holidays."""

import pytest

from handrail.channels.email.parsing import parse

AWAY = [
    ("Out of Office: Re: Your request", "I am away."),
    ("Automatic reply: Help", "I am out."),
    ("Re: Help", "Thank you for your email. I am currently out of the office and will return on 3 August."),
    ("Re: Help", "I will be out of office until Monday with limited access to email."),
    ("Abwesenheitsnotiz: Hilfe", "Ich bin weg."),
    ("AW: Hilfe", "Vielen Dank für Ihre Nachricht. Ich bin derzeit nicht im Büro und ab dem 3. August wieder erreichbar."),
    ("AW: Hilfe", "Ich bin bis zum 12.08. im Urlaub. Ihre E-Mail wird nicht weitergeleitet."),
    ("Réponse automatique : Aide", "Bonjour"),
    ("RE: Aide", "Bonjour, je suis actuellement absent du bureau jusqu'au 3 août."),
    ("RE: Aide", "Je suis en congés jusqu’au 20 août inclus. En cas d'urgence, contactez mes collègues."),
    ("Respuesta automática: Ayuda", "Hola"),
    ("Re: Ayuda", "Gracias por su mensaje. Estoy fuera de la oficina hasta el lunes."),
    ("Re: Ayuda", "Estaré de vacaciones hasta el 3 de agosto."),
    ("Resposta automática: Ajuda", "Olá"),
    ("Re: Ajuda", "Obrigado pelo seu contato. Estou fora do escritório até segunda-feira."),
    ("Re: Ajuda", "Estou de férias até o dia 3 de agosto."),
    ("Risposta automatica: Aiuto", "Ciao"),
    ("R: Aiuto", "Grazie per il messaggio. Sono fuori ufficio fino al 3 agosto."),
    ("R: Aiuto", "Sarò in ferie fino al 20 agosto."),
    ("Automatisch antwoord: Hulp", "Hoi"),
    ("RE: Hulp", "Bedankt voor uw bericht. Ik ben momenteel niet op kantoor en ben maandag weer aanwezig."),
    ("RE: Hulp", "Ik ben met vakantie tot 3 augustus."),
    ("Automatyczna odpowiedź: Pomoc", "Witam"),
    ("Odp: Pomoc", "Dziękuję za wiadomość. Jestem obecnie poza biurem do 3 sierpnia."),
    ("Odp: Pomoc", "Jestem na urlopie do 20 sierpnia."),
    ("Autosvar: Hjälp", "Hej"),
    ("Sv: Hjälp", "Tack för ditt mejl. Jag är på semester till och med den 3 augusti."),
    ("Sv: Hjälp", "Jag är inte på kontoret just nu."),
    ("自動応答: お問い合わせ", "不在です。"),
    ("Re: お問い合わせ", "お世話になっております。現在、休暇中のため不在にしております。8月3日に戻ります。"),
    ("自动答复: 帮助", "您好"),
    ("Re: 帮助", "您好，我目前正在休假，8月3日返回办公室。"),
    ("Re: 幫助", "您好，我目前不在辦公室。"),
    ("Re: Помощь", "Здравствуйте! Я в отпуске до 3 августа."),
    ("Re: Hjælp", "Jeg er på ferie til og med den 3. august."),
]  # fmt: skip
PEOPLE = [
    ("Holiday calendar", "How do I enter public holidays? I am on vacation next week, so please answer before."),
    ("Out of memory", "The app says it is out of memory since our office moved."),
    ("Away mode of the heating", "The heating's away mode fails. We were out of the office when it began."),
    ("Re: Help", "Thanks. It still fails.\n\nOn Monday Jo wrote:\n> I am currently out of the office until Monday."),
    ("Urlaub eintragen", "Wie trage ich Urlaub ein? Ich bin im August im Urlaub und brauche es vorher."),
    ("Question", "My colleague's note said: I am out of the office until Monday. Is that text right?"),
    ("Vacances", "Comment déclarer mes congés ? Je pars en vacances lundi."),
    ("Vacaciones", "¿Cómo pido vacaciones? No funciona el botón desde ayer."),
    ("休暇申請", "休暇申請の画面が開きません。"), ("休假申请", "休假申请页面打不开，请帮忙。"),
    ("Re: Help", "I am out of the office until Monday.\n\nBut the server is down now. Could you please restart it for us today?"),
    ("Re: Pump", "I am on leave until Friday, but can you send the parts to my colleague?"),
]  # fmt: skip


def written(subject: str, text: str) -> bytes:
    return (
        f"From: Ada <ada@customer.example>\r\nTo: support@desk.example\r\nSubject: {subject}\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


@pytest.mark.parametrize(("subject", "text"), AWAY)
def test_an_away_note_is_one(subject: str, text: str) -> None:
    assert parse(written(subject, text)).automatic == "auto-replied"


@pytest.mark.parametrize(("subject", "text"), PEOPLE)
def test_a_persons_mail_is_none(subject: str, text: str) -> None:
    assert parse(written(subject, text)).automatic == ""
