"""The service: one package for each feature, and modules that they share."""
