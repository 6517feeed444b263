"""The registry of enterprises: a file of it imported, the list searched, a page of changes by the API."""

import os
import subprocess
import sys
import time as wall
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from center.accounts.tokens import Scope, create_token
from center.app import create_app
from center.core import time
from center.core.db import db
from center.enterprises.rules.numbers import SAMPLE_PREFIX, check_digit
from center.server import ROOT
from center.settings import DEMO_FILE, Settings
from tests.bench.clients import Client, Request, sign_in
from tests.bench.filling import STAFF
from tests.bench.measuring import Figures, Work, repeated

FEW_FIRMS, MANY_FIRMS = 128, 2_000
NAME = "registry"
N_ASKED = 24
HEADER = "등록 번호,사업자등록번호,기업 이름,대표자,구분,유형과 기간,설립일,주소,업종,전화,메일,상태,비고"
MEGABYTE = 1024
"""In the kilobytes in which the kernel tells memory."""


SHORTEST = 0.01
"""Below it a difference of two runs says nothing."""
TELLING_ITS_PEAK = (
    "import atexit, sys; from pathlib import Path; "
    "peak = lambda: Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0]; "
    "atexit.register(lambda: print(peak(), file=sys.stderr)); "
    "from center.cli import main; main()"
)


@dataclass(frozen=True)
class Imported:
    """A file as the command line applied it: seconds and peak memory beyond those of a file of one row."""

    rows_a_second: float
    seconds: float
    more_mb: float
    peak_mb: float


@dataclass(frozen=True)
class RegistryFigures:
    """With so many firms: importing them, importing the same file once more, searching, a page of changes."""

    n_firms: int
    imported: Imported
    again: Imported
    search: Figures
    changes: Figures


def rows(n: int) -> bytes:
    """A file of so many firms."""
    return "\n".join([HEADER, *(_row(k) for k in range(1, n + 1))]).encode("utf-8-sig") + b"\n"


def _row(k: int) -> str:
    nine = f"{SAMPLE_PREFIX}{k:06d}"
    kind = ("사회적기업", "협동조합", "마을기업")[k % 3]
    term = f"협동조합 | 20{k % 20:02d}-09-01 | | 예시-{k} | 예시 기관"
    return (
        f"B-{k},{nine}{check_digit(nine)},바퀴살림 {k} 협동조합,김지수{k % 7},{kind},{term},20{k % 20:02d}. 9. 1.,"
        f"서울 영등포구 선유동1로 {k},자전거 수리,02-000-{k:04d},firm{k}@example.kr,운영 중,{k}"
    )


def import_registry(settings: Settings, n: int) -> tuple[Imported, Imported]:
    """Import a file of n firms by the command line, then once more."""
    one, file = settings.instance / "one.csv", settings.instance / "registry.csv"
    one.write_bytes(rows(1))
    file.write_bytes(rows(n))
    (settings.instance / DEMO_FILE).write_text(
        f'{{"CENTER_SECRET_KEY": "{settings.secret_key}", "CENTER_BASE_URL": "http://localhost"}}', "utf-8"
    )
    base = min(_run(settings, one) for _ in range(3))
    first, second = (_beyond(base, _run(settings, file), n) for _ in range(2))
    return first, second


def _run(settings: Settings, file: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of the command; its own, for a child's count begins with what its parent had."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CENTER_")}
    place = {"CENTER_INSTANCE": str(settings.instance), "CENTER_DATABASE_URL": settings.database_url}
    command = [sys.executable, "-c", TELLING_ITS_PEAK, "registry", "import", str(file)]
    began = wall.perf_counter()
    told = subprocess.run(command, cwd=ROOT, env={**kept, **place}, capture_output=True, text=True, check=True)
    return wall.perf_counter() - began, int(told.stderr.split()[-1]) / MEGABYTE


def _beyond(base: tuple[float, float], found: tuple[float, float], n: int) -> Imported:
    seconds = max(found[0] - base[0], SHORTEST)
    return Imported(n / seconds, seconds, found[1] - base[1], found[1])


def search(port: int) -> Work:
    """What staff look for: parts of names, numbers, a kind, in turn."""
    texts = ("바퀴", "살림 12", "김지수3", "999000", "B-77", "없는 기업")
    asked = [f"/enterprises?q={quote(texts[n % len(texts)])}&kind={'cooperative' * (n % 2)}" for n in range(N_ASKED)]
    client = Client(port)
    sign_in(client, *STAFF)
    return repeated(port, [Request(address) for address in asked], 200, client=client)


def changes(port: int, settings: Settings) -> Work:
    """The first page of changes, a hundred firms."""
    app = create_app(settings)
    with app.app_context():
        token = create_token(name="bench", scopes=[Scope.ENTERPRISES_READ], limit=10**6, now=time.now())
        db.session.remove()
        db.engine.dispose()
    request = Request("/api/v1/enterprises", {"Authorization": f"Bearer {token}"})
    return repeated(port, [request] * N_ASKED, 200)
