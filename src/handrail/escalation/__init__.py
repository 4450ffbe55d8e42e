"""Handoffs, consults and stints: who is responsible at each moment."""
