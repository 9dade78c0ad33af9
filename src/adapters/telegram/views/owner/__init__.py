"""Screens for owners."""
