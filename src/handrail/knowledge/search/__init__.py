"""Finding what was said before: tickets, people, and what is like what."""
