"""The outbox: from which address, in which frame, signed how, held how long, and to whom never."""
