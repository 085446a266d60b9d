"""Names for URLs, made out of texts."""
