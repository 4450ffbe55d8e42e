"""The key that signs sessions and links: from the environment, else made once and kept."""

import os
import secrets
from pathlib import Path


def secret_key(home: Path, given: str) -> str:
    """The key to use. Two processes that start at once end with the same one."""
    if given:
        return given
    kept = home / "secret_key"
    if not kept.exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = home / f".secret_key.{os.getpid()}"
        aside.touch(mode=0o600)
        aside.write_text(secrets.token_urlsafe(50))
        try:
            # A link, unlike a rename, never replaces the key another process has just made.
            kept.hardlink_to(aside)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return kept.read_text()
