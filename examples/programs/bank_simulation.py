"""Discrete-event simulation: processes are generators, the future is a heap.

    bank_simulation.py                     a day at a bank
    bank_simulation.py --tellers 1-4       how waiting depends on the number of tellers
    bank_simulation.py --log               every event

The kernel (`Simulation`, `Resource`, `Store`, `AnyOf`) knows nothing of banks: a process yields what it waits for and is resumed
with its result. Ties in time are settled by the order of scheduling, so a run is determined by its seed.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import logging
import random
import statistics
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

log = logging.getLogger("bank")

type Process = Generator[Event, Any, Any]


# --- the kernel --------------------------------------------------------------


class Interrupt(Exception):
    """Thrown into a process that another one interrupts."""


class Event:
    """Something that happens once, with a value."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.done = False
        self.value: Any = None
        self.callbacks: list[Callable[[Event], None]] = []

    def succeed(self, value: Any = None) -> Event:
        if self.done:
            raise RuntimeError(f"{self!r} has happened already")
        self.done, self.value = True, value
        self.simulation.schedule(0, self)
        return self

    def __or__(self, other: Event) -> AnyOf:
        return AnyOf(self.simulation, self, other)


class Timeout(Event):
    def __init__(self, simulation: Simulation, delay: float, value: Any = None) -> None:
        super().__init__(simulation)
        if delay < 0:
            raise ValueError(f"a delay of {delay}")
        self.done, self.value = True, value
        simulation.schedule(delay, self)


class AnyOf(Event):
    """Happens with the first of some events; its value is that event."""

    def __init__(self, simulation: Simulation, *events: Event) -> None:
        super().__init__(simulation)
        for event in events:
            event.callbacks.append(self._first)

    def _first(self, event: Event) -> None:
        if not self.done:
            self.succeed(event)


class Task(Event):
    """A running process; it happens when the process returns."""

    def __init__(self, simulation: Simulation, process: Process, name: str) -> None:
        super().__init__(simulation)
        self.process = process
        self.name = name
        self.waiting: Event | None = None
        start = Event(simulation)
        start.callbacks.append(self.resume)
        start.succeed()

    def resume(self, event: Event) -> None:
        if self.waiting is not None and event is not self.waiting:
            return  # interrupted since
        self._step(lambda: self.process.send(event.value if self.waiting else None))

    def interrupt(self, reason: str) -> None:
        if not self.done:
            wake = Event(self.simulation)
            self.waiting = wake
            wake.callbacks.append(lambda event: self._step(lambda: self.process.throw(Interrupt(reason))))
            wake.succeed()

    def _step(self, step: Callable[[], Event]) -> None:
        try:
            self.waiting = step()
        except StopIteration as stop:
            self.succeed(stop.value)
        else:
            self.waiting.callbacks.append(self.resume)

    def __repr__(self) -> str:
        return f"<Task {self.name}>"


class Simulation:
    def __init__(self, seed: int = 0) -> None:
        self.now = 0.0
        self.random = random.Random(seed)
        self.future: list[tuple[float, int, Event]] = []
        self.serial = itertools.count()
        self.events = 0

    def schedule(self, delay: float, event: Event) -> None:
        heapq.heappush(self.future, (self.now + delay, next(self.serial), event))

    def timeout(self, delay: float, value: Any = None) -> Timeout:
        return Timeout(self, delay, value)

    def start(self, process: Process, name: str = "") -> Task:
        return Task(self, process, name or process.__name__)

    def run(self, until: float = float("inf")) -> None:
        while self.future and self.future[0][0] <= until:
            self.now, _, event = heapq.heappop(self.future)
            self.events += 1
            callbacks, event.callbacks = event.callbacks, []
            for callback in callbacks:
                callback(event)
        if until < float("inf"):
            self.now = until


