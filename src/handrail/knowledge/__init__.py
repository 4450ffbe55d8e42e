"""Articles and what flows down."""
