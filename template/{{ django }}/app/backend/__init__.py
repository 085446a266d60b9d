"""Django's database backend, with timeouts and error translation."""
