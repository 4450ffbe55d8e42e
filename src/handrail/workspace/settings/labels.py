"""What people call the fields of settings, and the settings themselves.

Django names a field after its Python name, which no catalogue can reach. Here every field has its
words once; forms, columns, the history, refusals and the administration all ask the model for them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from handrail.flow.catalogue import CATALOGUE

Words = str | Promise

# By the name of the field; by "model.field" where the same name means something else.
LABELS: Mapping[str, Words] = {
    "acceptance": _("How it accepts handoffs"),
    "acknowledges": _("Confirms new requests"),
    "action": _("What happens"),
    "actions": _("What to do"),
    "address": _("Address"),
    "addresses": _("Addresses"),
    "after_minutes": _("After how many minutes"),
    "afterwards": _("What becomes of read mail"),
    "at_percent": _("At how many percent of the time"),
    "brand": _("Brand"),
    "business": _("Count only open hours"),
    "calendar": _("Calendar"),
    "capacity": _("Most open tickets"),
    "categories": _("Categories"),
    "category": _("Category"),
    "certificate": _("Certificate"),
    "channel": _("Channel"),
    "client_id": _("Client id"),
    "client_secret": _("Client secret"),
    "complexity": _("Complexity"),
    "conditions": _("For which tickets"),
    "country": _("Country"),
    "days_off": _("Days off"),
    "domain": _("Domain"),
    "domains": _("Mail domains"),
    "ends_at": _("Ends"),
    "extra_days": _("Extra days"),
    "fingerprint": _("Fingerprint"),
    "folders": _("Folders"),
    "from_name": _("Name of the sender"),
    "from_tier": _("From tier"),
    "host": _("Host name of the portal"),
    "hours": _("Hours"),
    "html": _("As HTML"),
    "hue": _("Colour"),
    "impact": _("Impact"),
    "is_active": _("Switched on"),
    "is_default": _("Gets the new tickets of its tier"),
    "is_key": _("Key organisation"),
    "is_lead": _("Leads the team"),
    "is_public": _("Open to customers"),
    "is_required": _("Must be filled in"),
    "key": _("Key"),
    "kind": _("Kind"),
    "label": _("Label"),
    "language": _("Language"),
    "level": _("Level"),
    "members": _("Members"),
    "minutes": _("Minutes"),
    "mode": _("How it gets work"),
    "most": _("Most tickets at once"),
    "most_returns": _("Returns before the leads decide"),
    "move_to": _("Folder to move to"),
    "name": _("Name"),
    "note": _("Note"),
    "notice": _("What the customer is told"),
    "notice_name": _("Name of the sender on notices"),
    "objectives": _("Goals"),
    "offer_minutes": _("Minutes to answer a handoff"),
    "on": _("What starts it"),
    "options": _("Options"),
    "organisation": _("Organisation"),
    "parent": _("Part of"),
    "password": _("Password"),
    "path": _("Category"),
    "pauses": _("What stands still while the ticket waits"),
    "person": _("Person"),
    "plan": _("Plan"),
    "policy": _("Policy"),
    "port": _("Port"),
    "position": _("Place in the order"),
    "priority": _("Priority"),
    "private_key": _("Private key"),
    "protocol": _("Protocol"),
    "provider": _("Provider"),
    "public_key": _("Public key"),
    "reason": _("Reason"),
    "refresh_token": _("Refresh token"),
    "requires": _("What the package must hold"),
    "role": _("Role"),
    "scheme": _("Kind of key"),
    "secret": _("Secret"),
    "security": _("Encryption"),
    "selector": _("Selector"),
    "sets": _("What it sets"),
    "shares_tickets": _("Colleagues share tickets"),
    "shortcut": _("Shortcut"),
    "sign_in": _("Sign in by"),
    "signature": _("Signature"),
    "since": _("Since"),
    "skill": _("Skill"),
    "slug": _("Word in addresses"),
    "solves": _("Solves"),
    "solves_not": _("Hands on"),
    "stage": _("Stage"),
    "starts_at": _("Begins"),
    "stop": _("Ask no later rule"),
    "strategy": _("Who gets the next ticket"),
    "subdivision": _("Part of the country"),
    "subject": _("Subject"),
    "team": _("Team"),
    "tells_customer": _("Tells the customer"),
    "text": _("Text"),
    "tier": _("Tier"),
    "time_zone": _("Time zone"),
    "to_team": _("To team"),
    "token_url": _("Token address"),
    "urgency": _("Urgency"),
    "user": _("Name to sign in with"),
    "visibility": _("Who may read its tickets"),
    "warn_at": _("Warns at, in percent"),
    "weight": _("Weight"),
    "words": _("Words"),
    "alertrule.minutes": _("Within how many minutes"),
    "consequence.kind": _("Promise"),
    "frame.kind": _("For which mail"),
    "licence.note": _("Why"),
    "mailbox.host": _("Server"),
    "mailbox.is_active": _("Read it"),
    "person.is_active": _("May sign in"),
    "skillneed.level": _("Skill level"),
    "target.kind": _("Promise"),
    "timerule.since": _("Counted from"),
    "webhook.is_active": _("Take its calls"),
}

# What is shaped or kept in the log beside the kinds of the catalogue: one of it, and many.
OTHERS: Mapping[str, tuple[Words, Words]] = {
    "people.Person": (_("person"), _("people")),
    "people.Organisation": (_("organisation"), _("organisations")),
    "email.Mailbox": (_("mailbox"), _("mailboxes")),
    "email.Webhook": (_("webhook"), _("webhooks")),
    "outbox.Suppressed": (_("suppressed address"), _("suppressed addresses")),
    "desk.Membership": (_("membership"), _("Members")),
    "promises.Target": (_("target"), _("Targets")),
    "promises.Consequence": (_("consequence"), _("Consequences")),
}


def named() -> Iterator[tuple[type[Model], Words, Words]]:
    """Every model whose fields people see, and what one and many of it are called."""
    for kind in CATALOGUE:
        # A sentence of a table is English to whoever takes its letters; Django's lazy ones are not.
        yield kind.model, _(kind.one[:]), _(kind.title[:])
    for name, (one, many) in OTHERS.items():
        yield apps.get_model(name), one, many


def fields_of(model: type[Model]) -> list[Any]:
    """The fields that hold something; the row's own number has no name."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [field for field in fields if not field.primary_key]


def label_of(model: type[Model], name: str) -> Words | None:
    """The words of a field of ours, if it has any here."""
    return LABELS.get(f"{model._meta.model_name}.{name}", LABELS.get(name))


def name_all() -> None:
    """Tell the models, once, when all are there. What a model itself put in words stays.

    Migrations compare what was written in the models, so they know nothing of these.
    """
    for model, one, many in named():
        meta: Any = model._meta
        meta.verbose_name, meta.verbose_name_plural = one, many
        for field in fields_of(model):
            words = label_of(model, field.name)
            if words is not None and not isinstance(field._verbose_name, Promise):
                field.verbose_name = words


def heading(model: type[Model], name: str) -> str:
    """A field's words above a column or before a value."""
    field: Any = model._meta.get_field(name)
    return str(capfirst(field.verbose_name))
