"""The operation that tests of the API as a whole use as an example."""

PATH = "/api/users"
METHODS = {"GET", "POST"}
REQUIRED = ["/email", "/name", "/password"]  # in the body of a POST
