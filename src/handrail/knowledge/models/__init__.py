"""Facts about articles: wordings and versions, files, ties to tickets, and what people say of them."""

from handrail.knowledge.models.article import (
    Article,
    ArticleFile,
    OldSlug,
    State,
    Version,
    Wording,
)
from handrail.knowledge.models.licence import Licence
from handrail.knowledge.models.notices import OwnerNotice
from handrail.knowledge.models.reader import hand_behind, hand_of, level_of
from handrail.knowledge.models.ties import DayCount, Suggestion, Tie
from handrail.knowledge.models.voices import Advice, Feedback, Flag

__all__ = [
    "Advice", "Article", "ArticleFile", "DayCount", "Feedback", "Flag", "Licence", "OldSlug", "OwnerNotice",
    "State", "Suggestion", "Tie", "Version", "Wording", "hand_behind", "hand_of", "level_of",
]  # fmt: skip
