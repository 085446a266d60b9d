"""The pages, as Flask's test client gets them."""
