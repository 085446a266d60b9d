"""How the tables of posts came to be."""
