"""What is too large, too deep or too many is refused quickly, and the center goes on."""

import gc
import json
import socket
from contextlib import closing, suppress
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from center.settings import Settings
from tests.api.calls import a_body, post_raw
from tests.servers import Server, Visitor, gunicorn
from tests.web.test_pages import BOOK, details

FORM = "application/x-www-form-urlencoded"
MEGABYTE = 1024 * 1024
sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@sqlite
@pytest.mark.parametrize("opening", ["{", "[", '{"a":', '{"spaces":[', '[{"a":['])
def test_deep_json_is_no_json(client: FlaskClient, opening: str) -> None:
    for depth in (1_000, 30_000):
        assert post_raw(client, opening.encode() * depth).status_code in {400, 413}
    closing_signs = {"{": "}", "[": "]"}
    whole = opening * 900 + "1" + "".join(closing_signs.get(sign, "") for sign in reversed(opening)) * 900
    assert post_raw(client, whole.encode()).status_code in {400, 422}


@sqlite
@pytest.mark.parametrize("number", ["9" * 5_000, "-" + "9" * 5_000, "1e400", "1E-400", "NaN", "Infinity", "0" * 4_000])
def test_a_huge_number_is_refused(client: FlaskClient, number: str) -> None:
    body = json.dumps(a_body(headcount="#")).replace('"#"', number)

    assert post_raw(client, body.encode()).status_code in {400, 422}


@sqlite
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ten_thousand_fields_are_refused(client: FlaskClient) -> None:
    """Of a refused upload werkzeug leaves the temporary files to the collector, which is called here."""
    fields = "&".join(f"f{n}=1" for n in range(10_000)).encode()
    parts = (
        b"".join(b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % n for n in range(3_000))
        + b"--b--\r\n"
    )
    many_files = (
        b"".join(
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="%d.txt"\r\n\r\n1\r\n' % n for n in range(2_000)
        )
        + b"--b--\r\n"
    )

    told = [
        client.post(BOOK, data=fields, content_type=FORM).status_code,
        client.post(BOOK, data=parts, content_type="multipart/form-data; boundary=b").status_code,
        client.post(BOOK, data=many_files, content_type="multipart/form-data; boundary=b").status_code,
        client.post(BOOK, data=b"--b\r\n" * 20_000, content_type="multipart/form-data; boundary=b").status_code,
        post_raw(client, json.dumps({f"f{n}": 1 for n in range(10_000)}).encode()).status_code,
    ]

    gc.collect()
    assert set(told) <= {413, 422}, told


@sqlite
def test_an_upload_that_no_form_asks_for_is_not_kept(client: FlaskClient, settings: Settings) -> None:
    for field in details():
        form = {**details(), field: (BytesIO(b"print()"), "../../evil.py")}
        assert client.post(BOOK, data=form, content_type="multipart/form-data").status_code in {303, 422}, field

    assert [file for file in settings.instance.rglob("*") if not file.name.startswith("center.db")] == []


@sqlite
def test_many_cookies_and_a_cookie_that_is_none_are_answered(client: FlaskClient) -> None:
    for cookie in (
        "; ".join(f"c{n}=1" for n in range(2_000)),
        "__Host-center=" + "a." * 20_000,
        "=;=;" * 999,
        "\xff=\xfe",
    ):
        assert client.get("/", headers={"Cookie": cookie}).status_code == 200


def raw(server: Server, head: bytes, body: bytes = b"", *, blocks: int = 1) -> bytes:
    """Send bytes as they are, as long as the server takes them; the first line of what it answers."""
    host, port = server.url.removeprefix("http://").split(":")
    with closing(socket.create_connection((host, int(port)), timeout=20)) as connection:
        with suppress(OSError):
            connection.sendall(head)
            for _ in range(blocks):
                connection.sendall(body)
        with suppress(OSError):
            return connection.recv(4096).split(b"\r\n")[0]
    return b""


def status(line: bytes) -> int:
    """The status of an answer; 0 where the server hung up."""
    return int(line.split()[1]) if line.startswith(b"HTTP/1.1 ") else 0


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_server_survives_whatever_is_sent(settings: Settings) -> None:
    host = b"Host: localhost\r\n"
    form = b"Content-Type: application/x-www-form-urlencoded\r\n"
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    with gunicorn(settings, workers=2) as server:
        told = {
            "300 MB": raw(
                server,
                b"POST /bookings HTTP/1.1\r\n" + host + form + b"Content-Length: 314572800\r\n\r\n",
                b"a" * MEGABYTE,
                blocks=300,
            ),
            "300 MB in pieces": raw(
                server,
                b"POST /bookings HTTP/1.1\r\n" + host + form + b"Transfer-Encoding: chunked\r\n\r\n",
                chunk,
                blocks=4_800,
            ),
            "a length that lies": raw(
                server, b"POST /bookings HTTP/1.1\r\n" + host + form + b"Content-Length: -1\r\n\r\n", b"a=1"
            ),
            "two lengths": raw(
                server,
                b"POST /bookings HTTP/1.1\r\n" + host + form + b"Content-Length: 3\r\nContent-Length: 9\r\n\r\n",
                b"a=1",
            ),
            "length and pieces": raw(
                server,
                b"POST /bookings HTTP/1.1\r\n" + host + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
                b"0\r\n\r\n",
            ),
            "a long address": raw(server, b"GET /?" + b"a" * 20_000 + b" HTTP/1.1\r\n" + host + b"\r\n"),
            "many headers": raw(server, b"GET / HTTP/1.1\r\n" + host + b"X-A: b\r\n" * 5_000 + b"\r\n"),
            "a long header": raw(server, b"GET / HTTP/1.1\r\n" + host + b"X-A: " + b"b" * 100_000 + b"\r\n\r\n"),
            "another host": raw(server, b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
            "two hosts": raw(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"),
            "no HTTP": raw(server, b"\x16\x03\x01\x02\x00\x01\x00" * 50 + b"\r\n\r\n"),
        }
        afterwards = Visitor(server.url).get("/").status

    assert {what: status(line) for what, line in told.items() if status(line) not in {0, 400, 411, 413, 414, 431}} == {}
    assert afterwards == 200
