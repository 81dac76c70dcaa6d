"""The commands by which an installation is run: one file for what belongs together."""
