"""Updates from Telegram: receiving, storing, ordering and handling them."""
