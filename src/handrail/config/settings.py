"""Django's settings, built from the typed environment in `env.py`."""

from pathlib import Path

from handrail.config import catalogues
from handrail.config import env as environment
from handrail.config.database import database
from handrail.config.logs import logging
from handrail.config.mail import mail
from handrail.config.secret import secret_key
from handrail.config.storage import attachments

HERE = Path(__file__).parent
HANDRAIL = environment.read()

# What rooms and doors ask for, each under its own name so that a test can override one.
HANDRAIL_URL = HANDRAIL.url
HANDRAIL_MAIL_ADDRESS = HANDRAIL.mail_address
HANDRAIL_PUSH_SERVICES = HANDRAIL.push_services
HANDRAIL_MAIL_DOMAIN = HANDRAIL.mail_address.rpartition("@")[2]
HANDRAIL_MAIL_AUTHSERV_ID = HANDRAIL.mail_authserv_id
HANDRAIL_DNS_SERVER = HANDRAIL.dns_server
HANDRAIL_MAIL_HOST = HANDRAIL.mail_host
HANDRAIL_MAIL_PORT = HANDRAIL.mail_port
HANDRAIL_MAIL_PROTOCOL = HANDRAIL.mail_protocol
HANDRAIL_SMTP_URL = HANDRAIL.smtp_url
HANDRAIL_IMAP_URLS = list(HANDRAIL.imap_urls)
HANDRAIL_MAX_MESSAGE_BYTES = HANDRAIL.max_message_bytes
HANDRAIL_MAX_UPLOAD_BYTES = HANDRAIL.max_upload_bytes
HANDRAIL_API_RATE = HANDRAIL.api_rate
# The way out of each channel: flow knows only the port, never the door.
HANDRAIL_SENDERS = {"email": "handrail.channels.email.sending.MailSender"}

# Jobs and sweeps that live behind a door; the worker loads them by name.
PROCRASTINATE_IMPORT_PATHS = [
    "handrail.channels.email.jobs",
    "handrail.channels.email.handfuls",
]
# What learns the category of new tickets; loaded only where a job trains or asks it.
HANDRAIL_LEARNER = {
    "train": "handrail.routing.model.training.train",
    "to_bytes": "handrail.routing.model.storing.pack",
    "from_bytes": "handrail.routing.model.storing.unpack",
}
# What administrators are told of on every page.
HANDRAIL_TROUBLE = ["handrail.channels.email.health.troubles"]
HANDRAIL_SWEEPS = {
    "handrail.channels.email.jobs.sweep": 20.0,
    "handrail.channels.email.health.sweep": 30.0,
    "handrail.api.idempotency.forget": 600.0,
}

DEBUG = False
SECRET_KEY = secret_key(HANDRAIL.home, HANDRAIL.secret_key)
SECRET_KEY_FALLBACKS = list(HANDRAIL.old_secret_keys)
ALLOWED_HOSTS = list(HANDRAIL.allowed_hosts)

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "handrail.config.apps.Admin",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "handrail.base",
    "handrail.people",
    "handrail.desk",
    "handrail.tickets",
    "handrail.routing",
    "handrail.escalation",
    "handrail.promises",
    "handrail.knowledge",
    "handrail.knowledge.search",
    "handrail.knowledge.trees",
    "handrail.insight",
    "handrail.academy",
    "handrail.lab",
    "handrail.automation",
    "handrail.flow",
    "handrail.flow.outbox",
    "handrail.flow.notices",
    "handrail.jobs",
    "handrail.channels.email",
    "handrail.channels.form",
    "handrail.api",
    "handrail.portal",
    "handrail.workspace",
    "procrastinate.contrib.django",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    "handrail.config.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "handrail.config.speaking.Speaking",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "handrail.api.edge.Edge",
    "handrail.api.idempotency.Idempotency",
]

ROOT_URLCONF = "handrail.config.urls"
WSGI_APPLICATION = "handrail.config.wsgi.application"
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "handrail.config.headers.csp_nonce",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": CONTEXT_PROCESSORS,
            "libraries": {"look": "handrail.config.look_tags"},
        },
    },
    {
        # Every page of our own: 50 rows of Django templates cost 10 ms; measured in bench/.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE / "jinja2"],
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "handrail.config.jinja.environment",
            "context_processors": [
                "handrail.config.look.look",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database(HANDRAIL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by every process and node; made by `handrail migrate`.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "handrail_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "handrail.config.signing_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Handrail"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "handrail.config.signing_in.username"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True

# The accent of our own pages, from light to dark.
BLUES = {
    "50": "oklch(97% 0.014 262)", "100": "oklch(94% 0.03 262)", "200": "oklch(88% 0.06 262)",
    "300": "oklch(80% 0.1 262)", "400": "oklch(70% 0.14 262)", "500": "oklch(60% 0.17 262)",
    "600": "oklch(50% 0.17 262)", "700": "oklch(44% 0.17 262)", "800": "oklch(38% 0.14 262)",
    "900": "oklch(33% 0.11 262)", "950": "oklch(25% 0.08 262)",
}  # fmt: skip
UNFOLD = {
    "SITE_TITLE": "Handrail",
    "SITE_HEADER": "Handrail",
    "SITE_URL": "/work/",
    "COLORS": {"primary": BLUES},
}

LANGUAGE_CODE = "en"
LANGUAGES = [*catalogues.LANGUAGES, *([catalogues.PSEUDO] if HANDRAIL.pseudo_locale else [])]
LOCALE_PATHS = [catalogues.compiled(HANDRAIL.home, pseudo=HANDRAIL.pseudo_locale)]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
STATIC_ROOT = HANDRAIL.home / "static"
STORAGES = {
    "default": attachments(HANDRAIL.storage_url),
    "staticfiles": {"BACKEND": "handrail.config.static.HashedFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = HANDRAIL.max_upload_bytes + 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HANDRAIL.secure
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [HANDRAIL.url]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HANDRAIL.secure else None
SECURE_HSTS_SECONDS = 31_536_000 if HANDRAIL.secure else 0
X_FRAME_OPTIONS = "DENY"

(EMAIL_BACKEND, EMAIL_OPTIONS) = mail(HANDRAIL.smtp_url)
globals().update(EMAIL_OPTIONS)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = HANDRAIL.mail_address

LOGGING = logging(HANDRAIL.log_level, json=HANDRAIL.log_json)
