"""Requesters, organisations, staff, roles, and who may see what."""
