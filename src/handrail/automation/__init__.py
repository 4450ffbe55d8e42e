"""Triggers and time-based rules."""
