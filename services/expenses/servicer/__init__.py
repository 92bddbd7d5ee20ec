"""The RPCs of expenses, a file per service of the contract."""
