"""The ways in which published definitions come to their verdict: one file each."""
