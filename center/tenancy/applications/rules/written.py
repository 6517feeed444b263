"""What an applicant writes, and what is still missing before it can be handed in. Pure.

Source: docs/rules/calls.md, "The application"
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec

from center.core.text import Text, _
from center.tenancy.calls.rules.content import Content, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An application as it is being written. Area in hundredths of a ㎡; `choices` are units, the dearest first.

    `declared` are the declarations it makes, `claimed` the bonus that it asks for.
    """

    contact: str = ""
    phone: str = ""
    email: str = ""
    need_m2: int | None = None
    people: int | None = None
    choices: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    declared: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()


def item_word(item: Item) -> Text:
    """A bonus or a deduction with its points."""
    return _("%(name)s (%(points)s점)", name=item.title, points=item.points)


class Step(StrEnum):
    """The pages of an application."""

    FORM = "form"
    PLAN = "plan"
    PAPERS = "papers"


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still missing, on which page it is put right, and at which place of it."""

    step: Step
    text: Text
    at: str


def to_plain(written: Written) -> dict[str, Any]:
    """What was written as JSON keeps it."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(written))
    return plain


def from_plain(plain: Any) -> Written:
    """What was kept.

    Raises:
        msgspec.ValidationError: it is none.
    """
    return msgspec.convert(plain, Written)


def seal_of(plain: Mapping[str, Any]) -> str:
    """SHA-256 over what was handed in, files by their own hash: the receipt names it."""
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()


def missing_of(
    written: Written, content: Content, handed_in: Collection[str], *, is_on_paper: bool = False
) -> list[Missing]:
    """Everything that keeps it from being handed in; `handed_in` are the keys of the papers that lie there.

    What came on paper has its plan and what it declares in its papers, and perhaps nobody's mail address.
    """
    need = [Missing(Step.FORM, text, at) for at, text in _of_need(written, content)]
    papers = [
        Missing(Step.PAPERS, _("‘%(name)s’ 파일을 올려 주세요.", name=one.title), f"paper-{one.key}")
        for one in content.documents
        if one.is_required and one.key not in handed_in
    ]
    if is_on_paper:
        return [*need, *papers]
    form = [Missing(Step.FORM, text, at) for at, text in _of_person(written, content)]
    plan = [Missing(Step.PLAN, text, f"part-{key}") for key, text in _of_plan(written, content)]
    return [*form, *need, *plan, *papers]


def _of_person(written: Written, content: Content) -> Iterator[tuple[str, Text]]:
    if not (written.contact and written.phone and written.email):
        yield "contact", _("연락할 사람의 이름과 전화, 메일을 적어 주세요.")
    for one in content.eligibility.declarations:
        if one.key not in written.declared:
            yield "declared", _("‘%(text)s’에 표시해 주세요.", text=one.title)


def _of_need(written: Written, content: Content) -> Iterator[tuple[str, Text]]:
    if not written.need_m2:
        yield "need_m2", _("필요한 면적을 적어 주세요.")
    if not written.people:
        yield "people", _("함께 쓰는 사람 수를 적어 주세요.")
    if not written.choices:
        yield "units", _("바라는 공간을 하나 이상 골라 주세요.")
    if any(choice not in content.units for choice in written.choices):
        yield "units", _("이제 모집하지 않는 공간이 들어 있습니다. 다시 골라 주세요.")


def _of_plan(written: Written, content: Content) -> Iterator[tuple[str, Text]]:
    for part in content.parts:
        text = written.parts.get(part.key, "")
        if not text:
            yield part.key, _("‘%(name)s’ 부분을 적어 주세요.", name=part.title)
        elif len(text) > part.most_letters:
            yield (
                part.key,
                _(
                    "‘%(name)s’ 부분은 %(most)s자까지입니다. 지금은 %(n)s자입니다.",
                    name=part.title,
                    most=f"{part.most_letters:,}",
                    n=f"{len(text):,}",
                ),
            )


def ranked(choices: tuple[str, ...], act: str, offered: Collection[str]) -> tuple[str, ...]:
    """The order of offered units after a button: `add:304`, `drop:304`, `up:304`, `down:304`; any other changes nothing."""
    kind, _colon, unit = act.partition(":")
    if kind == "add" and unit in offered and unit not in choices:
        return (*choices, unit)
    if unit not in choices:
        return choices
    rest = tuple(choice for choice in choices if choice != unit)
    if kind == "drop":
        return rest
    place = choices.index(unit) + {"up": -1, "down": 1}.get(kind, 0)
    place = min(max(0, place), len(rest))
    return (*rest[:place], unit, *rest[place:])
