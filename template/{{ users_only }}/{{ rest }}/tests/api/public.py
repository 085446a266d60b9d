"""The operations that answer without a token; every other one is refused."""

PUBLIC = {
    ("get", "/health/live"),
    ("get", "/health/ready"),
    ("post", "/api/auth/token"),
    ("post", "/api/auth/refresh"),
    ("post", "/api/users"),
}
