"""What documents does beside its RPCs: asking the antivirus, sweeping the store, sealing with another key."""
