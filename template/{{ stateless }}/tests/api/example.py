"""The operation that the tests of the whole API use."""

PATH = "/api/slugs"
METHODS = {"POST"}
REQUIRED = ["/text"]  # in the body of a POST
