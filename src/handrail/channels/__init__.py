"""Doors to the outside world, one folder a channel."""
