"""KPIs, read from the event log."""
