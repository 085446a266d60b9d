"""Migrations of posts."""
