"""Management commands of the queue."""
