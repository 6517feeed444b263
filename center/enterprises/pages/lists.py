"""The list of firms with the counts that the district's report prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from center.core.text import Text, _
from center.enterprises import queries
from center.enterprises.models import Enterprise
from center.enterprises.pages.words import STATE_TONES, counting_text, value_text
from center.enterprises.rules.kinds import COUNTING_WORDS, KIND_WORDS, STATE_WORDS, FirmState, kinds_on
from center.enterprises.rules.numbers import show_business_number
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class Count:
    """How many firms are counted under a kind; pressed, the list shows these."""

    word: str
    n: int
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """A firm in the list; who represents it is shown in part."""

    name: str
    href: str
    counting: str
    kinds: str
    number: str
    representative: str
    place: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Way:
    """A link to the page before or after."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of what was found."""

    lead: str
    counts: list[Count]
    rows: list[Row]
    before: Way | None
    after: Way | None


def list_page(found: Sequence[Enterprise], n_all: int, page: int, asked: dict[str, Any], day: date) -> ListPage:
    """The firms of a page, their kinds as they are on a day."""
    n_pages = max(1, -(-n_all // queries.PAGE))
    return ListPage(
        lead=say(_lead(n_all)),
        counts=_counts(),
        rows=[_row(firm, day) for firm in found],
        before=_way(_("앞 쪽"), page - 1, asked) if page > 1 else None,
        after=_way(_("다음 쪽"), page + 1, asked) if page < n_pages else None,
    )


def _lead(n_all: int) -> Text:
    if n_all:
        return _("%(n)s곳을 찾았습니다. 이름 차례로 보입니다.", n=f"{n_all:,}")
    return _("찾는 기업이 없습니다. 낱말을 줄이거나 조건을 넓혀 보세요.")


def _counts() -> list[Count]:
    counted = queries.counts_by_kind()
    each = [
        Count(say(COUNTING_WORDS[kind]), n, url_for("enterprises.firms", counting=kind)) for kind, n in counted.items()
    ]
    return [Count(say(_("모두")), sum(counted.values()), url_for("enterprises.firms")), *each]


def _way(text: Text, page: int, asked: dict[str, Any]) -> Way:
    return Way(say(text), url_for("enterprises.firms", **asked, page=page))


def _row(firm: Enterprise, day: date) -> Row:
    profile = firm.profile
    return Row(
        name=firm.name,
        href=url_for("reports.firm", registry_id=firm.registry_id),
        counting=counting_text(profile.counting_kind),
        kinds=", ".join(say(KIND_WORDS[kind]) for kind in kinds_on(profile.kinds, day)),
        number=show_business_number(firm.business_number),
        representative=masked(firm.representative),
        place=value_text("in_district", firm.in_district),
        state=say(STATE_WORDS[FirmState(firm.state)]),
        tone=STATE_TONES[firm.state],
    )


def masked(name: str) -> str:
    """A person's name as lists show it: 김지수 → 김○수, 김수 → 김○."""
    if len(name) <= 1:
        return name
    return name[0] + "○" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")
