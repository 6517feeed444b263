"""Limits hold over all workers, for they are counted in the database."""

import multiprocessing
from collections import Counter

from flask import Flask

from center.accounts.models import User
from center.accounts.service import BY_ACCOUNT
from center.settings import Settings
from tests.accounts.attempts import Worker, run

WORKERS = 4
TRIES = 5


def test_limits_hold_over_all_workers(app: Flask, settings: Settings, yuna: User) -> None:
    told = outcomes(settings)

    assert told == {"wrong": BY_ACCOUNT.most, "refused": WORKERS * TRIES - BY_ACCOUNT.most}


def outcomes(settings: Settings) -> Counter[str]:
    """Let the workers try at the same time; what each try came to."""
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(WORKERS), context.Queue()
    worker = Worker(str(settings.instance), settings.database_url, TRIES)
    processes = [context.Process(target=run, args=(worker, start, results)) for _ in range(WORKERS)]
    for process in processes:
        process.start()
    told = Counter(results.get(timeout=60) for _ in range(WORKERS * TRIES))
    for process in processes:
        process.join(30)
    return told
