"""Doors outward: bug trackers, chat tools, webhooks."""
