"""The operation that stands for any other where the API as a whole is tested."""

PATH = "/api/slugs"
METHODS = {"POST"}
REQUIRED = ["/text"]  # in the body of a POST
