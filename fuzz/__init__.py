"""Hostile input by the hundred thousand: updates, webhooks, pictures."""
