"""Time's door: queue tasks and sweeps, all shallow."""
