"""Events by which a feature tells others what it did."""

from collections.abc import Awaitable, Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")
Receiver = Callable[P, Awaitable[None]]


class Event(Generic[P]):
    """An event that has the parameters of the decorated function.

    Receivers run in the transaction of the sender, and an error in one rolls it back.
    For effects outside the database, they call `on_commit` of `app.sessions`.
    """

    def __init__(self, signature: Receiver[P]) -> None:
        self.__doc__ = signature.__doc__
        self.receivers: list[Receiver[P]] = []

    def connect(self, receiver: Receiver[P]) -> Receiver[P]:
        """Call the function whenever the event is sent. Usable as a decorator."""
        self.receivers.append(receiver)
        return receiver

    async def send(self, *args: P.args, **kwargs: P.kwargs) -> None:
        for receiver in self.receivers:
            await receiver(*args, **kwargs)