class Resource:
    """Something that a number of processes may hold at once; the others queue, the more urgent ones in front."""

    def __init__(self, simulation: Simulation, capacity: int) -> None:
        self.simulation = simulation
        self.capacity = capacity
        self.holders: set[Event] = set()
        self.queue: list[tuple[int, int, Event]] = []
        self.serial = itertools.count()
        self.busy_time = 0.0
        self._since = 0.0
        self.lengths: list[tuple[float, int]] = [(0.0, 0)]

    def request(self, priority: int = 0) -> Event:
        event = Event(self.simulation)
        heapq.heappush(self.queue, (priority, next(self.serial), event))
        self._serve()
        return event

    def release(self, event: Event) -> None:
        if event in self.holders:
            self._account()
            self.holders.remove(event)
        else:  # it gave up
            self.queue = [entry for entry in self.queue if entry[2] is not event]
            heapq.heapify(self.queue)
        self._serve()

    def _serve(self) -> None:
        while self.queue and len(self.holders) < self.capacity:
            self._account()
            _, _, event = heapq.heappop(self.queue)
            self.holders.add(event)
            event.succeed()
        self.lengths.append((self.simulation.now, len(self.queue)))

    def _account(self) -> None:
        self.busy_time += len(self.holders) * (self.simulation.now - self._since)
        self._since = self.simulation.now

    @contextmanager
    def hold(self, priority: int = 0) -> Iterator[Event]:
        event = self.request(priority)
        try:
            yield event
        finally:
            self.release(event)

    def mean_queue(self, until: float) -> float:
        steps = itertools.pairwise([*self.lengths, (until, 0)])
        return sum(length * (end - start) for (start, length), (end, _) in steps) / until


