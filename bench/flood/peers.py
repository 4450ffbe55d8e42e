"""`python -m bench.flood.peers --count 1000`: the same mails through django-helpdesk's own ingestion.

It is installed into a virtual environment of its own under a temporary folder, with a PostgreSQL database
of its own beside it, and reads a folder of mail files as its `get_email` does. Nothing else of it runs.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

from bench.flood.__main__ import mail
from handrail.base.database.hold import down, hold
from handrail.base.database.place import Place

SETTINGS = """
from pathlib import Path
SECRET_KEY, DEBUG, USE_TZ, SITE_ID = "bench", False, True, 1
ROOT_URLCONF, DEFAULT_AUTO_FIELD = "peer_urls", "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
    "django.contrib.humanize", "django.contrib.messages", "django.contrib.sessions", "django.contrib.sites",
    "django.contrib.staticfiles", "rest_framework", "helpdesk"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {
    "context_processors": ["django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages", "django.template.context_processors.request"]}}]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "peer", "USER": "postgres",
    "HOST": "%(socket)s"}}
MEDIA_ROOT, STATIC_URL = "%(base)s/media", "/static/"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
HELPDESK_TEAMS_MODE_ENABLED = HELPDESK_KANBAN_BOARD_ENABLED = False
LOGGING_CONFIG = None
"""
URLS = """
from django.urls import include, path
urlpatterns = [path("helpdesk/", include("helpdesk.urls", namespace="helpdesk"))]
"""
QUEUE = """
from helpdesk.models import FollowUp, Queue, Ticket
from django.utils import timezone
queue = Queue.objects.create(title="Support", slug="support", email_address="support@desk.example",
    allow_public_submission=True, allow_email_submission=True, email_box_type="local",
    email_box_local_dir="%(base)s/mail/", email_box_interval=0, logging_type="none")
made = Ticket.objects.bulk_create([Ticket(title=f"Older {n}", queue=queue, created=timezone.now(),
    modified=timezone.now(), submitter_email=f"p{n %% 2000}@customer.example", status=1,
    description="It is cold. " * 40) for n in range(%(before)d)], batch_size=1000)
FollowUp.objects.bulk_create([FollowUp(ticket=one, date=timezone.now(), title="E-Mail Received",
    comment="It is cold. " * 40, public=True, message_id=f"<older-{n}@flood.example>")
    for n, one in enumerate(made)], batch_size=1000)
"""


def main() -> None:
    """Install, fill the folder, read it, and say how fast that was."""
    options = argparse.ArgumentParser(prog="python -m bench.flood.peers", description=main.__doc__)
    options.add_argument("--count", type=int, default=1_000)
    options.add_argument(
        "--before", type=int, default=20_000, help="tickets that are there already"
    )
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        base.chmod(0o755)
        place = Place((base / "home").resolve())
        with hold(place.home):
            measure(base, place, chosen.count, chosen.before)
        down(place.home)


def measure(base: Path, place: Place, count: int, before: int) -> None:
    """One run in a fresh installation."""
    manage = installed(base, place)
    manage("shell", "-c", QUEUE % {"base": base, "before": before})
    (base / "mail").mkdir()
    for number in range(count):
        (base / "mail" / f"{number}.eml").write_bytes(mail(number))
    began, own, server = time.monotonic(), of_children(), of_server(place)
    manage("get_email", "--quiet")
    took, own = time.monotonic() - began, of_children() - own
    with psycopg.connect(place.url("peer", "postgres")) as connection:
        row = connection.execute("SELECT count(*) FROM helpdesk_ticket").fetchone()
    print(
        f"django-helpdesk: {count / took:.0f} mails a second, {row[0] - before if row else 0} tickets"
    )
    print(f"  its own    {1000 * own / count:.2f} ms of CPU a mail")
    print(f"  database   {1000 * (of_server(place) - server) / count:.2f} ms of CPU a mail")


def installed(base: Path, place: Place) -> Callable[..., None]:
    """Its `manage.py`, as a function of the command's words."""
    python = base / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", base / "venv"], check=True)
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "django-helpdesk==2.6.1", "psycopg2-binary"],
        check=True,
    )
    with psycopg.connect(place.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE peer")
    (base / "peer_settings.py").write_text(SETTINGS % {"socket": place.socket_dir, "base": base})
    (base / "peer_urls.py").write_text(URLS)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "peer_settings", "PYTHONPATH": str(base)}

    def manage(*words: str) -> None:
        subprocess.run([python, "-m", "django", *words], check=True, env=env, cwd=base)

    manage("migrate", "-v", "0")
    return manage


def of_children() -> float:
    """Seconds of CPU that ended children took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def of_server(place: Place) -> float:
    """Seconds of CPU of the database so far, its ended sessions not counted."""
    server = psutil.Process(int(place.pid_file.read_text().split("\n", 1)[0]))
    total = 0.0
    for one in [server, *server.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            total += sum(one.cpu_times()[:4])
    return total


if __name__ == "__main__":
    main()
