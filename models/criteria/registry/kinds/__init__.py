"""The kinds of judgement by which definitions are computed, over many patients at once: each as its namesake."""
