"""One port: the live stream natively, every page through Django's threads."""

import gc

from django.conf import settings

from handrail.base.lineage import die_with_parent
from handrail.config.pages import Pages, Receive, Scope, Send
from handrail.config.wsgi import application as django_pages
from handrail.flow.stream import application as stream

# A form may hold several files.
MOST_BYTES = 4 * settings.HANDRAIL.max_upload_bytes

die_with_parent()
pages = Pages(django_pages, settings.HANDRAIL.web_threads, MOST_BYTES)
# What start-up has made lives as long as the process: the collector need not look at it again, and
# what a request makes is mostly gone without it.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Send a request to where it belongs."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] != "http":
        await send({"type": "websocket.close", "code": 1000})
    elif scope["path"] == "/live" or scope["path"].startswith("/live/"):
        await stream(scope, receive, send)
    else:
        await pages(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    for _ in range(2):
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
