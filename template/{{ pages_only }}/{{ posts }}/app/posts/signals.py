"""Signals of posts."""

from django.dispatch import Signal

# Sent when drafts are published and when posts are created as published, with a list
# of them as `posts`. Receivers run in the transaction of the sender.
post_published = Signal()
