"""Versions of the tables, and how alembic is to run them."""
