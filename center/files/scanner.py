"""ClamAV, spoken to over its own protocol: the bytes of a file go there, its verdict comes back.

Source: the manual of clamd, "INSTREAM"
"""

import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

from center.files.rules.scanning import Scan

WAIT_SECONDS = 30
CHUNK = 64 * 1024


class ScannerError(Exception):
    """The scanner does not answer, or with something that is no verdict."""


class ScannerUrlError(Exception):
    """The address is none of a scanner."""


class Scanner:
    """A scanner at tcp://host:port or unix:/path."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        is_tcp = parts.scheme == "tcp" and parts.hostname and parts.port
        if not is_tcp and not (parts.scheme == "unix" and parts.path):
            raise ScannerUrlError("must be tcp://host:3310 or unix:/run/clamav/clamd.ctl")
        self._parts = parts

    def scan(self, path: Path) -> Scan:
        """What it says of a file.

        Raises:
            ScannerError
        """
        try:
            with self._connected() as connection, path.open("rb") as stream:
                connection.sendall(b"zINSTREAM\0")
                while piece := stream.read(CHUNK):
                    connection.sendall(struct.pack("!I", len(piece)) + piece)
                connection.sendall(struct.pack("!I", 0))
                answer = connection.makefile("rb").read(4096).rstrip(b"\0\n")
        except OSError as error:
            raise ScannerError from error
        if answer.endswith(b"FOUND"):
            return Scan.FOUND
        if answer.endswith(b"OK"):
            return Scan.CLEAN
        raise ScannerError

    def _connected(self) -> socket.socket:
        if self._parts.scheme == "tcp":
            return socket.create_connection((self._parts.hostname or "", self._parts.port or 0), WAIT_SECONDS)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(WAIT_SECONDS)
        connection.connect(self._parts.path)
        return connection
