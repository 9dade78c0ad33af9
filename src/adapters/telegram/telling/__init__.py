"""Messages that people and owners get unasked."""
