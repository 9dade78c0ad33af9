"""The running product under load: webhooks by the hundred, answered in time."""
