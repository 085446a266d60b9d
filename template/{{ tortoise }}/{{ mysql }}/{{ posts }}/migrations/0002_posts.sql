-- utf8mb4_bin: by default "é" would equal "e", also in unique keys.
-- MEDIUMTEXT: TEXT ends at 64 KiB, which is 16,383 letters of four bytes.
CREATE TABLE tags (
    id INTEGER NOT NULL AUTO_INCREMENT,
    name VARCHAR(100) COLLATE utf8mb4_bin NOT NULL,
    CONSTRAINT pk_tags PRIMARY KEY (id),
    CONSTRAINT uq_tags_name UNIQUE (name)
);

CREATE TABLE posts (
    id INTEGER NOT NULL AUTO_INCREMENT,
    author_id INTEGER NOT NULL,
    title VARCHAR(200) COLLATE utf8mb4_bin NOT NULL,
    body MEDIUMTEXT NOT NULL,
    published_at DATETIME(6),
    views INTEGER NOT NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    CONSTRAINT pk_posts PRIMARY KEY (id),
    CONSTRAINT fk_posts_author_id
        FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_posts_author_id ON posts (author_id);

CREATE TABLE post_tags (
    post_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL,
    CONSTRAINT pk_post_tags PRIMARY KEY (post_id, tag_id),
    CONSTRAINT fk_post_tags_post_id
        FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
    CONSTRAINT fk_post_tags_tag_id
        FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE
);

CREATE INDEX ix_post_tags_tag_id ON post_tags (tag_id);
