"""The service: one package a feature, and what the features share beside them."""
