"""The small shared kernel: what any process needs, without a business word in it."""
