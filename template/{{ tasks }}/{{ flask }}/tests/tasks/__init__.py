"""Tests of the queue, its workers and its scheduler."""
