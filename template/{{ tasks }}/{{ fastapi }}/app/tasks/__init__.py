"""Background tasks: work that a worker does after the response, at least once.

Tasks stand beside their feature, in `app/*/tasks.py`.
"""
