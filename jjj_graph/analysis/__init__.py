"""Pure functions on plain tables: what the graph knows that no page says."""
