"""The pages, as Django's test client gets them."""
