"""A registry of any size: from a file to a file on one machine, or through a cluster, by one and the same judgement."""
