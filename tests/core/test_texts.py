"""Texts that are kept and said later."""

import json
from datetime import UTC, date, datetime

import pytest

from center.core.text import Text, _, kept, named, restored


@pytest.mark.parametrize(
    "text",
    [
        _("이미 예약된 시간입니다."),
        _("%(n)s번째 줄", n=3),
        _("%(day)s까지", day=date(2026, 12, 23)),
        _("%(at)s", at=datetime(2026, 12, 23, 5, 30, tzinfo=UTC)),
        _("%(what)s: %(names)s", what=_("집계 구분"), names=["가", _("나")]),
        named("로비", "Lobby"),
    ],
)
def test_a_text_comes_back_from_json_as_it_was(text: Text) -> None:
    assert restored(json.loads(json.dumps(kept(text)))) == text
