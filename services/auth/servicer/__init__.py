"""The RPCs of auth, one module per service of the contract."""
