"""Decision trees: questions that lead to an answer, a ticket, or the team that knows."""
