"""The migrations, and what alembic runs for them."""
