"""Statements of auth, by what they look at."""
