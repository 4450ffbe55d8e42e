"""The lead's view: who has what, tier by tier, and who is on duty."""
