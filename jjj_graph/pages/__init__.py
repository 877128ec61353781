"""The doors of the views: what each page shows, read from the graph and computed by the analyses."""
