"""Static files under names that hold their hash, so that browsers keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed and compressed; module imports are rewritten too, and a missing file is no error."""

    support_js_module_import_aggregation = True
    manifest_strict = False
