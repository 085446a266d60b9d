"""The behaviour of the API, told over HTTP alone: in process, or against a server."""
