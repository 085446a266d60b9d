"""Traces and metrics of the service."""
