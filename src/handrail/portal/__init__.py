"""The door for customers (HTML)."""
