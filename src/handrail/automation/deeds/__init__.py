"""Deeds: what rules and macros do. Kinds, checking, telling, planning, carrying out."""
