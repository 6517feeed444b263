"""Firms with plain defaults."""

from itertools import count
from typing import Any

from center.core import time
from center.core.audit import OPERATOR
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import CountingKind
from center.enterprises.rules.numbers import SAMPLE_PREFIX, check_digit
from center.enterprises.rules.profile import Profile
from center.enterprises.service import Source, Why, create_firm

WHY = Why(by=OPERATOR, source=Source.STAFF, reason="명부에 올림")
_numbers = count(1)


def a_number() -> str:
    """A business number that no other firm has."""
    nine = f"{SAMPLE_PREFIX}{next(_numbers):06d}"
    return f"{nine}{check_digit(nine)}"


def a_profile(**given: Any) -> Profile:
    """What the registry says of a cooperative."""
    number = given.pop("business_number", None) or a_number()
    defaults: dict[str, Any] = {
        "name": f"바퀴살림 협동조합 {number[-5:]}",
        "representative": "김지수",
        "counting_kind": CountingKind.COOPERATIVE,
        "address": "서울 영등포구 선유동1로 80",
        "in_district": True,
        "sector": "자전거 수리",
        "phone": "02-2670-0000",
        "email": "jisoo@example.kr",
    }
    return Profile(business_number=number, **{**defaults, **given})


def a_firm(registry_id: str | None = None, **given: Any) -> Enterprise:
    """A firm on record."""
    return create_firm(a_profile(**given), registry_id=registry_id, why=WHY, now=time.now())
