"""Between the tables of expenses and its messages."""
