"""Which article answers a question: what must hold on any desk, without an encoder."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.knowledge.search.ranking import Article, Index

INVOICE = Article(1, "Where do I find my invoice?", {"resolution": "Open Billing, then Documents."})
PASSWORD = Article(
    2, "I forgot my password", {"resolution": "Ask for a new one on the sign-in page."}
)
PRINTER = Article(
    3, "The label printer stays dark",
    {"issue": "No lamp is lit and the display shows E-4471.", "resolution": "Hold the button for ten seconds."},
)  # fmt: skip
DELIVERY = Article(4, "My parcel has not arrived", {"cause": "The courier returned the parcel."})
SHELF = (INVOICE, PASSWORD, PRINTER, DELIVERY)


def shelf(*articles: Article) -> Index:
    index = Index()
    index.put(articles or SHELF)
    return index


def keys(index: Index, question: str, **how: object) -> list[int]:
    return [found.key for found in index.rank(question, **how)]  # type: ignore[arg-type]


@pytest.mark.parametrize("question", ["", "   ", "?!… --", "\x00", "🙂"])
def test_a_question_without_words_finds_nothing(question: str) -> None:
    assert shelf().rank(question) == []


def test_an_empty_shelf_answers_nothing() -> None:
    assert Index().rank("Where is my invoice?") == []


def test_other_endings_of_a_word_are_the_same_word() -> None:
    assert keys(shelf(), "printers labels")[0] == PRINTER.key


@pytest.mark.parametrize(
    ("slip", "right"),
    [("my pasword", 2), ("invioce please", 1), ("a parcle", 4), ("pirnter", 3), ("deliverd parcels", 4)],
)  # fmt: skip
def test_a_slip_of_the_keys_is_forgiven(slip: str, right: int) -> None:
    assert keys(shelf(), slip)[0] == right


def test_a_right_word_that_no_article_holds_is_left_alone() -> None:
    # "invoke" is a word, and no misspelt "invoice".
    index = Index(right=frozenset({"invoke"}))
    index.put(SHELF)
    mistyped, right = index.rank("invoce")[0], index.rank("invoke")
    assert mistyped.key == INVOICE.key
    assert not right or right[0].score < mistyped.score


def test_a_code_is_found_where_it_is_spelt_and_nowhere_else() -> None:
    other = Article(
        9, "The display shows E-4472 on the label printer", {"cause": "It is too warm."}
    )
    index = shelf(*SHELF, other)
    assert keys(index, "label printer display shows E-4471?")[0] == PRINTER.key
    assert keys(index, "label printer display shows E-4472?")[0] == other.key


def test_a_word_of_the_title_counts_more_than_one_of_the_text() -> None:
    titled = Article(1, "Refunds", {"body": "Ask the billing team for it."})
    mentioned = Article(2, "The billing team", {"body": "They do refunds."})
    assert keys(shelf(mentioned, titled), "refunds") == [1, 2]


def test_a_word_in_a_short_text_counts_more_than_in_a_long_one() -> None:
    long = Article(1, "Moving house", {"body": "Tell us your address. " * 40 + "Mind the meter."})
    short = Article(2, "Reading", {"body": "Mind the meter."})
    assert keys(shelf(long, short), "meter") == [2, 1]


def test_what_others_asked_leads_to_what_helped_them() -> None:
    question = "gadget for sticking addresses"
    assert keys(shelf(), question)[:1] != [PRINTER.key]
    asked = ("The gadget that sticks addresses on boxes",)
    index = shelf()
    index.put([Article(3, PRINTER.title, PRINTER.parts, asked)])
    assert keys(index, question)[0] == PRINTER.key


def test_an_article_put_again_is_found_by_its_new_words_only() -> None:
    index = shelf()
    index.put([Article(1, "How do I change my bank account?")])
    assert keys(index, "bank account")[0] == 1
    assert 1 not in keys(index, "invoice documents")
    assert len(index) == len(SHELF)


def test_a_removed_article_is_found_no_more() -> None:
    index = shelf()
    index.remove(PASSWORD.key)
    index.remove(PASSWORD.key)
    assert PASSWORD.key not in keys(index, "password sign-in page")
    assert len(index) == len(SHELF) - 1


def test_only_what_the_reader_may_see_is_ranked() -> None:
    assert keys(shelf(), "invoice password parcel", among={2, 4, 77}) in ([2, 4], [4, 2])
    assert keys(shelf(), "invoice", among=()) == []


def test_no_more_than_asked_for() -> None:
    assert len(shelf().rank("my invoice, my password, my parcel", most=2)) == 2


def test_the_words_of_the_question_are_pointed_at() -> None:
    texts = {"title": PRINTER.title, **PRINTER.parts}
    found = shelf().rank("displays, lamps, printers")[0]
    assert found.passage is not None and found.passage.part == "issue"
    said = [texts[span.part][span.start : span.end] for span in found.spans]
    assert said == ["printer", "lamp", "display"]


@pytest.mark.parametrize(
    ("language", "title", "question"),
    [
        ("de", "Rechnungen herunterladen", "Wie kann ich eine Rechnung herunter laden?"),
        ("fr", "Réinitialiser le mot de passe", "réinitialisation mot passe"),
        ("ru", "Как изменить пароль", "изменение пароля"),
        ("ja", "パスワードを忘れた場合", "パスワードを忘れました"),
        ("xx", "Blorf wibbles", "blorf"),
    ],
)
def test_every_language_by_its_own_endings(language: str, title: str, question: str) -> None:
    index = shelf(*SHELF, Article(20, title, language=language))
    assert keys(index, question, language=language)[0] == 20


def test_accents_may_be_left_out() -> None:
    index = shelf(*SHELF, Article(20, "Télécharger une facture", language="fr"))
    assert keys(index, "telecharger", language="fr")[0] == 20


ANY_ARTICLE = st.builds(
    Article, st.integers(1, 6), st.text(max_size=40),
    st.dictionaries(st.sampled_from(["issue", "body"]), st.text(max_size=200), max_size=2),
    st.lists(st.text(max_size=30), max_size=2).map(tuple), st.sampled_from(["en", "de", "th", ""]),
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.lists(ANY_ARTICLE, max_size=12), st.sets(st.integers(1, 6)), st.text(max_size=60))
def test_changed_one_by_one_or_built_anew_it_ranks_alike(
    changes: list[Article], removed: set[int], question: str
) -> None:
    changed, anew = Index(), Index()
    for article in changes:
        changed.put([article])
    for key in removed:
        changed.remove(key)
    last = {article.key: article for article in changes}
    anew.put(article for key, article in last.items() if key not in removed)
    one = {found.key: found.score for found in changed.rank(question)}
    assert one == pytest.approx({found.key: found.score for found in anew.rank(question)})


@settings(max_examples=50, deadline=None)
@given(ANY_ARTICLE, st.text(max_size=60))
def test_spans_and_passages_lie_within_their_texts(article: Article, question: str) -> None:
    index = shelf(article)
    for found in index.rank(f"{question} {article.title}"):
        texts = {"title": article.title, **article.parts}
        for span in (*found.spans, *([found.passage] if found.passage else [])):
            assert texts[span.part][span.start : span.end].strip()
        assert 0 < found.score <= 1
