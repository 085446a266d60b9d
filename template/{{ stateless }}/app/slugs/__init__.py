"""Slugs, which are texts for URLs."""
