"""The product's settings, with one address more: the trivial view everything is scaled by."""

from handrail.config.settings import *  # noqa: F403

# One program makes all the load.
HANDRAIL_API_RATE = 1_000_000_000
ROOT_URLCONF = "bench.urls"
