"""The door for agents, leads and administrators (HTML)."""
