"""The circuit of a host."""

from types import SimpleNamespace

import pytest

from app.outbound import circuit as module
from app.outbound.bounds import Bounds
from app.outbound.circuit import Circuit
from app.outbound.errors import (
    UpstreamBusyError,
    UpstreamStatusError,
    UpstreamTimeoutError,
)

BOUNDS = Bounds(failures=2, cooldown=30)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    clock = SimpleNamespace(now=1000.0)
    time = SimpleNamespace(monotonic=lambda: clock.now)
    monkeypatch.setattr(module, "time", time)
    return clock


def call(circuit: Circuit, error: BaseException | None = None) -> None:
    with circuit.call():
        if error is not None:
            raise error


def fail(circuit: Circuit, error: BaseException) -> None:
    with pytest.raises(type(error)):
        call(circuit, error)


def test_circuit_opens_after_outages_in_a_row(clock: SimpleNamespace) -> None:
    circuit = Circuit(BOUNDS)

    fail(circuit, UpstreamTimeoutError())
    call(circuit)
    fail(circuit, UpstreamTimeoutError())
    fail(circuit, UpstreamStatusError(503, None))

    with pytest.raises(UpstreamBusyError):
        call(circuit)


def test_refusals_of_the_host_are_no_outages(clock: SimpleNamespace) -> None:
    circuit = Circuit(BOUNDS)

    for _ in range(5):
        fail(circuit, UpstreamStatusError(404, None))

    call(circuit)


def test_open_circuit_lets_one_call_through(clock: SimpleNamespace) -> None:
    circuit = Circuit(BOUNDS)
    for _ in range(2):
        fail(circuit, UpstreamTimeoutError())

    clock.now += 30
    with circuit.call(), pytest.raises(UpstreamBusyError):
        call(circuit)

    call(circuit)


def test_circuit_stays_open_if_that_call_fails(clock: SimpleNamespace) -> None:
    circuit = Circuit(BOUNDS)
    for _ in range(2):
        fail(circuit, UpstreamTimeoutError())

    clock.now += 30
    fail(circuit, UpstreamTimeoutError())

    with pytest.raises(UpstreamBusyError):
        call(circuit)


def test_cancelled_call_lets_the_next_one_through(clock: SimpleNamespace) -> None:
    circuit = Circuit(BOUNDS)
    for _ in range(2):
        fail(circuit, UpstreamTimeoutError())

    clock.now += 30
    fail(circuit, KeyboardInterrupt())

    call(circuit)
