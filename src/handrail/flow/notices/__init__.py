"""Telling the desk's own people what concerns them: in the app, by a mail of several, by push."""
