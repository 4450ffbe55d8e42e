"""What somebody is told, on screen."""
