"""Where attachments are kept, as an entry for Django's STORAGES."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def attachments(url: str) -> dict[str, Any]:
    """The entry for an address that `env.py` has checked. Neither kind ever hands out a public link."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        options: dict[str, Any] = {"location": unquote(parts.path), "base_url": None}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    query = parse_qs(parts.query)
    options = {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "endpoint_url": query.get("endpoint", [None])[0],
        "region_name": query.get("region", [None])[0],
        "file_overwrite": False,
        "default_acl": None,
        "querystring_auth": True,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
