"""How records enter and leave: every format strict on the way in, all or nothing."""
