"""The embedded PostgreSQL: one server in one folder, shared by every command of this home."""
