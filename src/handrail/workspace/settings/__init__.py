"""Where administrators shape the desk: every kind of setting of the catalogue, with history and undo."""
