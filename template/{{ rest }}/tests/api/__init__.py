"""Tests of the API over HTTP, in process or against a running server."""
