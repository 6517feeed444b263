"""A running demo for browsers: its address, its mails, its free times."""

import html
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time as wall
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from center.core.time import SEOUL, clock_text, today
from center.server import ROOT
from tests.servers import free_port

START_WITHIN_SECONDS = 120
END_WITHIN_SECONDS = 30
MAIL_WITHIN_SECONDS = 15
FIRST_DAY = timedelta(days=6)
"""Tests that choose a day leave the nearest ones to those that take what the first page offers."""
WEEKS_LOOKED = 4
ROOMS = ("202", "203")
CODE = r"\b\d{6}\b"
LINK = r"http://\S+/bookings/\S+#[a-z2-7]{32}"


@dataclass(frozen=True)
class Time:
    """A time of one room: half hours [start, end) of a day."""

    room: str
    day: date
    start: int
    end: int

    @classmethod
    def of_address(cls, address: str) -> "Time":
        """The time that the address of a booking screen names."""
        query = parse_qs(urlsplit(address).query)
        start, end = (datetime.fromisoformat(query[name][0]).astimezone(SEOUL) for name in ("start", "end"))
        return cls(query["space"][0], start.date(), *(half.hour * 2 + half.minute // 30 for half in (start, end)))

    @property
    def hours(self) -> str:
        """As pages write it: 14:00~16:00."""
        return f"{clock_text(self.start * 30)}~{clock_text(self.end * 30)}"

    @property
    def query(self) -> str:
        """As the booking screens are asked for it."""
        instants = {name: _instant(self.day, half) for name, half in (("start", self.start), ("end", self.end))}
        return urlencode({"space": self.room, **instants})

    @property
    def start_at(self) -> datetime:
        """The instant at which it begins."""
        return datetime.fromisoformat(_instant(self.day, self.start))

    @property
    def end_at(self) -> datetime:
        """The instant at which it ends."""
        return datetime.fromisoformat(_instant(self.day, self.end))

    @property
    def change_query(self) -> str:
        """As the pages that change the time of a booking are asked for it."""
        return self.query.partition("&")[2]

    def is_near(self, other: "Time") -> bool:
        """Whether both overlap, turnaround included."""
        is_same_day = (self.room, self.day) == (other.room, other.day)
        return is_same_day and self.start <= other.end and other.start <= self.end

    def later(self, half_hours: int) -> "Time":
        """A time as long, that begins later."""
        return Time(self.room, self.day, self.start + half_hours, self.end + half_hours)


def _instant(day: date, half_hour: int) -> str:
    midnight = datetime(day.year, day.month, day.day, tzinfo=SEOUL)
    return (midnight + timedelta(minutes=30 * half_hour)).isoformat(timespec="minutes")


@dataclass
class Center:
    """The demo of this run."""

    url: str
    instance: Path
    days_taken: set[tuple[str, date]] = field(default_factory=set)
    times_taken: list[Time] = field(default_factory=list)

    def keep_off_waiting_samples(self) -> None:
        """Leave the days alone for which the demo's own requests wait: they hold nothing, but are rivals."""
        with self._read_only() as connection:
            waiting = (
                "SELECT start_at FROM occurrence JOIN booking ON booking.id = booking_id WHERE state = 'requested'"
            )
            starts = [datetime.fromisoformat(start).replace(tzinfo=UTC) for (start,) in connection.execute(waiting)]
        days = {start.astimezone(SEOUL).date() for start in starts}
        self.days_taken |= {(room, day) for room in ROOMS for day in days}

    def mails_to(self, address: str) -> list[EmailMessage]:
        """What was mailed to somebody, oldest first."""
        files = sorted((self.instance / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        mails = [message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default) for file in files]
        return [mail for mail in mails if mail["To"] == address]

    def mail_to(self, address: str, *, about: str) -> EmailMessage:
        """The newest mail with those words in its subject; it arrives within seconds."""
        deadline = wall.monotonic() + MAIL_WITHIN_SECONDS
        while wall.monotonic() < deadline:
            for mail in self.mails_to(address)[::-1]:
                if re.search(about, mail["Subject"]):
                    return mail
            wall.sleep(0.1)
        raise AssertionError(f"no mail to {address} about {about}")

    def code_for(self, address: str) -> str:
        """The code that was mailed last."""
        subject = str(self.mail_to(address, about=CODE)["Subject"])
        return "".join(re.findall(CODE, subject))

    def link_for(self, address: str, *, about: str) -> str:
        """The link to a booking in the newest mail about something."""
        found = re.search(LINK, self.text_for(address, about=about))
        assert found
        return found.group()

    def text_for(self, address: str, *, about: str) -> str:
        """The words of the newest mail about something."""
        body = self.mail_to(address, about=about).get_body(("plain",))
        assert body
        return str(body.get_content())

    def _read_only(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(f"file:{self.instance / 'center.db'}?mode=ro", uri=True))

    def states_of(self, address: str) -> list[str]:
        """The states of somebody's bookings, oldest first."""
        with self._read_only() as connection:
            rows = connection.execute("SELECT state FROM booking WHERE email = ? ORDER BY id", [address])
            return [state for (state,) in rows]

    def free_time(self, room: str, *, half_hours: int = 4, not_before: int = 0) -> Time:
        """A free time on a day that no other test has, that long, where a free run begins; it is the caller's."""
        used = {(time.room, time.day) for time in self.times_taken} | self.days_taken
        for day, start, end in self._free_runs(room):
            if (room, day) not in used and start >= not_before and end - start >= half_hours:
                self.days_taken.add((room, day))
                return Time(room, day, start, start + half_hours)
        raise AssertionError(f"{room} has no day left with {half_hours} free half hours")

    def free_hours(self, room: str, *, half_hours: int = 4) -> Time:
        """A free time that long, on a day that others share who ask for hours; there are fewer days than tests."""
        for day, first, last in self._free_runs(room):
            for start in range(first, last - half_hours + 1):
                time = Time(room, day, start, start + half_hours)
                if (room, day) not in self.days_taken and not any(time.is_near(other) for other in self.times_taken):
                    self.times_taken.append(time)
                    return time
        raise AssertionError(f"{room} has no {half_hours} free half hours left")

    def take(self, time: Time) -> None:
        """Leave a time to who found it on a page, in another room perhaps, where a request is a rival to others."""
        self.times_taken.append(time)

    def _free_runs(self, room: str) -> Iterator[tuple[date, int, int]]:
        for week in range(WEEKS_LOOKED):
            for iso, runs in self._free(room, today() + FIRST_DAY + timedelta(weeks=week)).items():
                found = date.fromisoformat(iso)
                if found >= today() + FIRST_DAY:
                    yield from ((found, start, end) for start, end in runs)

    def _free(self, room: str, day: date) -> Mapping[str, list[list[int]]]:
        """The free half hours of a week by day, as the calendar tells its script."""
        with urllib.request.urlopen(f"{self.url}/rooms/{room}/calendar?view=week&date={day}", timeout=30) as answer:
            told = re.search(r'data-free="([^"]*)"', answer.read().decode())
        found: dict[str, dict[str, list[list[int]]]] = json.loads(html.unescape(told.group(1))) if told else {}
        return found.get(room, {})


@contextmanager
def running_center(instance: Path) -> Iterator[Center]:
    """Start the demo in an empty folder and end it as an operator would."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CENTER_")}
    with (instance / "demo.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "center", "demo", "--port", str(port)],
            cwd=ROOT,
            env={**environment, "CENTER_INSTANCE": str(instance)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            center = Center(f"http://localhost:{port}", instance)
            _wait_until_ready(center, process)
            center.keep_off_waiting_samples()
            yield center
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(END_WITHIN_SECONDS)


def _wait_until_ready(center: Center, process: subprocess.Popen[bytes]) -> None:
    deadline = wall.monotonic() + START_WITHIN_SECONDS
    while process.poll() is None and wall.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{center.url}/readyz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            wall.sleep(0.1)
    raise AssertionError((center.instance / "demo.log").read_text("utf-8"))
