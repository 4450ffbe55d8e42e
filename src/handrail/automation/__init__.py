"""What the desk does by itself, and what an agent does with one press."""
