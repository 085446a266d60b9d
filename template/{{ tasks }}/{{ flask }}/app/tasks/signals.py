"""Signals about tasks, for metrics and traces. Their sender is the application."""

from blinker import Namespace

namespace = Namespace()

# message: before it is enqueued, so that receivers can add to its options.
task_enqueued = namespace.signal("task-enqueued")
# message: in the thread of the worker that runs it.
task_started = namespace.signal("task-started")
# message, outcome ("done", "retried" or "dead") and seconds: in the same thread.
task_finished = namespace.signal("task-finished")
# In a worker, before its first task.
worker_started = namespace.signal("worker-started")
