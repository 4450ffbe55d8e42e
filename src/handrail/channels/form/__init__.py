"""The web form channel."""
