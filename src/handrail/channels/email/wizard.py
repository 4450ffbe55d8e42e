"""Setting up a mailbox: what the large providers use, and trying it before it is kept."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from handrail.base.choosing import in_words
from handrail.base.languages import later
from handrail.base.sealed import CannotOpen
from handrail.channels.email import imap, pop3, sources, trouble
from handrail.channels.email.mailboxes import Mailbox
from handrail.channels.email.oauth import NoToken
from handrail.channels.email.sources import Place

# Server and encryption as each provider documents them for programs that read mail.
PROVIDERS: Mapping[str, dict[str, Any]] = {
    "": {"name": later("Another server")},
    "google": {"name": "Google Workspace or Gmail", "host": "imap.gmail.com"},
    "microsoft": {"name": "Microsoft 365", "host": "outlook.office365.com", "sign_in": "oauth",
                  "token_url": "https://login.microsoftonline.com/common/oauth2/v2.0/token"},
    "yahoo": {"name": "Yahoo", "host": "imap.mail.yahoo.com"},
    "icloud": {"name": "iCloud", "host": "imap.mail.me.com"},
    "fastmail": {"name": "Fastmail", "host": "imap.fastmail.com"},
    "gmx": {"name": "GMX", "host": "imap.gmx.net"},
    "ionos": {"name": "IONOS", "host": "imap.ionos.com"},
    "zoho": {"name": "Zoho", "host": "imap.zoho.com"},
}  # fmt: skip
TRIED = (*imap.TROUBLE, *pop3.TROUBLE, NoToken, CannotOpen)


class MailboxForm(forms.ModelForm):  # type: ignore[type-arg]  # the class takes none at run time
    """One mailbox; secrets are typed and never shown again."""

    folders = SimpleArrayField(
        forms.CharField(max_length=300), label=_l("Folders"), initial=["INBOX"],
        help_text=_l("With commas between."),
    )  # fmt: skip

    class Meta:
        model = Mailbox
        fields = [
            "name", "protocol", "host", "port", "security", "user", "sign_in", "password", "token_url",
            "client_id", "client_secret", "refresh_token", "folders", "afterwards", "move_to", "brand",
            "team", "is_active",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in map(in_words, self.fields.values()):
            is_tick = isinstance(field.widget, forms.CheckboxInput)
            field.widget.attrs.setdefault("class", "check" if is_tick else "input")


def begun(provider: str) -> dict[str, Any]:
    """The form's first values for a provider."""
    known = PROVIDERS.get(provider, {})
    return {name: value for name, value in known.items() if name != "name"}


def tried(box: Mailbox) -> list[str]:
    """Sign in and open every folder; what went wrong, a sentence for each, or nothing."""
    try:
        places = sources.places(box)
    except CannotOpen as fault:
        return [str(fault)]
    return [wrong for place in places if (wrong := _tried(place))]


def _tried(place: Place) -> str:
    try:
        if place.protocol == "pop3":
            with pop3.opened(place):
                return ""
        with imap.opened(place) as client:
            if place.afterwards == "move" and not client.folder.exists(place.move_to):
                return _("There is no folder %(move_to)s to move mail to.") % {
                    "move_to": place.move_to
                }
    except TRIED as fault:
        return str(trouble.in_words(fault, place))
    return ""
