"""Views: tables and graphs become pages that stand alone. No RDF is read here.

``page`` makes any page (one file, no request, a strict content policy); each other module holds one
view: its typed input and the function that turns it into a page.
"""
