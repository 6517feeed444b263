"""Why a booking is refused: each names the rule, its figure, and what to do next.

`kind` is the last part of the API's problem type and never changes. What staff can meet too has a second sentence for
them, the fact and its figure: who is told is not the one who wants the room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from center.core.errors import ConflictError, DomainError, NotFoundError, RuleError, TooManyError
from center.core.text import Text, _, month_name, show_hours
from center.core.time import Period


@dataclass(frozen=True, slots=True)
class Alternative:
    """A time that is free, in the rooms named."""

    rooms: tuple[str, ...]
    period: Period


class BookingRefusedError(RuleError):
    """A rule of booking forbids it; other free times may be offered.

    Where it `may_pass`, staff may let it pass with a reason; `grant` is what is kept with the booking then.
    """

    alternatives: Sequence[Alternative] = ()
    may_pass: bool = False

    def __init__(self, text: Text, *, for_staff: Text | None = None) -> None:
        super().__init__(text)
        self.for_staff = for_staff or text

    @property
    def grant(self) -> str:
        """The name under which it is let pass or kept."""
        return self.kind


class OffRasterError(BookingRefusedError):
    """Start or end is not on the half hour, or the use does not lie within one day."""

    kind = "off-raster"

    def __init__(self) -> None:
        super().__init__(
            _(
                "예약은 30분 단위로, 하루 안에서 할 수 있습니다. 시작은 09:00이나 09:30처럼 고르고 끝은 시작보다 늦게 골라 주세요."
            ),
            for_staff=_("30분 단위가 아니거나 하루를 넘는 시간입니다."),
        )


class WrongDaysError(RuleError):
    """An address names days that are none, or not in order."""

    kind = "wrong-days"

    def __init__(self) -> None:
        super().__init__(_("날짜는 from=2026-12-01&to=2026-12-31처럼, 앞의 날이 먼저 오게 적어 주세요."))


class TooShortError(BookingRefusedError):
    """Shorter than allowed."""

    kind = "too-short"
    may_pass = True

    def __init__(self, shortest_minutes: int, *, wished_minutes: int) -> None:
        shortest, wished = length_text(shortest_minutes), length_text(wished_minutes)
        super().__init__(
            _("예약은 %(length)s부터 할 수 있습니다. 끝 시각을 더 늦게 골라 주세요.", length=shortest),
            for_staff=_("가장 짧은 이용 %(shortest)s보다 짧습니다: %(wished)s", shortest=shortest, wished=wished),
        )


class TooLongError(BookingRefusedError):
    """Longer than allowed, alone or with what the same person has that day."""

    kind = "too-long"
    may_pass = True

    def __init__(self, longest_minutes: int, *, wished_minutes: int, used_minutes: int = 0) -> None:
        longest, used, wished = (length_text(minutes) for minutes in (longest_minutes, used_minutes, wished_minutes))
        super().__init__(
            _(
                "하루에 %(longest)s까지 예약할 수 있습니다. 그날 이미 %(used)s을 예약하셨습니다. 더 짧게 하거나 다른 날을 골라 주세요.",
                longest=longest,
                used=used,
            )
            if used_minutes
            else _("한 번에 %(longest)s까지 예약할 수 있습니다. 끝 시각을 더 이르게 골라 주세요.", longest=longest),
            for_staff=_(
                "하루 %(longest)s보다 깁니다: 그날 이미 %(used)s, 이번에 %(wished)s",
                longest=longest,
                used=used,
                wished=wished,
            )
            if used_minutes
            else _("가장 긴 이용 %(longest)s보다 깁니다: %(wished)s", longest=longest, wished=wished),
        )


class TooSoonError(BookingRefusedError):
    """It begins in the past or within the notice."""

    kind = "too-soon"
    may_pass = True

    def __init__(self, hours: int) -> None:
        super().__init__(
            _(
                "이용 %(hours)s시간 전까지 예약할 수 있습니다. 더 늦은 시간을 고르시거나 전화로 물어봐 주세요.",
                hours=hours,
            ),
            for_staff=_("신청 마감이 지났습니다: 이용 %(hours)s시간 전", hours=hours),
        )


class OverError(BookingRefusedError):
    """Its time is over: nothing of it can be changed any more."""

    kind = "over"

    def __init__(self) -> None:
        super().__init__(
            _("이미 지난 시간입니다. 지금부터 쓸 수 있는 시간을 골라 주세요."), for_staff=_("이미 지난 시간입니다.")
        )


class NothingMovedError(RuleError):
    """A booking was to be moved to where it is."""

    kind = "nothing-moved"

    def __init__(self) -> None:
        super().__init__(
            _("지금과 같은 시간과 공간입니다. 다른 시간이나 공간을 골라 주세요. 신청은 ‘기다리는 신청’에서 승인하세요.")
        )


class NotOpenYetError(BookingRefusedError):
    """Its month is not open yet."""

    kind = "not-open-yet"
    may_pass = True

    def __init__(self, month: int, opens_at: datetime) -> None:
        super().__init__(
            _(
                "%(month)s월 예약은 %(opens)s에 열립니다. 그때 다시 오시거나 지금 열린 달에서 골라 주세요.",
                month=month_name(month),
                opens=opens_at,
            ),
            for_staff=_(
                "%(month)s월 신청은 아직 열리지 않았습니다: %(opens)s부터", month=month_name(month), opens=opens_at
            ),
        )


class OutsideHoursError(BookingRefusedError):
    """Outside the opening hours, or across a break."""

    kind = "outside-hours"
    may_pass = True

    def __init__(self, day: date, periods: Sequence[Period]) -> None:
        hours = [show_hours(period) for period in periods]
        super().__init__(
            _("%(day)s 운영시간은 %(hours)s입니다. 그 안에서 시작과 끝을 골라 주세요.", day=day, hours=hours),
            for_staff=_("운영시간 밖입니다: %(day)s %(hours)s", day=day, hours=hours),
        )


class ClosedError(BookingRefusedError):
    """The center or the room is closed then."""

    kind = "closed"

    def __init__(self, day: date, reason: Text, *, may_pass: bool = True) -> None:
        self.may_pass = may_pass
        super().__init__(
            _("%(day)s 그 시간에는 닫습니다(%(reason)s). 다른 시간을 골라 주세요.", day=day, reason=reason),
            for_staff=_("%(day)s 그 시간에는 닫습니다: %(reason)s", day=day, reason=reason),
        )

    @property
    def grant(self) -> str:
        """Works, and a room that is not there, are another thing than a day off."""
        return self.kind if self.may_pass else "works"


class TooManyPeopleError(BookingRefusedError):
    """More people than the rooms hold."""

    kind = "over-capacity"

    def __init__(self, most: int, headcount: int) -> None:
        super().__init__(
            _(
                "이용 인원은 %(most)s명까지 입력할 수 있습니다. 지금 입력한 인원은 %(headcount)s명입니다.",
                most=most,
                headcount=headcount,
            ),
            for_staff=_("정원 %(most)s명보다 많습니다: %(headcount)s명", most=most, headcount=headcount),
        )


class QuotaExceededError(BookingRefusedError):
    """The month's share of the person or the organisation is used up."""

    kind = "quota-exceeded"
    may_pass = True

    def __init__(self, month: int, quota: int, *, by_organisation: bool) -> None:
        super().__init__(
            _(
                "한 단체는 한 달에 %(quota)s번까지 예약할 수 있고, %(month)s월에는 다 쓰셨습니다. 다른 달을 골라 주세요.",
                quota=quota,
                month=month_name(month),
            )
            if by_organisation
            else _(
                "한 사람은 한 달에 %(quota)s번까지 예약할 수 있고, %(month)s월에는 다 쓰셨습니다. 다른 달을 골라 주세요.",
                quota=quota,
                month=month_name(month),
            ),
            for_staff=_("%(month)s월 단체 한도 %(quota)s번을 다 썼습니다.", month=month_name(month), quota=quota)
            if by_organisation
            else _("%(month)s월 개인 한도 %(quota)s번을 다 썼습니다.", month=month_name(month), quota=quota),
        )


