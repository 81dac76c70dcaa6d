"""Pages of those who administer a clinic: people and settings, nothing clinical."""
