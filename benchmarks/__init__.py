"""How long the template and its service take; `python -m benchmarks` measures it."""
