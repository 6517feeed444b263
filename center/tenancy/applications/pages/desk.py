"""Applications as staff see them: how many while the call is open, what they say afterwards, and what is to be looked at."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from center.core.text import Text, _
from center.enterprises.rules.columns import PLACE_WORDS
from center.enterprises.rules.kinds import KIND_WORDS, STATE_WORDS, FirmState
from center.spaces.rules import show_area
from center.tenancy.applications.models import STANDING, Application, ApplicationFile, State, Submission
from center.tenancy.applications.pages import supplements
from center.tenancy.applications.pages.own import VerdictRow, claimed_rows, second_text, verdict_rows
from center.tenancy.applications.queries import frozen_list, tenants_on
from center.tenancy.applications.rules.eligibility import ends_before_moving_in, verdicts_of
from center.tenancy.applications.rules.known import changed_since
from center.tenancy.applications.rules.written import from_plain
from center.tenancy.applications.service import applicant_of
from center.tenancy.calls.pages.units import unit_name
from center.tenancy.calls.rules.content import Content
from center.web.i18n import say

STATES: Mapping[str, tuple[Text, str]] = {
    State.SUBMITTED: (_("심사 전"), "wait"),
    State.ELIGIBLE: (_("적격"), "ok"),
    State.INELIGIBLE: (_("부적격"), "bad"),
    State.RETURNED: (_("되돌려 보냄"), "off"),
    State.WITHDRAWN: (_("거두어들임"), "line"),
}


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application in the list."""

    number: str
    firm: str
    href: str
    at: str
    choices: str
    need: str
    state: str
    tone: str
    flags: list[str]
    supplement: tuple[str, str] | None


def application_rows(applications: Sequence[Application], content: Content, day: date) -> list[ApplicationRow]:
    """What was handed in for a call, by number."""
    heads: dict[str, int] = {}
    files: dict[str, set[int]] = {}
    for one in applications:
        if head := one.enterprise.representative:
            heads[head] = heads.get(head, 0) + 1
        for paper in one.files:
            if paper.is_handed_in:
                files.setdefault(paper.file.sha256, set()).add(one.id)
    alike = Alike(heads, {sha256 for sha256, ids in files.items() if len(ids) > 1}, tenants_on(applications, day))
    return [_row(one, content, alike, day) for one in applications]


@dataclass(frozen=True, slots=True)
class Alike:
    """What is seen only over all applications: how many have a representative, the same files, who has a unit already."""

    heads: Mapping[str, int]
    files: Collection[str]
    units: Mapping[int, str]


def _row(one: Application, content: Content, alike: Alike, day: date) -> ApplicationRow:
    standing = one.standing
    written = from_plain(standing.content["written"]) if standing else one.written
    state, tone = STATES[one.state]
    return ApplicationRow(
        number=one.receipt_number,
        firm=one.enterprise.name,
        href=url_for("application_desk.show", application_id=one.id),
        at=second_text(standing.at) if standing else "",
        choices=" > ".join(unit_name(code) for code in written.choices),
        need=f"{show_area(written.need_m2 or 0)}㎡",
        state=say(state),
        tone=tone,
        flags=[say(flag) for flag in flags_of(one, content, alike)],
        supplement=supplements.chip_of(one, day),
    )


def flags_of(one: Application, content: Content, alike: Alike) -> list[Text]:
    """What staff should look at: who has a unit, the same representative or file, a firm that stopped, a certificate that ends."""
    found: list[Text] = []
    if unit := alike.units.get(one.enterprise_id):
        found.append(_("지금 %(unit)s호에 입주해 있는 기업입니다.", unit=unit))
    if alike.heads.get(one.enterprise.representative, 0) > 1:
        found.append(_("대표자가 다른 신청과 같습니다."))
    if any(paper.is_handed_in and paper.file.sha256 in alike.files for paper in one.files):
        found.append(_("다른 신청과 같은 파일이 있습니다."))
    if one.enterprise.state != FirmState.ACTIVE:
        state = STATE_WORDS[FirmState(one.enterprise.state)]
        found.append(_("지금 명부에 ‘%(state)s’ 상태로 되어 있습니다.", state=state))
    if changed := _changed(one):
        found.append(_("낸 뒤에 명부가 바뀌었습니다: %(fields)s", fields=changed))
    if ending := ends_before_moving_in(applicant_of(one.enterprise), content):
        kinds = [KIND_WORDS[kind] for kind in ending]
        found.append(_("입주일 전에 끝나는 인증이나 지정이 있습니다: %(kinds)s", kinds=kinds))
    return found


def _changed(one: Application) -> list[Text]:
    known = one.standing.content["firm"] if one.standing else {}
    return [PLACE_WORDS[name] for name in changed_since(known, one.enterprise.profile)]


def _entered(standing: Submission | None) -> list[tuple[str, str]]:
    """When staff entered what came on paper."""
    return (
        [(say(_("종이로 내고 적은 때")), second_text(standing.entered_at))] if standing and standing.entered_at else []
    )


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that was handed in; one that came later for a supplement is `marked` with when."""

    name: str
    file: str
    href: str
    marked: str


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """One application as it was handed in."""

    id: int
    may_screen: bool
    has_letter: bool
    title: str
    lead: str
    state: str
    tone: str
    facts: list[tuple[str, str]]
    parts: list[tuple[str, str]]
    papers: list[PaperRow]
    verdicts: list[VerdictRow]
    flags: list[str]


def application_page(one: Application, content: Content, rows: Sequence[ApplicationRow]) -> ApplicationPage:
    """What the standing submission says, beside what the registry says of the firm."""
    standing = one.standing
    written = from_plain(standing.content["written"]) if standing else one.written
    state, tone = STATES[one.state]
    names = {document.key: say(document.title) for document in content.documents}
    own = next((row for row in rows if row.number == one.receipt_number), None)
    return ApplicationPage(
        id=one.id,
        may_screen=one.state in STANDING and one.waiting is None and frozen_list(one.call_id) is None,
        has_letter=one.state == State.RETURNED or (one.screening is not None and not one.screening.is_eligible),
        title=say(_("신청 %(number)s", number=one.receipt_number)),
        lead=one.enterprise.name,
        state=say(state),
        tone=tone,
        facts=[
            (say(_("낸 때")), second_text(standing.at) if standing else ""),
            *_entered(standing),
            (say(_("연락할 사람")), " · ".join(filter(None, (written.contact, written.phone, written.email)))),
            (say(_("필요한 면적(㎡)")), show_area(written.need_m2 or 0)),
            (say(_("함께 쓰는 사람 수")), str(written.people or "")),
            (say(_("바라는 공간")), " > ".join(unit_name(code) for code in written.choices)),
            *claimed_rows(content, written),
            (say(_("내용 지문(SHA-256)")), standing.sha256 if standing else ""),
        ],
        parts=[(say(part.title), written.parts.get(part.key, "")) for part in content.parts],
        papers=[_paper(one, paper, names) for paper in one.files if paper.is_handed_in],
        verdicts=verdict_rows(verdicts_of(applicant_of(one.enterprise), content)),
        flags=own.flags if own else [],
    )


def _paper(one: Application, paper: ApplicationFile, names: Mapping[str, str]) -> PaperRow:
    answered = next((asked for asked in one.supplements if asked.id == paper.supplement_id), None)
    return PaperRow(
        name=names.get(paper.document_key, paper.document_key),
        file=paper.file.name,
        href=url_for("application_desk.paper", application_id=one.id, file_id=paper.id),
        marked=say(_("보완 %(at)s", at=second_text(answered.last_at))) if answered else "",
    )
