"""Handrail: customer support built around support tiers."""

__version__ = "0.1.0"
