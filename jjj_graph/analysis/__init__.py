"""Pure functions on tables and networkx graphs: what the graph knows that no page says."""
