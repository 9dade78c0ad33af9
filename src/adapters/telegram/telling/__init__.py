"""Messages that people and admins get unasked."""
