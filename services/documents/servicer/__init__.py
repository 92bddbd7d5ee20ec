"""The RPCs of documents, a module per service of the contract."""
