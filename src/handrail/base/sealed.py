"""Secrets at rest: passwords and private keys lie in the database encrypted, and never in a log.

The key is derived from the desk's secret key, so a stolen dump of the database alone opens nothing.
Whoever changes the secret key keeps the old one (HANDRAIL_OLD_SECRET_KEYS), or types the secrets again.
"""

import base64
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django import forms
from django.conf import settings
from django.db import models
from django.utils.text import capfirst

from handrail.base.saying import Saying, said

if TYPE_CHECKING:
    Text = models.TextField[str, str]
else:
    # The real class takes no types.
    Text = models.TextField

MARK = "sealed:"
HIDDEN = "••••"


class CannotOpen(Saying, ValueError):
    """A secret that was sealed with a key this desk no longer has."""


def seal(text: str) -> str:
    """The text encrypted (AES-128 with HMAC-SHA-256), marked as such. An empty one stays empty."""
    return MARK + _box().encrypt(text.encode()).decode() if text else ""


def opened(sealed: str) -> str:
    """What was sealed. Raises CannotOpen when the key has changed."""
    if not sealed.startswith(MARK):
        return sealed
    try:
        return _box().decrypt(sealed.removeprefix(MARK)).decode()
    except InvalidToken as fault:
        raise CannotOpen("This was encrypted with another secret key. Type it again.") from fault


def is_sealed(value: object) -> bool:
    """Whether this is an encrypted secret."""
    return isinstance(value, str) and value.startswith(MARK)


def _box() -> MultiFernet:
    return _box_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _box_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    made = HKDF(SHA256(), length=32, salt=None, info=b"handrail sealed").derive(key.encode())
    return base64.urlsafe_b64encode(made)


class SecretInput(forms.PasswordInput):
    """A field that never shows what it holds."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"autocomplete": "new-password", **(attrs or {})}, render_value=False)


class SecretLines(forms.Textarea):
    """The same for a secret of several lines, such as a private key."""

    def format_value(self, value: Any) -> str:
        """Nothing, whatever it holds."""
        return ""


class SealedField(Text):
    """A secret in a row: the attribute holds it sealed, `opened` reads it.

    Left empty in a form it stays as it is; a single hyphen takes it away.
    """

    widget: type[forms.Widget] = SecretInput

    def formfield(self, **more: Any) -> Any:
        """A field to type a new secret into."""
        return forms.CharField(
            label=more.get("label") or capfirst(self.verbose_name), required=False, widget=self.widget,
            help_text=said("%(help)s Empty keeps what is set; - removes it.", help=self.help_text),
        )  # fmt: skip

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        """Keep what is there unless something was typed."""
        if data:
            setattr(instance, self.attname, "" if data == "-" else seal(data))

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Nothing is ever stored in the clear."""
        value = getattr(model_instance, self.attname) or ""
        if not is_sealed(value):
            setattr(model_instance, self.attname, value := seal(value))
        return str(value)


class SealedLines(SealedField):
    """A secret of several lines."""

    widget = SecretLines
