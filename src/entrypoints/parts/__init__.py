"""The parts of the product, each made from the settings."""
