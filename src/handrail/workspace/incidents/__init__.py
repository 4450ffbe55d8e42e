"""Major incidents on screen."""
