"""Mails as files: whole, readable by their owner only, sorted by time, a repeat in the same place."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from center.mail.content import Content, message_bytes, one_address
from center.mail.transport import FileTransport, ServerUnavailable
from tests.mail.carriers import JISOO, SENDER

AT = datetime(2026, 12, 15, 3, 0, tzinfo=UTC)


def message(number: int, at: datetime = AT) -> bytes:
    """A message with an id of that number."""
    content = Content("안내", "본문", "<p>본문</p>")
    people = {"sender": one_address(SENDER), "recipient": one_address(JISOO)}
    return message_bytes(content, **people, language="ko", message_id=f"<{number}@example.go.kr>", at=at)


def send(folder: Path, body: bytes) -> None:
    """Send it into the folder."""
    FileTransport(folder).send(body, sender=SENDER, recipient=JISOO)


def test_a_mail_becomes_a_file_named_by_time_and_message_id(tmp_path: Path) -> None:
    send(tmp_path / "mail", message(1))

    [file] = (tmp_path / "mail").iterdir()
    assert file.name == "20261215T030000Z-1@example.go.kr.eml"
    assert file.read_bytes() == message_like(file)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def message_like(file: Path) -> bytes:
    """What was written, checked to be a whole message."""
    content = file.read_bytes()
    assert content.startswith(b"From: ")
    assert content.rstrip().endswith(b"--")
    return content


def test_names_sort_by_time(tmp_path: Path) -> None:
    for number in (3, 1, 2):
        send(tmp_path, message(9 - number, AT + timedelta(hours=number)))

    assert [file.name.partition("-")[2] for file in sorted(tmp_path.iterdir())] == [
        f"{number}@example.go.kr.eml" for number in (8, 7, 6)
    ]


def test_a_repeat_overwrites_itself(tmp_path: Path) -> None:
    body = message(1)

    send(tmp_path, body)
    send(tmp_path, body)

    [file] = tmp_path.iterdir()
    assert file.read_bytes() == body


def test_a_folder_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")

    with pytest.raises(ServerUnavailable, match=r"FileExistsError|NotADirectoryError"):
        send(tmp_path / "mail", message(1))
