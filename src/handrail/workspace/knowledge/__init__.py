"""Articles on screen, for those who write them."""
