"""The only place that reads the environment and puts the parts together."""
