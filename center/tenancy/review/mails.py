"""What letters to a committee say. Rendered once by the worker, in the language of who reads them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app, render_template

from center.core.text import _, restored
from center.mail.content import Content, Renderer, unlinked
from center.tenancy.calls.pages.calls import instant_text
from center.web.i18n import language, say


def frozen_letter(facts: Mapping[str, Any]) -> Content:
    """That a stage is frozen, with the number of its seal."""
    stage = restored(facts["stage"])
    heading = say(_("%(stage)s 점수를 확정했습니다", stage=stage))
    settings = current_app.extensions["center_settings"]
    letter = {
        "subject": heading,
        "lines": [
            say(_("위원장이 점수를 확정해 봉인했습니다. 이제 아무도 점수를 고칠 수 없습니다.")),
            say(_("이 메일을 보관해 주세요. 나중에 점수가 하나라도 바뀌면 아래 봉인번호와 맞지 않아 드러납니다.")),
        ],
        "rows": [
            (say(_("공고")), unlinked(say(restored(facts["title"])))),
            (say(_("심사 단계")), unlinked(say(stage))),
            (say(_("확정한 때")), instant_text(datetime.fromisoformat(facts["at"]).replace(microsecond=0))),
            (say(_("봉인번호")), facts["root"]),
        ],
        "code": "",
        "doors": [{"href": f"{settings.base_url}/review/{facts['call_id']}", "key": "", "title": say(_("심사 보기"))}],
        "otherwise": "",
        "phone": settings.phone,
    }
    return Content(
        subject=heading,
        text=render_template("mails/letter.txt", **letter),
        html=render_template("mails/letter.html", language=language(), **letter),
        invitation=None,
    )


RENDERERS: Mapping[str, Renderer] = {"stage_frozen": frozen_letter}