class RoomTakenError(ConflictError):
    """Others hold one of the rooms, or its turnaround, in that time."""

    kind = "space-taken"

    def __init__(self, rooms: Sequence[str], alternatives: Sequence[Alternative] = ()) -> None:
        super().__init__(
            _(
                "%(rooms)s호는 방금 다른 분이 예약했거나 정리시간에 걸립니다. 가까운 빈 시간에서 고르거나 달력에서 다시 골라 주세요.",
                rooms=list(rooms),
            )
        )
        self.for_staff = _("%(rooms)s호는 그 시간에 다른 예약이나 그 정리시간과 겹칩니다.", rooms=list(rooms))
        self.rooms = tuple(rooms)
        self.alternatives = alternatives


class HoldExpiredError(ConflictError):
    """The code's time is over, or it was tried too often."""

    kind = "hold-expired"

    alternatives: Sequence[Alternative] = ()

    def __init__(self, reference: str, *, is_tried_out: bool = False) -> None:
        super().__init__(
            _("확인 번호를 여러 번 잘못 입력해 더 쓸 수 없습니다. 입력하신 내용은 남아 있으니 다시 예약해 주세요.")
            if is_tried_out
            else _(
                "확인 번호를 쓸 수 있는 시간이 지났습니다. 입력하신 내용은 남아 있으니 시간을 다시 골라 예약해 주세요."
            )
        )
        self.reference = reference
        self.is_tried_out = is_tried_out


