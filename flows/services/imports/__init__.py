"""Organisations from public registers."""
