"""The pages of figures: one for each tier and each team."""