class TooLateToCancelError(ConflictError):
    """The time until which the booker may cancel is over."""

    kind = "too-late-to-cancel"

    def __init__(self, until: datetime) -> None:
        super().__init__(_("%(until)s까지 직접 취소할 수 있었습니다. 지금은 전화로만 취소할 수 있습니다.", until=until))


class TooLateToChangeError(BookingRefusedError):
    """The time until which the booker may change it is over."""

    kind = "too-late-to-change"

    def __init__(self, until: datetime) -> None:
        super().__init__(_("%(until)s까지 직접 바꿀 수 있었습니다. 지금은 전화로 말씀해 주세요.", until=until))


class StricterDecisionError(BookingRefusedError):
    """With that organisation staff would have had to decide."""

    kind = "decided-otherwise"

    def __init__(self) -> None:
        super().__init__(
            _("이 시간은 단체에 따라 직원이 결정합니다. 단체를 바꾸려면 이 예약을 취소하고 새로 신청해 주세요.")
        )


class FirmNotActiveError(BookingRefusedError):
    """The registry says that the firm does not work at present."""

    kind = "firm-not-active"

    def __init__(self) -> None:
        super().__init__(
            _("명부에 휴업이나 폐업으로 되어 있어 기업으로 예약할 수 없습니다. 달라졌다면 구청에 알려 주세요."),
            for_staff=_("명부에 휴업이나 폐업으로 되어 있는 기업입니다."),
        )


class FirmNameError(RuleError):
    """The name of a firm comes from the registry."""

    kind = "firm-name"

    def __init__(self) -> None:
        super().__init__(_("기업으로 한 예약의 단체 이름은 명부를 따라 바꿀 수 없습니다."))


class LinkEndedError(NotFoundError):
    """The key opens nothing: never given, replaced by a newer one, or the booking is gone. All read the same."""


class KeyReusedError(RuleError):
    """The same idempotency key came with another content."""

    kind = "idempotency-key-reused"

    def __init__(self) -> None:
        super().__init__(_("같은 Idempotency-Key로 다른 내용을 보냈습니다. 새 예약에는 새 키를 쓰세요."))


class AlreadyDecidedError(ConflictError):
    """Somebody decided, cancelled or let it lapse in the meantime."""

    kind = "already-decided"

    def __init__(self, state: Text) -> None:
        super().__init__(_("이미 처리된 예약입니다. 지금 상태: %(state)s.", state=state))


class CodeWrongError(RuleError):
    """Not the code that was mailed."""

    kind = "code-wrong"

    def __init__(self, tries_left: int) -> None:
        super().__init__(
            _(
                "확인 번호가 다릅니다. 메일에 적힌 여섯 자리를 다시 입력해 주세요. %(n)s번 더 할 수 있습니다.",
                n=tries_left,
            )
        )
        self.tries_left = tries_left


class TooManyHoldsError(TooManyError):
    """Too many bookings wait for their code from this mail address or this network."""

    kind = "too-many-holds"

    def __init__(self, minutes: int) -> None:
        super().__init__(
            _(
                "확인 번호를 기다리는 예약이 이미 있습니다. 먼저 그 예약을 마치거나 %(minutes)s분 뒤에 다시 해 주세요.",
                minutes=minutes,
            ),
            retry_after=minutes * 60,
        )


class NoChangeError(ConflictError):
    """No change of time waits any more: it was decided, taken back, or its time came."""

    kind = "already-decided"

    def __init__(self) -> None:
        super().__init__(_("기다리는 시간 변경이 없습니다. 이미 처리되었거나 신청한 분이 거두었습니다."))


def staff_text(refusal: DomainError) -> Text:
    """What staff are told: the sentence made for them, where there is one."""
    return refusal.for_staff if isinstance(refusal, BookingRefusedError | RoomTakenError) else refusal.text


RIVAL_APPROVED = _(
    "같은 시간에 다른 신청이 승인되어 이 신청은 받을 수 없게 되었습니다. 다른 시간을 골라 다시 신청해 주세요."
)


RIVAL_OF_CHANGE_APPROVED = _(
    "같은 시간에 다른 신청이 승인되어 그 시간으로 바꿀 수 없게 되었습니다. 예약은 원래 시간 그대로입니다."
)


class TooManyCodesError(TooManyError):
    """The code was just sent, or sent too often."""

    kind = "too-many-codes"

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            _("확인 번호를 방금 보냈습니다. 메일함과 스팸함을 먼저 확인하고, 1분 뒤에 다시 눌러 주세요."),
            retry_after=retry_after,
        )


def length_text(minutes: int) -> Text:
    """A length as people say it: 2시간, 1시간 30분."""
    hours, rest = divmod(minutes, 60)
    if rest and hours:
        return _("%(hours)s시간 %(minutes)s분", hours=hours, minutes=rest)
    return _("%(hours)s시간", hours=hours) if hours else _("%(minutes)s분", minutes=rest)
