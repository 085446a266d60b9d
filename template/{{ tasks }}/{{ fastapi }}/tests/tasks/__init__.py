"""Tests of background tasks, with a queue in memory."""
