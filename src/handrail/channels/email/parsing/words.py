"""Why a mail cannot be read. The child that reads mail knows no languages, and no Django."""


def gettext_noop(words: str) -> str:
    """Only a mark for those who gather sentences."""
    return words


TOO_MANY_PARTS = gettext_noop("It has more than %(most)s parts.")
TOO_DEEP = gettext_noop("Its parts are nested more than %(most)s levels deep.")
TOO_SLOW = gettext_noop("Reading it takes more than %(seconds)s seconds.")
READER_ENDED = gettext_noop("Reading it ended the reader.")
TOO_LARGE = gettext_noop("Reading it needs too much memory.")
UNREADABLE = gettext_noop("It could not be read (%(fault)s).")
REASONS = (TOO_MANY_PARTS, TOO_DEEP, TOO_SLOW, READER_ENDED, TOO_LARGE, UNREADABLE)
