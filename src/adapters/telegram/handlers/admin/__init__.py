"""The handlers of admins' actions."""
