"""What happened to a patient, what follows from it, and the only two doors to both."""
