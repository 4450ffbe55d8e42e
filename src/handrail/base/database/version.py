"""The oldest server we speak to."""

OLDEST = 15


class TooOldError(Exception):
    """The PostgreSQL server is older than this program can use."""


def check(number: int) -> None:
    """Refuse a server by its `server_version_num` (150004 is 15.4). Raises TooOldError."""
    major = number // 10_000
    if major < OLDEST:
        raise TooOldError(
            f"The PostgreSQL server is version {major}; Handrail needs {OLDEST} or newer. "
            "Upgrade it, or unset DATABASE_URL to use the embedded server."
        )
