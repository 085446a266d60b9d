"""The feature whose tasks prove the queue. A test copies it into a service."""
