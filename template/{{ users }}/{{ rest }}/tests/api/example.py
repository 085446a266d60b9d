"""The operation that stands for any other where the API as a whole is tested."""

PATH = "/api/users"
METHODS = {"GET", "POST"}
REQUIRED = ["/email", "/name", "/password"]  # in the body of a POST
