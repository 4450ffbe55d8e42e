"""The administrators' pages of webhooks: the addresses a mail provider is given, and its proof."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.base.choosing import in_words
from handrail.base.sealed import CannotOpen
from handrail.base.settings_log import keep, remove
from handrail.channels.email.providers import PASSWORD, PROVIDERS, understands
from handrail.channels.email.views import administrators, frame
from handrail.channels.email.webhooks import Webhook
from handrail.people.models import Person


class WebhookForm(forms.ModelForm):  # type: ignore[type-arg]  # the class takes none at run time
    """One webhook; the secret is typed and never shown again."""

    class Meta:
        model = Webhook
        fields = ["name", "provider", "secret", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in map(in_words, self.fields.values()):
            is_tick = isinstance(field.widget, forms.CheckboxInput)
            field.widget.attrs.setdefault("class", "check" if is_tick else "input")

    def clean(self) -> dict[str, Any] | None:
        """A proof that the provider's own check could not work with is told before it is kept."""
        cleaned = super().clean() or {}
        provider, secret = cleaned.get("provider"), self.data.get("secret", "").strip()
        if provider and secret:
            self._tried(provider, secret)
        return cleaned

    def _tried(self, provider: str, secret: str) -> None:
        if PROVIDERS[provider].inbound_proof == PASSWORD and ":" not in secret:
            self.add_error("secret", _("This provider signs in: write it as name:password."))
            return
        try:
            understands(provider, "inbound", secret)
        except (ValueError, CannotOpen) as fault:
            self.add_error(
                "secret", _("That is no secret of this provider's: %(fault)s") % {"fault": fault}
            )


@administrators
def webhook(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One webhook, and what to enter at the provider's."""
    hook = get_object_or_404(Webhook, pk=pk) if pk else Webhook()
    data = request.POST if request.method == "POST" else None
    first = {} if pk else {"provider": request.GET.get("provider", "")}
    form = WebhookForm(data, instance=hook, initial=first)
    if data is not None and form.is_valid():
        assert isinstance(request.user, Person)
        keep(form.instance, by=By.person(request.user))
        messages.success(request, _("Kept. Now enter the addresses below at your provider's."))
        return redirect("email:webhook", form.instance.pk)
    context = {"form": form, "hook": hook if pk else None, "steps": _steps(hook) if pk else None}
    status = 422 if data is not None else 200
    return render(request, "email/webhook.html", frame(request) | context, status=status)


def _steps(hook: Webhook) -> dict[str, str]:
    """What is entered at the provider's."""
    known = PROVIDERS[hook.provider]
    told = {"help": known.help, "signs_in": str(known.inbound_proof == PASSWORD)}
    for what in ("inbound", "events"):
        told[what] = settings.HANDRAIL_URL + reverse("mail_hook", args=[hook.key, what])
    return told


@require_POST
@administrators
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take its calls no more. What came by it stays."""
    assert isinstance(request.user, Person)
    remove(get_object_or_404(Webhook, pk=pk), by=By.person(request.user))
    messages.success(request, _("Removed. What came by it stays."))
    return redirect("email:mailboxes")
