"""Posts that users write, tag and publish."""
