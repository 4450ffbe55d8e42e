"""What stands around the words of a mail: by kind, brand and language."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.automation.placeholders import named
from handrail.base.text import clean, one_line
from handrail.desk.models import Brand
from handrail.flow.outbox import placing


class Frame(models.Model):
    """The frame of one kind of mail. The one that fits most closely is used: by kind, then brand,
    then language. Without any, a mail is its words and the brand's signature."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("Answers by people")
        NOTICE = "notice", _("Every notice by the desk")
        RECEIVED = "received", _("Notice: your request has reached us")
        ESCALATED = "escalated", _("Notice: another tier looks at it")
        INCIDENT = "incident", _("Notice: news of a major incident")
        AUTOMATION = "automation", _("Notice: a rule of the desk wrote")

    class History(models.TextChoices):
        NONE = "none", _("None")
        LAST = "last", _("The last message")
        WHOLE = "whole", _("The whole conversation")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ANSWER)
    brand = models.ForeignKey(
        Brand, models.CASCADE, null=True, blank=True, help_text=_("Empty: every brand.")
    )
    language = models.CharField(
        max_length=12, blank=True, help_text=_("Such as de. Empty: every language.")
    )
    subject = models.CharField(
        max_length=300, blank=True, help_text=_("Empty: “Re:” and the ticket's subject.")
    )
    text = models.TextField(
        default="{{message}}\n", help_text=_("As plain text. {{message}} is where the words go.")
    )
    html = models.TextField(
        blank=True, verbose_name="HTML",
        help_text=_("The same as HTML. Empty: made from the text."),
    )  # fmt: skip
    history = models.CharField(
        max_length=5, choices=History, default=History.NONE, verbose_name=_("quoted history"),
        help_text=_("Public messages only; notes never. Stands at {{history}}, else at the end."),
    )  # fmt: skip
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "brand__name", "language", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "brand", "language"], name="one_frame_a_place",
                nulls_distinct=False,
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        where = ", ".join(str(one) for one in (self.brand, self.language) if one)
        where = where or str(_("everywhere"))
        return f"{self.get_kind_display()} ({where})"

    @property
    def is_automatic(self) -> bool:
        """Whether nobody looks at such a mail before it leaves."""
        return self.kind != self.Kind.ANSWER

    def clean(self) -> None:
        """Every fault of the frame, each at its field."""
        super().clean()
        self.subject = one_line(self.subject, most=300)
        self.language = self.language.strip().lower()
        self.text, self.html = clean(self.text), clean(self.html)
        parts = {"subject": self.subject, "text": self.text, "html": self.html}
        found = {name: self._faults(name, text) for name, text in parts.items() if text}
        if self.is_automatic and self.history != self.History.NONE:
            found["history"] = ["A notice quotes nothing: whoever opens a ticket wrote the words."]
        if wrong := {name: said for name, said in found.items() if said}:
            raise ValidationError(wrong)

    def _faults(self, name: str, text: str) -> list[str]:
        found = placing.faults(text, automatic=self.is_automatic, is_whole=name != "subject")
        if name == "subject" and set(named(text)) & set(placing.OWN):
            found.append("A subject holds facts of the ticket only.")
        return found
