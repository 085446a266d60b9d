"""Operations that need no token. All others refuse requests without one."""

PUBLIC = {
    ("get", "/health/live"),
    ("get", "/health/ready"),
    ("post", "/api/auth/token"),
    ("post", "/api/auth/refresh"),
    ("post", "/api/auth/password-reset"),
    ("post", "/api/auth/password-reset/confirm"),
    ("post", "/api/auth/verify-email"),
    ("post", "/api/users"),
    ("get", "/api/posts"),
    ("get", "/api/posts/{post_id}"),
}
