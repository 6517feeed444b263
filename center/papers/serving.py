"""A paper as an answer: an attachment that is kept nowhere."""

from io import BytesIO

from flask import Response, send_file

from center.files.rules.names import clean_name
from center.files.serving import never_shown
from center.papers.typesetting import Paper


def paper_answer(paper: Paper) -> Response:
    """The paper to be saved under its own name; who may have it is the caller's to prove."""
    content, name = BytesIO(paper.content), clean_name(f"{paper.name}.pdf")
    return never_shown(
        send_file(content, mimetype="application/pdf", as_attachment=True, download_name=name, max_age=0)
    )
