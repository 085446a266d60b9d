"""Management commands for users."""
