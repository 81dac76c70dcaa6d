"""What follows from the records: pure judgements on treatment trials, with reasons and sources."""
