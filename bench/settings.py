"""The product's settings, with one address more: the trivial view everything is scaled by."""

from handrail.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
