"""A paper is given as a file to be saved, under its Korean name, and kept nowhere on the way."""

from flask import Flask

from center.papers.serving import paper_answer
from center.papers.typesetting import Paper


def test_a_paper_is_an_attachment_under_its_own_name(center: Flask) -> None:
    with center.test_request_context():
        answer = paper_answer(Paper("접수증 2026-1-003", b"%PDF-1.7 ..."))
        answer.direct_passthrough = False
        content = answer.get_data()

    disposition = answer.headers["Content-Disposition"]
    assert content == b"%PDF-1.7 ..."
    assert answer.mimetype == "application/pdf"
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%EC%A0%91%EC%88%98%EC%A6%9D%202026-1-003.pdf" in disposition
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_name_never_leads_elsewhere_and_is_never_a_header(center: Flask) -> None:
    with center.test_request_context():
        answer = paper_answer(Paper('../../"이름"\r\nX-Evil: 1/접수증', b"%PDF"))

    assert "X-Evil" not in answer.headers
    assert answer.headers["Content-Disposition"].endswith("filename*=UTF-8''%EC%A0%91%EC%88%98%EC%A6%9D.pdf")
