"""Which column of a file holds which field: synonyms of headings, in any spacing.

Source: docs/rules/enterprises.md, "Files"
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import sha256

from center.core.text import Text, _
from center.enterprises.rules.profile import FIELD_WORDS, FIELDS

KEEP, IGNORE = "", "-"
"""What a column holds that is no field: something to be kept with the firm, or nothing to be kept at all."""
ONE_KIND = ("kind", "certificate", "issuer", "kind_from", "kind_to")
"""Columns that tell of one kind a row; a file with the column `kinds` tells all of them there."""
PLACES = ("registry_id", *FIELDS, *ONE_KIND, "extra")
"""All that a column may hold."""
PLACE_WORDS: Mapping[str, Text] = {
    **{name: FIELD_WORDS[name] for name in ("registry_id", *FIELDS) if name != "kinds"},
    "kinds": _("유형과 기간"),
    "kind": _("유형"),
    "certificate": _("인증·지정 번호"),
    "issuer": _("인증·지정 기관"),
    "kind_from": _("인증·지정 시작일"),
    "kind_to": _("인증·지정 끝나는 날"),
    "extra": _("그 밖의 칸"),
}
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "registry_id": ("등록번호", "명부번호", "관리번호", "기업번호", "명부등록번호", "registryid"),
    "business_number": ("사업자등록번호", "사업자번호", "사업자등록증번호", "businessnumber"),
    "name": (
        "기업이름",
        "기업명",
        "기관명",
        "업체명",
        "상호",
        "상호명",
        "법인명",
        "단체명",
        "조합명",
        "회사명",
        "name",
    ),
    "representative": ("대표자", "대표자명", "대표", "대표자성명", "이사장", "representative"),
    "counting_kind": ("구분", "기업구분", "조직구분", "countingkind"),
    "kinds": ("유형과기간", "kinds"),
    "kind": ("유형", "기업유형", "인증유형", "조직유형", "kind"),
    "certificate": ("인증번호", "지정번호", "인증지정번호", "인증서번호", "certificate"),
    "issuer": ("인증기관", "지정기관", "인증지정기관", "issuer"),
    "kind_from": ("인증일자", "인증일", "지정일", "지정일자", "인증지정일", "인증지정시작일", "kindfrom"),
    "kind_to": ("인증만료일", "지정만료일", "만료일", "인증종료일", "지정종료일", "인증지정끝나는날", "kindto"),
    "founded_on": ("설립일", "설립일자", "설립연월일", "창립일", "개업일", "개업연월일", "foundedon"),
    "address": ("주소", "소재지", "사업장소재지", "사업장주소", "소재지주소", "본점소재지", "address"),
    "in_district": ("관내여부", "관내", "관내외", "관내구분", "indistrict"),
    "sector": ("업종", "사업내용", "주요사업", "주요사업내용", "사업분야", "주업종", "sector"),
    "phone": ("전화", "전화번호", "연락처", "대표전화", "대표번호", "phone", "tel"),
    "email": ("메일", "이메일", "메일주소", "이메일주소", "전자우편", "email"),
    "website": ("누리집", "홈페이지", "홈페이지주소", "누리집주소", "웹사이트", "website", "url"),
    "state": ("상태", "운영상태", "영업상태", "운영여부", "state"),
    "extra": ("그밖의칸", "extra"),
    IGNORE: ("연번", "순번", "번호", "no", "마지막변경", "updatedat", "행", "칸", "까닭", "row", "column", "reason"),
}
PLACE_OF = {word: place for place, words in SYNONYMS.items() for word in words}
BETWEEN = re.compile(r"[\W_]+")
NAMING = ("registry_id", "business_number")
NATIONAL_LIST = frozenset({"인증번호", "인증일자"})
"""Headings by which the list of certified social enterprises is known; it names no kind, for all are of one."""


def heading_key(heading: str) -> str:
    """A heading in one form: composed alike, without blanks or signs."""
    return BETWEEN.sub("", unicodedata.normalize("NFKC", heading)).casefold()


def map_columns(header: Sequence[str]) -> dict[str, str]:
    """By heading what the column holds, as far as its synonyms tell: each place once, the first column first.

    Where one column tells all kinds of a firm, those that tell one are kept as they are.
    """
    found: dict[str, str] = {}
    for heading in header:
        place = PLACE_OF.get(heading_key(heading), KEEP)
        found[heading] = KEEP if place in found.values() and place != IGNORE else place
    if "kinds" in found.values():
        found = {heading: KEEP if place in ONE_KIND else place for heading, place in found.items()}
    return found


def n_known(header: Sequence[str]) -> int:
    """How many headings are known as fields."""
    return len({place for place in map_columns(header).values() if place not in {KEEP, IGNORE}})


def is_national_list(header: Sequence[str]) -> bool:
    """Whether it is a list of certified social enterprises, which need not say so."""
    keys = {heading_key(heading) for heading in header}
    return keys >= NATIONAL_LIST and not keys & {*SYNONYMS["kind"], *SYNONYMS["kinds"]}


def tells_which_firm(columns: Mapping[str, str]) -> bool:
    """Whether rows can be matched at all: by the registry's key or by the business number."""
    return any(place in NAMING for place in columns.values())


def header_hash(header: Sequence[str]) -> str:
    """What a header is known by, in whatever order and spacing its columns stand."""
    return sha256("\n".join(sorted(heading_key(heading) for heading in header)).encode()).hexdigest()
