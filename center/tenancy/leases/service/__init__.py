"""Commands on use permits."""

from center.tenancy.leases.service.answering import accept_offer, cancel_offer, decline_offer, expire_offers
from center.tenancy.leases.service.assigning import (
    AlreadyConfirmedError,
    AssignmentExceptionError,
    Award,
    Decided,
    award_directly,
    confirm_assignment,
    record_exception,
)
from center.tenancy.leases.service.due import end_terms, remind_of_end
from center.tenancy.leases.service.filing import Found, InspectedError, NoPhotoError, add_paper, inspect
from center.tenancy.leases.service.offering import UnitOfferedError
from center.tenancy.leases.service.ruling import add_rule, load_first_rules
from center.tenancy.leases.service.using import (
    NoticeError,
    StatusLostError,
    activate,
    ask_extension,
    change_representative,
    decide_extension,
    drop_hearing,
    end,
    give_notice,
    open_hearing,
    put_off,
    revoke,
    sign_contract,
)

__all__ = [
    "AlreadyConfirmedError",
    "AssignmentExceptionError",
    "Award",
    "Decided",
    "Found",
    "InspectedError",
    "NoPhotoError",
    "NoticeError",
    "StatusLostError",
    "UnitOfferedError",
    "accept_offer",
    "activate",
    "add_paper",
    "add_rule",
    "ask_extension",
    "award_directly",
    "cancel_offer",
    "change_representative",
    "confirm_assignment",
    "decide_extension",
    "decline_offer",
    "drop_hearing",
    "end",
    "end_terms",
    "expire_offers",
    "give_notice",
    "inspect",
    "load_first_rules",
    "open_hearing",
    "put_off",
    "record_exception",
    "remind_of_end",
    "revoke",
    "sign_contract",
]
