"""Cursors: where a page ended, so that the next begins there whatever was added meanwhile."""

import base64
import binascii

from handrail.api.problems import Problem

PAGE = 50
MOST = 100


def cursor(last_id: int) -> str:
    """An opaque mark behind the row with this id."""
    return base64.urlsafe_b64encode(f"id:{last_id}".encode()).decode()


def read(mark: str | None) -> int | None:
    """The id that a mark stands for. Raises Problem 400 for what is no mark of ours."""
    if not mark:
        return None
    try:
        word, _, number = base64.urlsafe_b64decode(mark.encode()).decode().partition(":")
        if word == "id" and number.isascii() and number.isdigit() and len(number) < 19:
            return int(number)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        pass
    raise Problem(400, "Bad cursor", "Use the `next` value of an earlier page, unchanged.")
