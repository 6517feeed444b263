"""Files are there whole or not at all, given back as attachments, looked through, and leave nothing behind."""

import hashlib
import io
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from center.checks import check_files
from center.core import time
from center.core.db import db, transaction
from center.core.errors import NotFoundError, StorageError
from center.files.models import StoredFile
from center.files.rules.kinds import DOCUMENTS, FileDangerousError, FileNotWhatItSaysError, FileTooLargeError
from center.files.rules.scanning import Scan
from center.files.scanner import Scanner, ScannerUrlError
from center.files.service import Accepted, Store, drop_file, store_file
from center.files.serving import attachment, the_store
from center.files.storage import COMING
from tests.files.real_time import real_now
from tests.files.samples import a_pdf, a_picture

MOST = 1_000_000


def take_in(content: bytes, name: str = "계획서.pdf", store: Store | None = None) -> Accepted:
    return (store or the_store()).take_in(io.BytesIO(content), name, allowed=DOCUMENTS, most_bytes=MOST)


def store(content: bytes, name: str = "계획서.pdf") -> StoredFile:
    return store_file(take_in(content, name), by="user 1", now=time.now())


def left_over() -> list[str]:
    """What lies in the folder of files and is no file in its place."""
    folder = the_store().storage.path("00").parent.parent
    return [path.name for path in folder.glob("*") if path.name.startswith(COMING)]


def test_a_file_lies_under_its_hash_and_its_row_says_what_it_is(app: Flask) -> None:
    content = a_pdf()

    stored = store(content, "C:\\내 문서\\계획서.pdf")

    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert (stored.name, stored.kind, stored.n_bytes, stored.scan) == ("계획서.pdf", "pdf", len(content), "not_yet")
    assert the_store().storage.path(stored.sha256).read_bytes() == content


def test_the_same_bytes_twice_are_one_file_and_two_rows(app: Flask) -> None:
    first, second = store(a_pdf(), "a.pdf"), store(a_pdf(), "b.pdf")

    assert first.sha256 == second.sha256
    assert list(the_store().storage.hashes()) == [first.sha256]


@pytest.mark.parametrize(
    ("content", "refusal"), [(b"%PDF-", FileNotWhatItSaysError), (bytes(MOST + 1), FileTooLargeError)]
)
def test_what_is_refused_leaves_nothing_behind(app: Flask, content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        take_in(content)

    assert list(the_store().storage.hashes()) == []
    assert left_over() == []


def test_a_file_whose_command_was_rolled_back_goes_a_day_later(app: Flask) -> None:
    accepted = take_in(a_pdf())
    with pytest.raises(RuntimeError), transaction():
        store_file(accepted, by="user 1", now=time.now())
        raise RuntimeError

    early = the_store().tidy(real_now() + timedelta(hours=23))
    late = the_store().tidy(real_now() + timedelta(hours=25))

    assert (early, late) == (0, 1)
    assert list(the_store().storage.hashes()) == []


def test_bytes_that_two_rows_name_stay_until_the_last_is_given_up(app: Flask) -> None:
    first, second = store(a_pdf(), "a.pdf"), store(a_pdf(), "b.pdf")
    later = real_now() + timedelta(days=2)

    drop_file(first)
    assert the_store().tidy(later) == 0
    drop_file(second)

    assert the_store().tidy(later) == 1


def test_what_a_killed_process_left_half_written_goes(app: Flask) -> None:
    store(a_pdf())
    half = the_store().storage.path("00").parent.parent / f"{COMING}abc"
    half.write_bytes(b"half")

    the_store().tidy(real_now() + timedelta(days=2))

    assert left_over() == []


def test_a_folder_that_cannot_be_written_is_told_as_such(app: Flask) -> None:
    folder = the_store().storage.path("00").parent.parent
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way")

    with pytest.raises(StorageError):
        take_in(a_pdf())


def test_a_file_is_given_back_as_an_attachment_that_is_never_shown(app: Flask) -> None:
    content = a_picture()
    stored = store(content, "그림.png")

    with app.test_request_context():
        answer = attachment(stored)
        answer.direct_passthrough = False
        assert answer.get_data() == content
        answer.close()

    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%EA%B7%B8%EB%A6%BC.png" in disposition
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_check_of_files_finds_a_changed_byte_and_a_missing_file(app: Flask) -> None:
    one, two = store(a_pdf(), "a.pdf"), store(a_picture(), "b.png")
    assert check_files().faults == ()

    the_store().storage.path(one.sha256).write_bytes(b"changed")
    the_store().storage.path(two.sha256).unlink()

    assert [fault.split()[1] for fault in check_files().faults] == [str(one.id), str(two.id)]


class _Clamd(socketserver.StreamRequestHandler):
    """Speaks like clamd: finds something wherever the word EVIL stands."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.wfile.write(b"stream: Eicar FOUND\0" if b"EVIL" in content else b"stream: OK\0")


@contextmanager
def scanning() -> Iterator[Scanner]:
    with socketserver.TCPServer(("127.0.0.1", 0), _Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Scanner(f"tcp://127.0.0.1:{server.server_address[1]}")
        server.shutdown()


def test_a_scanner_looks_through_what_comes(app: Flask) -> None:
    with scanning() as scanner:
        store = Store(the_store().storage, scanner)

        assert take_in(a_pdf(), store=store).scan == Scan.CLEAN
        with pytest.raises(FileDangerousError):
            take_in(a_pdf() + b"EVIL", store=store)

    assert len(list(the_store().storage.hashes())) == 1


def test_what_came_while_the_scanner_was_away_is_looked_through_later_and_not_given_back(app: Flask) -> None:
    nobody = Store(the_store().storage, Scanner("tcp://127.0.0.1:9"))
    good = store_file(take_in(a_pdf(), store=nobody), by="user 1", now=time.now())
    bad = store_file(take_in(a_pdf() + b"EVIL", store=nobody), by="user 1", now=time.now())
    assert (good.scan, bad.scan, nobody.scan_waiting()) == ("not_yet", "not_yet", 0)

    with scanning() as scanner:
        assert Store(the_store().storage, scanner).scan_waiting() == 2

    db.session.expire_all()
    assert sorted(db.session.scalars(select(StoredFile.scan))) == ["clean", "found"]
    with app.test_request_context(), pytest.raises(NotFoundError):
        attachment(bad)


@pytest.mark.parametrize("url", ["", "localhost:3310", "tcp://localhost", "http://localhost:3310", "unix:"])
def test_an_address_that_is_no_scanners_is_refused(url: str) -> None:
    with pytest.raises(ScannerUrlError):
        Scanner(url)
