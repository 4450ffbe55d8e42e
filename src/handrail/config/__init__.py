"""The roof: settings, urls, asgi; the only place that names everything."""
