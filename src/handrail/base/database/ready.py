"""Having the database while a command runs."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import django
from django.conf import settings
from django.db import connection, connections

from handrail.base.database import version
from handrail.base.database.hold import hold


@contextmanager
def database() -> Iterator[None]:
    """Inside, the database answers (the embedded one is started) and Django is ready.

    Raises TooOldError for a server that is too old, NotStartedError for one that won't start.
    """
    env = settings.HANDRAIL
    with hold(env.home) if env.embedded else nullcontext():
        django.setup()
        try:
            connection.ensure_connection()
            version.check(connection.connection.info.server_version)
            yield
        finally:
            connections.close_all()
