"""The heart: ticket, message, attachment and their events."""
