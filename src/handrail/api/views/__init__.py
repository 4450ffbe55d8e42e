"""The addresses, by noun. Each authenticates, gets its ticket through the scope, calls one verb."""
