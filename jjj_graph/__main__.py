"""``python -m jjj_graph`` is ``jjj``."""

from jjj_graph.cli import main

if __name__ == "__main__":
    main()
