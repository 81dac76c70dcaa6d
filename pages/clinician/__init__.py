"""Pages for clinicians."""
