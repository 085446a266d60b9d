"""Publication of drafts at a scheduled time."""
