"""What the sources say: record types, periods, quantities, entities, sources, evidence, and the checks on them."""
