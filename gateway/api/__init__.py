"""The JSON API under /api/v1: the same activities as the pages, from the same calls."""
