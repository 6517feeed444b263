"""Codes of an authenticator app by the real clock, each of which a server takes once."""

import time as wall

import pyotp

STEP_SECONDS = 30
_used: dict[str, int] = {}


def fresh_code(secret: str) -> str:
    """A code that was not given yet. A server takes those of three half minutes; who asks more often has to wait."""
    step = max(_used.get(secret, 0) + 1, _present() - 1)
    while step > _present() + 1:
        wall.sleep(0.2)
    _used[secret] = step
    return pyotp.TOTP(secret).generate_otp(step)


def _present() -> int:
    return int(wall.clock_gettime(wall.CLOCK_REALTIME)) // STEP_SECONDS
