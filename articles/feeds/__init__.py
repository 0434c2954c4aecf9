"""Atom and RSS feeds of every list of articles, and of the corrections."""
