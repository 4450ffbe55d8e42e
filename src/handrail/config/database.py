"""Which database Django speaks to: the given server, or the embedded one of this home."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

from handrail.base.database.place import Place
from handrail.config.env import Environment

DJANGO_NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


def database(env: Environment) -> dict[str, Any]:
    """Django's entry for the default database; nothing is started here."""
    conninfo = env.database_url or Place(env.home.resolve()).url()
    given = {name: value for name, value in conninfo_to_dict(conninfo).items() if value is not None}
    named = {
        DJANGO_NAMES[name]: str(given.pop(name)) for name in list(given) if name in DJANGO_NAMES
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        # One connection a thread, kept: threads are bounded, so connections are.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Django speaks in few shapes of statement: the server plans each once a connection.
        "OPTIONS": {
            "connect_timeout": 10, "application_name": "handrail", "server_side_binding": True,
            "prepare_threshold": 5, **given,
        },
        **named,
    }  # fmt: skip
