"""What the desk knows: articles, who may read them, and what they spare everybody."""
