"""A subscriber's own calendar: vdirsyncer fetches the feed into a folder, khal shows what is in it.

Both run as processes of their own, with their own configuration and nothing of the user's.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

VDIRSYNCER = """
[general]
status_path = "{folder}/status"

[pair feed]
a = "web"
b = "disk"
collections = null
conflict_resolution = "a wins"

[storage web]
type = "http"
url = "{url}"

[storage disk]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[room]]
path = {folder}/calendar
readonly = True

[locale]
local_timezone = Asia/Seoul
default_timezone = Asia/Seoul
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M

[sqlite]
path = {folder}/khal.db
"""


@dataclass(frozen=True)
class Subscriber:
    """Somebody who has subscribed to a feed, with all that their programs keep in a folder."""

    folder: Path

    @classmethod
    def of(cls, url: str, folder: Path) -> "Subscriber":
        """Set both programs up for a feed."""
        (folder / "calendar").mkdir(parents=True)
        (folder / "vdirsyncer.conf").write_text(VDIRSYNCER.format(folder=folder, url=url), "utf-8")
        (folder / "khal.conf").write_text(KHAL.format(folder=folder), "utf-8")
        subscriber = cls(folder)
        subscriber._run("vdirsyncer", "discover")
        return subscriber

    def sync(self) -> None:
        """Fetch what is new."""
        self._run("vdirsyncer", "sync")

    def shown(self, first: date, last: date, *, form: str = "{start}~{end-time} {title}{cancelled}") -> list[str]:
        """What khal lists of these days in a form, a use a line, without the headings of days."""
        days = (first.isoformat(), f"{(last - first).days + 1}d")
        told = self._run("khal", "list", "--once", "--day-format", "", "--format", form, *days)
        return [line.strip() for line in told.splitlines() if line.strip()]

    def shown_as_usual(self, first: date, last: date) -> list[str]:
        """What khal lists of these days as it comes, headings and all."""
        return self._run("khal", "list", first.isoformat(), f"{(last - first).days + 1}d").splitlines()

    def _run(self, program: str, *arguments: str) -> str:
        command = [str(Path(sys.executable).with_name(program)), "-c", str(self.folder / f"{program}.conf")]
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TZ": "Asia/Seoul", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [*command, *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout
