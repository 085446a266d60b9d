"""The tests: over HTTP in `api`, in the service's own idiom beside it."""
