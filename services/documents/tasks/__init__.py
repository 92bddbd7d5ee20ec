"""What documents does beside its RPCs: the antivirus is asked in `scanning`; other duties have modules of their own."""
