# ruff: noqa: E501 — patterns and word lists read better unbroken
"""The language of a text: by its script, or by the small words that every sentence of it has.

A trained model (py3langid) was tried: 97 MB and two seconds for each new reading child, for what a
list of words answers well enough to sort mail by. Where it is not plain, nothing is said.
"""

import re
from collections import Counter

MOST_CHARACTERS = 5000
FEWEST_HITS = 2
# The next language must have so much less.
LEAD = 1.25
WORD = re.compile(r"[^\W\d_]+(?:['’](?=\w))?")
NOT_PROSE = re.compile(r"\S+@\S+|https?://\S+|<[^>\n]{0,300}>")
SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.1), ("ko", re.compile("[\uac00-\ud7af]"), 0.3),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.3), ("th", re.compile("[\u0e00-\u0e7f]"), 0.3),
    ("he", re.compile("[\u0590-\u05ff]"), 0.3), ("ar", re.compile("[\u0600-\u06ff]"), 0.3),
    ("el", re.compile("[\u0370-\u03ff]"), 0.3), ("uk", re.compile("[їієґЇІЄҐ]"), 0.02),
    ("ru", re.compile("[\u0400-\u04ff]"), 0.3),
)  # fmt: skip
WORDS = {
    "en": "the and is are was to of in you i it not this that for with my we have has be can please when your on but do does cannot will hello hi thanks thank",
    "de": "der die das und ist sind ich nicht ein eine einen mit auf für zu den dem wir sie es im von bei haben hat kann können bitte wie wenn aber auch seit noch mehr hallo guten danke vielen",
    "fr": "le la les et est je ne pas un une des du de vous nous il que qui pour dans sur avec ce cette mon ma mes votre bonjour merci j' l' d' n' c' qu' plus sont ai",
    "es": "el la los las y es no un una de que en por para con mi su se lo al del pero hola gracias puedo tengo está como cuando desde usted nos he ha",
    "pt": "o a os as e é não um uma de que em por para com meu minha seu sua se ao do da no na mas olá obrigado obrigada está quando você nos tem posso desde foi",
    "it": "il lo la i gli le e è non un una di che in per con mio mia si al del della ma ciao grazie posso ho ha sono come quando questo nella dal buongiorno l' c' dell'",
    "nl": "de het een en is zijn ik niet van in op met voor dat die wij je u kan hebben heeft mijn maar ook als bij naar nog wel hallo bedankt graag geen meer sinds wordt",
    "sv": "och är det att jag inte en ett den på med för som kan har vi till av men när min hej tack från",
    "da": "og er det at jeg ikke en et den på med for som kan har vi til af men når min hej tak fra mig",
    "no": "og er det å jeg ikke en et den på med for som kan har vi til av men når min hei takk fra meg",
    "fi": "ja on ei en se että olen mutta kun minun voi tämä hei kiitos ole mitä nyt myös",
    "pl": "i w nie jest się na z do to że proszę mam dzień dobry jak czy dla ale mój po dziękuję od za",
    "cs": "a je se na v že to s nefunguje prosím děkuji jsem mám pro ale když dobrý den můj od jak za",
    "tr": "ve bir bu için ile değil var ben merhaba teşekkürler çok ama ne nasıl benim olarak daha lütfen",
    "ro": "și si este nu un o de la pe cu în pentru că care am mai vă mulțumesc bună dar ziua sunt",
    "hu": "a az és nem egy hogy is van meg ez de köszönöm jó napot kérem nekem mert vagy már",
}
KNOWN: dict[str, list[str]] = {}
for _language, _list in WORDS.items():
    for _word in _list.split():
        KNOWN.setdefault(_word, []).append(_language)


def language(text: str) -> str:
    """ISO 639-1, or nothing where the text is too short or mixed to tell."""
    prose = NOT_PROSE.sub(" ", text[:MOST_CHARACTERS])
    letters = sum(character.isalpha() for character in prose)
    if not letters:
        return ""
    for name, script, share in SCRIPTS:
        if len(script.findall(prose)) >= share * letters:
            return name
    return _by_words(prose)


def _by_words(prose: str) -> str:
    hits: Counter[str] = Counter()
    for word in WORD.findall(prose.lower().replace("’", "'")):
        # A word of one language tells more than one that four share.
        languages = KNOWN.get(word, [])
        for name in languages:
            hits[name] += 12 // len(languages)
    ranked = [*hits.most_common(2), ("", 0), ("", 0)]
    (best, most), (_, next_most) = ranked[0], ranked[1]
    return best if most >= FEWEST_HITS * 12 and most >= LEAD * next_most else ""
