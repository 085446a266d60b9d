"""Tests of the client of other services."""
