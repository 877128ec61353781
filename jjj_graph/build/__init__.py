"""Facts to quads: the only layer that knows how a fact is written in RDF."""
