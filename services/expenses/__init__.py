"""Claims (états de frais): entry, calculation, validation, acceptance."""
