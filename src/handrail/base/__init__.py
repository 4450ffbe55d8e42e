"""The ground: clock, ids, event store and record(), text cleaning."""
