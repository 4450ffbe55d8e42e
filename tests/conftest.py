"""The tests' database: the embedded server in this checkout's own home, or DATABASE_URL."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import django
import pytest
from django.conf import settings

from handrail.base.database.hold import hold

CHECKOUT = Path(__file__).parent.parent
TEST_HOME = CHECKOUT / ".test-home"
QUICK_HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"

# Set before anything reads the settings (which is why pytest's own configuration does not name
# them): nothing of the user's own desk is touched.
os.environ["DJANGO_SETTINGS_MODULE"] = "handrail.config.settings"
os.environ["HANDRAIL_HOME"] = str(TEST_HOME)
os.environ.setdefault("HANDRAIL_SMTP_URL", f"file:{TEST_HOME / 'outbox'}")
for name in [n for n in os.environ if n.startswith("HANDRAIL_")]:
    if name not in ("HANDRAIL_HOME", "HANDRAIL_SMTP_URL", "HANDRAIL_DATA"):
        del os.environ[name]
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


@pytest.fixture(autouse=True)
def _the_desk_starts_with_its_defaults(django_db_serialized_rollback: None) -> None:
    """A test that commits empties every table; the three tiers of an empty desk come back after it."""
