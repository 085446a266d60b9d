"""Users: registration, log-in and administration."""
