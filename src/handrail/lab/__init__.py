"""Simulations over history."""
