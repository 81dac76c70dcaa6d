"""Seals: whatever is changed past the doors of this program, by a hand or by a failing disk, shows."""