class Store:
    """A buffer of things between processes."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.items: deque[Any] = deque()
        self.takers: deque[Event] = deque()

    def put(self, item: Any) -> None:
        if self.takers:
            self.takers.popleft().succeed(item)
        else:
            self.items.append(item)

    def get(self) -> Event:
        event = Event(self.simulation)
        if self.items:
            event.succeed(self.items.popleft())
        else:
            self.takers.append(event)
        return event

    def cancel(self, event: Event) -> Any:
        """Takes a `get` back; what it has got already."""
        if event in self.takers:
            self.takers.remove(event)
        return event.value


# --- the bank ----------------------------------------------------------------


@dataclass
class Report:
    waits: list[float] = field(default_factory=list)
    served: int = 0
    lost: int = 0
    checked: int = 0
    breaks: int = 0


@dataclass
class Bank:
    simulation: Simulation
    teller_count: int
    arrivals_per_hour: float = 40.0
    minutes_of_service: float = 4.0
    patience: float = 12.0
    report: Report = field(default_factory=Report)
    line_busy: bool = False

    OPENS = datetime(2025, 3, 3, 9, 0)

    def __post_init__(self) -> None:
        self.tellers = Resource(self.simulation, self.teller_count)
        self.papers = Store(self.simulation)

    def clock(self) -> str:
        return f"{self.OPENS + timedelta(minutes=self.simulation.now):%H:%M:%S}"

    def say(self, who: str, what: str) -> None:
        log.debug("%s %-12s %s", self.clock(), who, what)

    def arrivals(self, closing: float) -> Process:
        sim = self.simulation
        for number in itertools.count(1):
            yield sim.timeout(sim.random.expovariate(self.arrivals_per_hour / 60))
            if sim.now >= closing:
                return number - 1
            urgent = sim.random.random() < 0.1
            sim.start(self.customer(f"{'guest' if urgent else 'customer'} {number}", -1 if urgent else 0))

    def customer(self, name: str, priority: int) -> Process:
        sim = self.simulation
        arrived = sim.now
        self.say(name, "comes in")
        with self.tellers.hold(priority) as turn:
            patience = sim.timeout(sim.random.triangular(0.5, 2, 1) * self.patience)
            first = yield turn | patience
            if first is patience and not turn.done:
                self.report.lost += 1
                self.say(name, f"leaves after {sim.now - arrived:.1f} minutes")
                return
            self.report.waits.append(sim.now - arrived)
            self.say(name, f"is served after {sim.now - arrived:.1f} minutes")
            yield sim.timeout(sim.random.gammavariate(4, self.minutes_of_service / 4))
        self.report.served += 1
        self.papers.put((name, sim.now))
        self.say(name, "goes")

    def clerk(self) -> Process:
        """Checks papers in the back office; the telephone may interrupt."""
        sim = self.simulation
        paper: Any = None
        while True:
            request = self.papers.get() if paper is None else None
            try:
                paper = paper or (yield request)
                yield sim.timeout(1.0)
                paper = None
                self.report.checked += 1
            except Interrupt as call:
                if request is not None and paper is None:
                    paper = self.papers.cancel(request)
                self.report.breaks += 1
                self.say("clerk", f"answers the telephone: {call}")
                self.line_busy = True
                yield sim.timeout(sim.random.uniform(1, 5))
                self.line_busy = False

    def telephone(self, clerk: Task) -> Process:
        for reason in itertools.cycle(["a loan", "a wrong number", "the head office"]):
            yield self.simulation.timeout(self.simulation.random.expovariate(1 / 45))
            if not self.line_busy:
                clerk.interrupt(reason)


def run_day(tellers: int, seed: int, hours: float = 8.0) -> Bank:
    simulation = Simulation(seed)
    bank = Bank(simulation, tellers)
    door = simulation.start(bank.arrivals(hours * 60), "door")
    clerk = simulation.start(bank.clerk(), "clerk")
    simulation.start(bank.telephone(clerk), "telephone")
    simulation.run(until=(hours + 1) * 60)
    came = bank.report.served + bank.report.lost + len(bank.tellers.holders) + len(bank.tellers.queue)
    assert door.done and door.value == came, (door.value, came)
    return bank


def summary(bank: Bank) -> Iterator[str]:
    report, minutes = bank.report, bank.simulation.now
    waits = report.waits
    quartiles = statistics.quantiles(waits, n=4)
    yield f"{report.served} served, {report.lost} left, {report.checked} papers checked, {report.breaks} calls"
    yield f"waiting: mean {statistics.fmean(waits):.2f}, deviation {statistics.stdev(waits):.2f}, longest {max(waits):.2f} min"
    yield "quartiles: " + ", ".join(f"{q:.2f}" for q in quartiles)
    yield f"queue: {bank.tellers.mean_queue(minutes):.2f} on average; tellers busy {bank.tellers.busy_time / minutes / bank.teller_count:.1%}"


def histogram(waits: list[float], width: float = 2.0) -> Iterator[str]:
    for low, group in itertools.groupby(sorted(waits), key=lambda wait: wait // width * width):
        count = len(list(group))
        yield f"{low:4.0f}-{low + width:<3.0f}{'█' * (count // 4)}{'▌' * (count % 4 >= 2)} {count}"


def number_range(text: str) -> range:
    low, _, high = text.partition("-")
    try:
        return range(int(low), int(high or low) + 1)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 3 or 1-4") from None


def main() -> int:
    parser = argparse.ArgumentParser(description="Simulate a bank's day.")
    parser.add_argument("--tellers", type=number_range, default=range(3, 4), metavar="N or N-M", help="how many tellers (default: 3)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--log", action="store_true", help="print every event")
    options = parser.parse_args()
    logging.basicConfig(stream=sys.stdout, format="%(message)s", level=logging.DEBUG if options.log else logging.INFO)
    if len(options.tellers) == 1:
        bank = run_day(options.tellers[0], options.seed, options.hours)
        log.info("%s", "\n".join(summary(bank)))
        log.info("%s", "\n".join(histogram(bank.report.waits)))
        return 0
    log.info("tellers  served  left  mean wait  busy")
    for tellers in options.tellers:
        days = [run_day(tellers, options.seed + day, options.hours) for day in range(3)]
        waits = [wait for bank in days for wait in bank.report.waits]
        busy = statistics.fmean(bank.tellers.busy_time / bank.simulation.now / tellers for bank in days)
        log.info(
            "%7d%8d%6d%8.2f min%6.0f%%",
            tellers,
            sum(bank.report.served for bank in days),
            sum(bank.report.lost for bank in days),
            statistics.fmean(waits),
            100 * busy,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
