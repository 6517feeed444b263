"""Sixty-four at once: each for a time of their own, and all for one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from uuid import uuid4

from tests.bench.cases import booking_path
from tests.bench.clients import Answer, Client, Request, all_at_once, booking_form
from tests.bench.filling import free_hours, shown_month
from tests.bench.measuring import answered, quantile
from tests.bench.servers import Server

N_CLIENTS = 64
ACCEPTED, REFUSED = 303, 409


@dataclass(frozen=True)
class OwnTimes:
    """64 clients for 64 times: how many were booked, and the slowest beside the slowest bare safe insert."""

    accepted: list[int]
    errors: int
    slowest_ms: float
    slowest_insert_ms: float
    slowest_x_insert: float


@dataclass(frozen=True)
class OneTime:
    """64 clients for one time, many rounds: in how many exactly one was accepted and all others were refused cleanly."""

    workers: int
    rounds: int
    exactly_one: int
    double: int
    clean_refusals: int
    errors: int
    p50_ms: float
    p99_ms: float


Citizens = list[tuple[Client, dict[str, str]]]


def open_forms(server: Server) -> Citizens:
    """Everybody opens the booking form once; its fields serve for any time."""
    day, hour = next(free_hours(shown_month(), shown_month() + timedelta(days=30), 1))
    citizens: Citizens = []
    for n in range(N_CLIENTS):
        client = Client(server.port)
        page = answered(client.send(Request(booking_path(day, hour, "203"))), 200)
        citizens.append((client, booking_form(page, n)))
    return citizens


def _send(citizens: Citizens, paths: Sequence[str]) -> list[Answer]:
    """Everybody sends at the same moment, for a time each."""
    sent = [
        (client, [Request(path, form={**form, "once": uuid4().hex})])
        for (client, form), path in zip(citizens, paths, strict=True)
    ]
    return [answers[0] for answers in all_at_once(sent)]


def own_times(server: Server, bare: Server, rounds: int) -> OwnTimes:
    """64 for 64 times, a few rounds, each beside 64 safe inserts by the driver alone."""
    citizens, hours = open_forms(server), _hours(200)
    found = []
    for round_ in range(rounds):
        inserts = all_at_once(
            [(Client(bare.port), [Request(f"/?place={round_ * N_CLIENTS + n}", form={})]) for n in range(N_CLIENTS)]
        )
        answers = _send(citizens, [booking_path(*hours.pop(), "203") for _ in range(N_CLIENTS)])
        found.append((answers, max(answered(one[0], 200).ms for one in inserts)))
    statuses = [Counter(answer.status for answer in answers) for answers, _ in found]
    slowest = [max(answer.ms for answer in answers) for answers, _ in found]
    return OwnTimes(
        accepted=[counted[ACCEPTED] for counted in statuses],
        errors=sum(N_CLIENTS - counted[ACCEPTED] for counted in statuses),
        slowest_ms=median(slowest),
        slowest_insert_ms=median(insert for _, insert in found),
        slowest_x_insert=median(own / insert for own, (_, insert) in zip(slowest, found, strict=True)),
    )


def _hours(days_ahead: int) -> list[tuple[date, int]]:
    first = shown_month() + timedelta(days=days_ahead)
    return list(free_hours(first, first + timedelta(days=300), 1))


def one_time(server: Server, workers: int, rounds: int) -> OneTime:
    """64 for one time, another time each round."""
    citizens, hours = open_forms(server), _hours(60 + workers * 40)
    answers = [_send(citizens, [booking_path(*hours.pop(0), "203")] * N_CLIENTS) for _ in range(rounds)]
    statuses = [Counter(answer.status for answer in of_round) for of_round in answers]
    times = [answer.ms for of_round in answers for answer in of_round]
    wanted = Counter({ACCEPTED: 1, REFUSED: N_CLIENTS - 1})
    return OneTime(
        workers=workers,
        rounds=rounds,
        exactly_one=sum(counted == wanted for counted in statuses),
        double=sum(counted[ACCEPTED] > 1 for counted in statuses),
        clean_refusals=sum(_is_clean(answer) for of_round in answers for answer in of_round),
        errors=sum(answer.status not in {ACCEPTED, REFUSED} for of_round in answers for answer in of_round),
        p50_ms=quantile(times, 0.5),
        p99_ms=quantile(times, 0.99),
    )


def _is_clean(answer: Answer) -> bool:
    """A refusal that offers other times."""
    return answer.status == REFUSED and b'id="problem"' in answer.body
