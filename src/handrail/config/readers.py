"""Reading one environment variable as one type; a bad value is one clear sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class BadSettingError(Exception):
    """A variable in the environment holds something we can't use; the message says what we can."""

    def __init__(self, name: str, value: str, allowed: str) -> None:
        shown = "(hidden)" if "SECRET" in name or "URL" in name else repr(value)
        super().__init__(f"{name} is {shown}, but must be {allowed}.")


@dataclass(frozen=True, slots=True)
class Reader:
    """Typed reading; an empty variable counts as unset."""

    source: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        return self.source.get(name, "").strip() or default

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise BadSettingError(name, value, f"a whole number from {least} to {most}")
        return int(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name, "yes" if default else "no").lower()
        if value not in YES + NO:
            raise BadSettingError(name, value, f"one of {', '.join(YES + NO)}")
        return value in YES

    def choice(self, name: str, default: str, allowed: Sequence[str]) -> str:
        value = self.text(name, default)
        if value.lower() not in allowed:
            raise BadSettingError(name, value, f"one of {', '.join(allowed)}")
        return value.lower()

    def words(self, name: str, default: str = "") -> tuple[str, ...]:
        return tuple(word for word in self.text(name, default).replace(",", " ").split() if word)

    def folder(self, name: str, default: str) -> Path:
        path = Path(self.text(name, default)).expanduser().absolute()
        if path.exists() and not path.is_dir():
            raise BadSettingError(name, str(path), "a folder, or a path where one can be made")
        return path

    def url(self, name: str, default: str, schemes: Sequence[str]) -> str:
        return self._url(name, self.text(name, default), schemes)

    def urls(self, name: str, schemes: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._url(name, value, schemes) for value in self.words(name))

    def _url(self, name: str, value: str, schemes: Sequence[str]) -> str:
        allowed = f"an address that starts with {' or '.join(f'{s}:' for s in schemes)}"
        try:
            parts = urlsplit(value)
            bad = bool(value) and parts.scheme not in schemes
            # Reading the port checks it.
            bad = bad or (parts.port is not None and not parts.hostname)
        except ValueError:
            bad = True
        if bad:
            raise BadSettingError(name, value, allowed)
        return value
