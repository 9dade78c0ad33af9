"""Messages that people and admins get without asking."""
