"""The pages, a module per activity: its routes and its forms."""
