"""The hall where rooms meet: intake, reactions, delivery, the live stream."""
