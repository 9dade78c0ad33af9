"""The Telegram adapter: what a person sees and taps."""
