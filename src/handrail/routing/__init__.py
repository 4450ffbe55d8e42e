"""Which team a request belongs to, who gets it, and why."""
