"""Learning from the desk's own solved tickets; what is newest decides which version is live."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from handrail.base.by import By
from handrail.base.store import write_line
from handrail.people.rules import require
from handrail.routing import learner
from handrail.routing.events import ModelChosen
from handrail.routing.learner import Learned
from handrail.routing.models import TriageModel
from handrail.routing.texts import opening_texts
from handrail.tickets.models import Ticket

NEWEST = timedelta(days=14)
MOST = 12_000
# With less there is nothing to learn, or nothing to measure by.
FEWEST = 50
FEWEST_HELD_BACK = 20
FEWEST_NEWS = 20
EVERY = timedelta(days=1)
State = TriageModel.State


@dataclass(frozen=True, slots=True)
class Material:
    """Texts with their categories, oldest first; the last `held_back` of them are for measuring."""

    texts: Sequence[str]
    labels: Sequence[str]
    held_back: int

    @property
    def is_enough(self) -> bool:
        """Whether there is something to learn and to measure by."""
        known = len(self.texts) - self.held_back
        return (
            known >= FEWEST
            and self.held_back >= FEWEST_HELD_BACK
            and len(set(self.labels[:known])) > 1
        )


def material(*, now: datetime) -> Material:
    """The newest solved tickets that have a category: what somebody let stand is the label."""
    solved = Ticket.objects.filter(turn__in=["solved", "closed"], category__isnull=False)
    rows = list(solved.order_by("-pk").values_list("pk", "category", "opened_at")[:MOST])[::-1]
    texts = opening_texts([pk for pk, _, _ in rows])
    newest = sum(at >= now - NEWEST for _, _, at in rows)
    return Material(
        texts=[texts.get(pk, "") for pk, _, _ in rows],
        labels=[str(category) for _, category, _ in rows],
        held_back=min(max(newest, len(rows) // 10, FEWEST_HELD_BACK), len(rows) // 3),
    )


def retrain(*, now: datetime) -> TriageModel | None:
    """Train on all but the newest weeks, measure on these, and let the best of three be live.

    The three are the new one, the live one and the one before. None when there is too little to
    learn from. Raises NoLearner where nothing learns.
    """
    found = material(now=now)
    if not found.is_enough:
        return None
    cut = len(found.texts) - found.held_back
    model = learner.train(found.texts[:cut], found.labels[:cut])
    made = _keep(model, cut, now)
    rivals = [row for row in (made, live(), _before()) if row is not None]
    scores = {row.pk: _measure(row, found, cut) for row in rivals}
    # Where two do equally well, the newer one has seen more.
    _make_live(max(rivals, key=lambda row: (scores[row.pk], row.version)))
    made.refresh_from_db()
    return made


def is_enough() -> bool:
    """Whether so many tickets are solved that a training could begin; reads no more than that."""
    wanted = FEWEST + FEWEST_HELD_BACK
    solved = Ticket.objects.filter(turn__in=["solved", "closed"], category__isnull=False)
    return solved.order_by("-pk")[:wanted].count() == wanted


def is_due(*, now: datetime) -> bool:
    """Whether the last training is a day old, enough was solved since, and something learns here."""
    last = TriageModel.objects.order_by("-version").first()
    if last is not None and last.trained_at > now - EVERY:
        return False
    since = last.trained_at if last else now - timedelta(days=3650)
    news = Ticket.objects.filter(turn="solved", solved_at__gt=since, category__isnull=False)
    wanted = FEWEST_NEWS if last else FEWEST + FEWEST_HELD_BACK
    return news.order_by("-solved_at")[:wanted].count() == wanted and learner.is_there()


def live() -> TriageModel | None:
    """The version that is asked."""
    return TriageModel.objects.filter(state=State.LIVE).first()


def _before() -> TriageModel | None:
    return TriageModel.objects.filter(state=State.RETIRED).order_by("-version").first()


def _keep(model: Learned, learned_from: int, now: datetime) -> TriageModel:
    last = TriageModel.objects.aggregate(last=Max("version"))["last"] or 0
    version = last + 1
    name = learner.store(model, f"triage/{version}-{now:%Y%m%d%H%M%S}.model")
    return TriageModel.objects.create(
        version=version, file=name, trained_at=now, tickets=learned_from
    )


def _measure(row: TriageModel, found: Material, cut: int) -> float:
    """The share of the newest that it gets right, kept with the version; unreadable is worst."""
    try:
        said = learner.fetch(row.file).predict(found.texts[cut:])
    except learner.Unreadable as fault:
        row.measures = {"trouble": fault.english}
        row.save(update_fields=["measures"])
        return -1.0
    truth = found.labels[cut:]
    right = [p.ranked[0][0] == label for p, label in zip(said, truth, strict=True)]
    sure = [r for p, r in zip(said, right, strict=True) if p.is_sure]
    row.measures = {
        "measured_on": len(right), "accuracy": sum(right) / len(right),
        "sure": len(sure) / len(right), "sure_and_right": sum(sure) / len(sure) if sure else None,
    }  # fmt: skip
    row.save(update_fields=["measures"])
    return float(row.measures["accuracy"])


@transaction.atomic
def _make_live(best: TriageModel) -> None:
    """Let one version answer; a newer one that did worse was rolled back, an older one retires."""
    for row in TriageModel.objects.select_for_update().filter(state=State.LIVE).exclude(pk=best.pk):
        row.state = State.ROLLED_BACK if row.version > best.version else State.RETIRED
        row.save(update_fields=["state"])
    best.state = State.LIVE
    best.save(update_fields=["state"])


@transaction.atomic
def roll_back() -> TriageModel | None:
    """By hand: the version before answers again. None when there is none, and nothing changes."""
    before = _before()
    if before is not None:
        _make_live(before)
    return before


@transaction.atomic
def choose(version: int, *, by: By) -> TriageModel:
    """By hand: this version answers from now on, until a training measures another to be better.

    Raises NotAllowed, and LookupError for a version there is not.
    """
    require(by, "administer")
    wanted = TriageModel.objects.filter(version=version).first()
    if wanted is None:
        raise LookupError(f"There is no version {version} of the model.")
    before = live()
    if before is None or before.pk != wanted.pk:
        _make_live(wanted)
        said = ModelChosen(version=version, was=before.version if before else None)
        write_line(said, subject=wanted.pk, by=by)
    return wanted
