"""The JSON API of spaces and bookings, version 1."""

from typing import Any

from flask import Blueprint, Response, jsonify

from center.bookings import queries
from center.bookings.rules.values import Capacity
from center.core import time
from center.spaces.models import Space
from center.spaces.queries import spaces_on
from center.web.access import PUBLIC, allow

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.get("/spaces")
@allow(PUBLIC)
def spaces() -> Response:
    """The spaces of today, in code order."""
    today = time.today()
    found = sorted(spaces_on(today), key=lambda space: space.code)
    capacities = queries.capacity_of(queries.rulebook(), [space for space in found if space.is_bookable], today)
    return jsonify({"spaces": [_space(space, capacities.get(space.code)) for space in found]})


def _space(space: Space, capacity: Capacity | None) -> dict[str, Any]:
    """A space as the API shows it; the area a number of ㎡, no capacity where nobody books."""
    return {
        "code": space.code,
        "name": space.name,
        "floor": space.floor_number,
        "kind": space.kind,
        "area_m2": space.area_m2 / 100,
        "capacity": capacity.most if capacity else None,
        "bookable": space.is_bookable,
    }
