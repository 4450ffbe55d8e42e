"""Triage: which tier and team a request belongs to."""
