"""The RPCs of missions, a file per service of the contract."""
