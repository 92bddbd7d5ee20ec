"""What folders and documents may be: `folders` (plans, seals), and the other nouns in modules of their own."""
