"""Decision trees: which there are, how they are walked, and drawing them."""
