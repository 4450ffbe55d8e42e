"""The shape of support: tiers, teams, categories."""
