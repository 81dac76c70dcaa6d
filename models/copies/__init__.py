"""Copies of a whole installation: one format for both databases, encrypted, and of one moment."""
