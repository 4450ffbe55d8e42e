"""Static files under names that hold their hash, so that browsers keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed and compressed. Modules import each other by the bare names of the page's import map."""

    manifest_strict = False
