"""Limits hold over all workers, for they are counted in the database."""

import multiprocessing
from collections import Counter, defaultdict

from flask import Flask

from center.accounts.service import BY_ACCOUNT
from center.settings import Settings
from tests.accounts.attempts import Worker, run

WORKERS = 4
TRIES = 2
ACCOUNTS = tuple(f"{n}@example.kr" for n in range(12))


def test_limits_hold_over_all_workers(app: Flask, settings: Settings) -> None:
    told = outcomes(settings)

    for account in ACCOUNTS:
        assert told[account] == {"passed": BY_ACCOUNT.most, "refused": WORKERS * TRIES - BY_ACCOUNT.most}


def outcomes(settings: Settings) -> dict[str, Counter[str]]:
    """Let the workers try at the same time; what the tries came to, by account."""
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(WORKERS), context.Queue()
    worker = Worker(str(settings.instance), settings.database_url, ACCOUNTS, TRIES)
    processes = [context.Process(target=run, args=(worker, start, results)) for _ in range(WORKERS)]
    for process in processes:
        process.start()
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for _ in range(WORKERS * TRIES * len(ACCOUNTS)):
        account, outcome = results.get(timeout=60)
        told[account][outcome] += 1
    for process in processes:
        process.join(30)
    return told
