-- utf8mb4_bin: by default "é" would equal "e", also in unique keys.
CREATE TABLE users (
    id INTEGER NOT NULL AUTO_INCREMENT,
    email VARCHAR(320) COLLATE utf8mb4_bin NOT NULL,
    email_verified BOOLEAN NOT NULL DEFAULT FALSE,
    name VARCHAR(100) COLLATE utf8mb4_bin NOT NULL,
    password_hash VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
    role VARCHAR(10) COLLATE utf8mb4_bin NOT NULL,
    is_active BOOLEAN NOT NULL,
    token_version INTEGER NOT NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT ck_users_email_lower CHECK (email = lower(email)),
    CONSTRAINT ck_users_role CHECK (role IN ('user', 'admin')),
    CONSTRAINT uq_users_email UNIQUE (email)
);
