"""What the types of the API's problems mean: where a program's author looks when a call was refused.

Source: docs/rules/api.md, "Statuses"
"""

from collections.abc import Mapping

from center.core.text import Text, _

PROBLEMS: Mapping[str, tuple[int, Text]] = {
    "space-taken": (409, _("다른 예약이나 그 정리시간과 겹칩니다. alternatives에 가까운 빈 시간이 있습니다.")),
    "hold-expired": (
        409,
        _(
            "확인 번호의 시간이 지났거나 다섯 번 틀렸습니다. 다시 예약해야 합니다. alternatives에 가까운 빈 시간이 있습니다."
        ),
    ),
    "already-decided": (409, _("이미 취소되었거나 끝난 예약입니다. 예약을 다시 읽어 상태를 확인하세요.")),
    "too-late-to-cancel": (409, _("직접 취소할 수 있는 시간이 지났습니다. 전화로만 취소할 수 있습니다.")),
    "known-enterprise": (
        409,
        _("그 사업자등록번호나 등록 번호의 기업이 이미 있습니다. registry_id에 그 기업이 있습니다."),
    ),
    "precondition-failed": (412, _("기록이 아는 것과 다릅니다. enterprise에 지금의 기록이, ETag에 그 판이 있습니다.")),
    "precondition-missing": (428, _("If-Match나 If-None-Match 헤더가 없습니다.")),
    "too-late-to-change": (422, _("직접 바꿀 수 있는 시간이 지났습니다.")),
    "too-short": (422, _("가장 짧은 이용 시간보다 짧습니다.")),
    "too-long": (422, _("한 번에, 또는 그날 이미 예약한 것과 합해서 너무 깁니다.")),
    "off-raster": (422, _("시작과 끝은 30분 단위이고 하루 안에 있어야 합니다.")),
    "too-soon": (422, _("이미 지났거나, 미리 예약해야 하는 시간이 모자랍니다.")),
    "not-open-yet": (422, _("그달의 예약이 아직 열리지 않았습니다.")),
    "outside-hours": (422, _("운영시간 밖이거나 쉬는 시간에 걸칩니다.")),
    "closed": (422, _("그날 또는 그 시간에는 닫습니다.")),
    "over-capacity": (422, _("공간이 받을 수 있는 인원보다 많습니다.")),
    "quota-exceeded": (422, _("한 사람이나 한 단체가 그달에 쓸 수 있는 횟수를 다 썼습니다.")),
    "firm-name": (422, _("기업으로 한 예약의 단체 이름은 명부를 따릅니다. organisation을 빼고 보내 주세요.")),
    "decided-otherwise": (422, _("그 단체라면 직원이 결정해야 했습니다. 취소하고 새로 예약해야 합니다.")),
    "code-wrong": (422, _("확인 번호가 다릅니다. tries_left에 남은 횟수가 있습니다.")),
    "wrong-fields": (422, _("빠졌거나, 모르거나, 모양이 다른 항목이 있습니다. errors에 항목마다 까닭이 있습니다.")),
    "idempotency-key-reused": (422, _("같은 Idempotency-Key가 다른 내용으로 왔습니다.")),
    "idempotency-key-missing": (400, _("Idempotency-Key 헤더가 없거나 모양이 다릅니다.")),
    "malformed-json": (400, _("보낸 내용이 JSON이 아닙니다.")),
    "unauthorized": (401, _("토큰이 없거나 쓸 수 없는 토큰입니다.")),
    "forbidden": (403, _("이 토큰으로는 할 수 없는 일입니다.")),
    "not-found": (404, _("없거나, 이 토큰으로는 볼 수 없습니다. 둘은 같은 답을 받습니다.")),
    "too-many": (429, _("정해진 횟수보다 많이 불렀습니다. Retry-After초 뒤에 다시 하세요.")),
    "too-many-holds": (429, _("확인 번호를 기다리는 예약이 이 메일 주소나 네트워크에 너무 많습니다.")),
    "busy": (503, _("지금은 처리할 수 없습니다. 바뀐 것은 없으니 Retry-After초 뒤에 같은 키로 다시 하세요.")),
    "storage": (503, _("지금은 저장할 수 없습니다. 바뀐 것은 없습니다.")),
}
"""By the last part of the type: the status it comes with, and what it means."""
