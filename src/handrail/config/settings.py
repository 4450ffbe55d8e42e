"""Django's settings, read from the typed environment in `env.py`."""

import os

DEBUG = False
SECRET_KEY = os.environ.get("HANDRAIL_SECRET_KEY", "development-only")
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "handrail.base",
    "handrail.people",
    "handrail.desk",
    "handrail.tickets",
    "handrail.escalation",
    "handrail.flow",
    "procrastinate.contrib.django",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "handrail",
        "USER": "postgres",
        "HOST": "127.0.0.1",
        "PORT": "5433",
    }
}
AUTH_USER_MODEL = "people.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
ROOT_URLCONF = "handrail.config.urls"

HANDRAIL_SENDERS = {"email": "handrail.channels.email.sending.MailSender"}
HANDRAIL_MAIL_DOMAIN = "localhost"
HANDRAIL_MAIL_ADDRESS = "support@localhost"
