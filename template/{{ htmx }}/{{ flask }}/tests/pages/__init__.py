"""Tests of the pages, with Flask's test client."""
