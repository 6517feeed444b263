"""Timing of work on a server, beside the same number of requests to the bare applications."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from tests.bench.clients import Answer, Client, Request, all_at_once
from tests.bench.servers import Server

Work = Callable[[], Sequence[Answer]]
WARM_UP = 3
"""Until every worker has seen what there is to see."""


@dataclass(frozen=True)
class Figures:
    """What some work costs: milliseconds, requests a second, bytes, and in multiples of the bare applications."""

    n: int
    p50_ms: float
    p99_ms: float
    first_byte_ms: float
    per_second: float
    n_bytes: int
    cpu_ms: float
    cpu_x_null: float
    cpu_x_query: float
    p50_x_null: float
    p99_x_null: float
    first_byte_x_null: float


@dataclass(frozen=True)
class Round:
    """One go: the answers, and the CPU time of the server's processes for one of them."""

    answers: Sequence[Answer]
    cpu_ms: float
    seconds: float

    def ms(self, share: float) -> float:
        """The time within which that share of the answers had come."""
        return quantile([answer.ms for answer in self.answers], share)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def repeated(port: int, requests: Sequence[Request], *status: int, client: Client | None = None) -> Work:
    """One visitor asks all of these, one after the other.

    Raises:
        RuntimeError: an answer has another status.
    """
    visitor = client or Client(port)
    return lambda: [answered(visitor.send(request), *status) for request in requests]


def crowded(port: int, requests: Sequence[Request], status: int, n_clients: int) -> Work:
    """So many visitors ask at once, each all of these."""

    def run() -> list[Answer]:
        answers = all_at_once([(Client(port), requests) for _ in range(n_clients)])
        return [answered(answer, status) for of_one in answers for answer in of_one]

    return run


def answered(answer: Answer, *expected: int) -> Answer:
    """The answer, if its status is one of those that are expected.

    Raises:
        RuntimeError
    """
    if answer.status not in expected:
        raise RuntimeError(f"answered {answer.status}: {answer.head.decode(errors='replace')}")
    return answer


def measure(server: Server, work: Work, null: tuple[Server, Work], query: tuple[Server, Work], rounds: int) -> Figures:
    """The medians of many rounds, each with its own rounds of the bare applications."""
    for _time in range(WARM_UP):
        work()
    found = [(_go(*null), _go(*query), _go(server, work)) for _ in range(rounds)]
    return replace(_figures(found), n=sum(len(own.answers) for _, _, own in found))


def _go(server: Server, work: Work) -> Round:
    before = server.cpu_ms()
    answers = work()
    spent = server.cpu_ms() - before
    return Round(answers, spent / len(answers), sum(answer.ms for answer in answers) / 1000)


def _figures(rounds: Sequence[tuple[Round, Round, Round]]) -> Figures:
    owns = [own for _, _, own in rounds]
    null_first = median(quantile([answer.first_ms for answer in null.answers], 0.5) for null, _, _ in rounds)
    first = median(quantile([answer.first_ms for answer in own.answers], 0.5) for own in owns)
    return Figures(
        n=0,
        p50_ms=median(own.ms(0.5) for own in owns),
        p99_ms=median(own.ms(0.99) for own in owns),
        first_byte_ms=first,
        per_second=median(len(own.answers) / own.seconds for own in owns),
        n_bytes=max(answer.n_bytes for own in owns for answer in own.answers),
        cpu_ms=median(own.cpu_ms for own in owns),
        cpu_x_null=median(own.cpu_ms / null.cpu_ms for null, _, own in rounds),
        cpu_x_query=median(own.cpu_ms / query.cpu_ms for _, query, own in rounds),
        p50_x_null=median(own.ms(0.5) / null.ms(0.5) for null, _, own in rounds),
        p99_x_null=median(own.ms(0.99) / null.ms(0.99) for null, _, own in rounds),
        first_byte_x_null=first / null_first,
    )
