"""The tests' database: the embedded server in this checkout's own home, or DATABASE_URL."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any
from zlib import crc32

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import connection

from handrail.base.database.hold import hold

CHECKOUT = Path(__file__).parent.parent
TEST_HOME = CHECKOUT / ".test-home"
QUICK_HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}

# Set before anything reads the settings (which is why pytest's own configuration does not name
# them): nothing of the user's own desk is touched.
# A browser under test keeps an event loop in this thread; what Django guards against is not the case.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
os.environ["DJANGO_SETTINGS_MODULE"] = "handrail.config.settings"
os.environ["HANDRAIL_HOME"] = str(TEST_HOME)
os.environ.setdefault("HANDRAIL_SMTP_URL", f"file:{TEST_HOME / 'outbox'}")
for name in [n for n in os.environ if n.startswith("HANDRAIL_")]:
    if name not in ("HANDRAIL_HOME", "HANDRAIL_SMTP_URL", "HANDRAIL_DATA"):
        del os.environ[name]
# A place of this checkout's own: another run closes the common one to PostgreSQL's account.
PLACE = Path(tempfile.gettempdir()) / f"handrail-tests-{crc32(bytes(CHECKOUT)):08x}"
PLACE.mkdir(exist_ok=True)
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(PLACE))
django.setup()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """Have the server before pytest-django makes its database (one for each xdist worker)."""
    with ExitStack() as stack:
        if settings.HANDRAIL.embedded:
            stack.enter_context(hold(TEST_HOME, durable=False))
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> None:
    """Hashing is slow on purpose; the tests have no secrets."""
    settings.PASSWORD_HASHERS = [QUICK_HASHER]


@pytest.fixture(scope="session", autouse=True)
def _plain_static_files() -> None:
    """Pages name their files without the hashes that `handrail up` gathers."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(scope="session")
def _first_rows(django_db_setup: None, django_db_blocker: Any) -> str:
    """What the migrations themselves put into the tables: the default tiers, teams, policy, macro."""
    rooms = [(apps.get_app_config(room), None) for room in ("desk", "promises", "automation")]
    words = (apps.get_app_config("routing"), [apps.get_model("routing", "Starter")])
    seeded = serializers.sort_dependencies([*rooms, words])
    with django_db_blocker.unblock():
        return serializers.serialize(
            "json", chain.from_iterable(m._default_manager.all() for m in seeded)
        )


@pytest.fixture(autouse=True)
def _desk_is_furnished(request: pytest.FixtureRequest, _django_db_helper: None) -> None:
    """A test with `transaction=True` empties every table; the next one finds them furnished again."""
    marked = request.node.get_closest_marker("django_db")
    if not marked and not DATABASE_FIXTURES & set(request.fixturenames):
        return
    rows = request.getfixturevalue("_first_rows")
    if not apps.get_model("desk", "Tier").objects.exists():
        for row in serializers.deserialize("json", rows):
            row.save()


@pytest.fixture(autouse=True)
def _log_is_emptied_too(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """The log is no table of Django's, so the emptying after `transaction=True` passes it by."""
    yield
    marked = request.node.get_closest_marker("django_db")
    if marked and marked.kwargs.get("transaction"):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE base_event")
