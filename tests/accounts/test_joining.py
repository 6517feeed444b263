"""Somebody of a firm registers: the form, the mailed link, the proof, what becomes of it."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from center.accounts.models import Joining, LinkWish, Membership, OneTimeLink, User
from center.accounts.queries import find_user
from center.accounts.rules.joining import MOST_PROOF_BYTES, AskedAlreadyError, DecidedMeanwhileError, JoiningState
from center.accounts.rules.links import Purpose
from center.accounts.service import disable_user
from center.accounts.service.inviting import make_own_account
from center.accounts.service.joining import BY_PERSON, withdraw_joining
from center.accounts.service.links import forget_links
from center.accounts.service.wishes import BY_FIRM, BY_MAILBOX, BY_NETWORK, answer_wishes
from center.core import time
from center.core.actor import Actor
from center.core.audit import entries_about
from center.core.db import Model, db
from center.core.errors import NotFoundError
from center.core.text import Language
from center.files.models import StoredFile
from center.mail.models import OutboxMail
from center.mail.service import deliver_due
from center.settings import Settings
from tests.accounts.at_once import at_once
from tests.accounts.conftest import Browser
from tests.accounts.joinings import (
    EMAIL,
    NAME,
    PASSWORD,
    PROOF_NAME,
    a_joining,
    hands_in,
    joinings,
    key_for,
    makes_account,
    wishes,
)
from tests.accounts.test_sessions import statements
from tests.bookings.postbag import sent_now
from tests.conftest import NOON, Clock
from tests.enterprises.factories import a_firm, a_number
from tests.files.samples import a_pdf, a_picture, a_zip
from tests.mail.carriers import parsed
from tests.people import a_firm_user, acts_for_firm, is_in, session_of

NUMBER = "9990999996"
OTHER = "minho@hangang.example"
TOKEN = re.compile(r'value="[^"]{60,}"')


@pytest.fixture
def jisoo(app: Flask, client: Browser) -> User:
    """Somebody with an account and without any role, who is signed in."""
    user = a_firm_user(EMAIL, PASSWORD)
    is_in(client, user)
    return user


def n_rows(model: type[Model]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def told() -> list[tuple[str | None, str | None, str]]:
    """To whom letters of registering go, what they say, and in which language."""
    db.session.rollback()
    mails = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "joining_told").order_by(OutboxMail.id))
    return [(mail.recipient, (mail.facts or {}).get("what"), mail.language) for mail in mails]


def text_of(mail: bytes) -> str:
    """What a mail says in plain text."""
    body = parsed(mail).get_body(("plain",))
    assert body
    return str(body.get_content())


def test_somebody_of_a_firm_goes_from_the_form_to_a_request(app: Flask, client: Browser) -> None:
    firm = a_firm()
    number = f"{firm.business_number[:3]}-{firm.business_number[3:5]}-{firm.business_number[5:]}"

    made = makes_account(client, key_for(client, number))
    assert (made.status_code, made.headers["Location"]) == (303, "/me/joining/proof")
    page = client.get("/me/joining/proof").text
    sent = hands_in(client)

    assert number in page
    assert "대표 담당자가 있습니다" not in page
    assert (sent.status_code, sent.headers["Location"]) == (303, "/me/joining")
    assert "신청했습니다" in client.get("/me/joining").text
    [asked] = joinings()
    assert (asked.user.email, asked.user.name, asked.business_number) == (EMAIL, NAME, firm.business_number)
    assert (asked.state, asked.proof.name if asked.proof else "", asked.language) == ("asked", PROOF_NAME, "ko")
    assert [entry.action for entry in entries_about(f"joining {asked.id}")] == ["joining.asked"]
    agreed = [entry.action for entry in entries_about(f"user {asked.user_id}")]
    assert "user.agreed" in agreed
    assert session_of(EMAIL, PASSWORD)


@pytest.mark.parametrize("typed", ["999-09-99996", "999 0999996", "９９９０９９９９９６", "999‐09‐99996"])
def test_a_number_is_taken_however_it_is_written(app: Flask, client: Browser, typed: str) -> None:
    wishes(client, typed)

    assert db.session.scalars(select(LinkWish.business_number)).one() == NUMBER


@pytest.mark.parametrize("typed", ["9990999997", "999099999", "", "abc", "1" * 5000])
def test_a_number_that_cannot_be_is_told_at_its_field_and_the_rest_is_kept(
    app: Flask, client: Browser, typed: str
) -> None:
    answer = wishes(client, typed, name="한강 <b>")

    assert answer.status_code == 422
    assert 'href="#number"' in answer.text
    assert f'value="{EMAIL}"' in answer.text
    assert "한강 &lt;b&gt;" in answer.text
    assert n_rows(LinkWish) == 0


def test_the_answer_tells_nobody_who_has_an_account_or_which_firm_has_whom(app: Flask, client: Browser) -> None:
    acts_for_firm(a_firm_user(EMAIL, PASSWORD), firm := a_firm())
    disable_user(closed := a_firm_user(OTHER, PASSWORD), now=time.now())
    wishes(client, NUMBER, "first@example.kr")
    answers, work = set(), []
    for number, email in (
        (firm.business_number, EMAIL),
        (firm.business_number, "nobody@example.kr"),
        (a_number(), closed.email),
        (a_number(), "nobody2@example.kr"),
    ):
        with statements(app, " ") as sent:
            answer = wishes(client, number, email)
        answers.add((answer.status_code, TOKEN.sub("", answer.text)))
        work.append(len(sent))

    assert len(answers) == 1
    assert len(set(work)) == 1, "the same work, and so the same time"
    assert n_rows(OutboxMail) == 0, "who has an account is looked up afterwards"


def test_who_has_an_account_is_told_by_mail_to_sign_in_and_a_closed_account_gets_nothing(
    app: Flask, client: Browser
) -> None:
    a_firm_user(EMAIL, PASSWORD)
    disable_user(a_firm_user(OTHER, PASSWORD), now=time.now())
    for email in (EMAIL.upper(), OTHER):
        wishes(client, NUMBER, email)
    answer_wishes(time.now())

    assert told() == [(EMAIL, "known", "ko")]
    assert n_rows(LinkWish) == 0
    assert db.session.scalar(select(func.count()).select_from(OneTimeLink)) == 0
    letter = text_of(sent_now(app)[0])
    assert "https://localhost/me/joining" in letter
    assert "열쇠" not in letter


def test_the_link_is_mailed_with_its_key_where_no_server_sees_it(app: Flask, client: Browser) -> None:
    key = key_for(client, NUMBER)

    assert f"https://localhost/join/account#{key}" in text_of(sent_now(app)[0])


def test_wishes_are_limited_for_a_mailbox_a_network_and_a_firm(app: Flask, client: Browser) -> None:
    of_mailbox = [wishes(client, a_number()).status_code for _ in range(BY_MAILBOX.most + 1)]
    rest = BY_NETWORK.most - BY_MAILBOX.most - 1
    of_network = [wishes(client, a_number(), f"{n}@a.example").status_code for n in range(rest + 1)]
    client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    of_firm = [wishes(client, NUMBER, f"{n}@b.example").status_code for n in range(BY_FIRM.most + 1)]

    assert of_mailbox == [200] * BY_MAILBOX.most + [429]
    assert of_network == [200] * rest + [429]
    assert of_firm == [200] * BY_FIRM.most + [429]


def test_who_is_refused_for_asking_too_often_finds_what_was_typed(app: Flask, client: Browser) -> None:
    for _ in range(BY_MAILBOX.most):
        wishes(client, NUMBER)

    answer = wishes(client, NUMBER)

    assert int(answer.headers["Retry-After"]) > 0
    assert "아직 보내지 않았습니다" in answer.text
    assert f'value="{EMAIL}"' in answer.text


def test_the_same_link_twice_makes_one_account(app: Flask, client: Browser) -> None:
    key = key_for(client, NUMBER)

    first, second = makes_account(client, key), makes_account(client, key)

    assert (first.status_code, second.status_code) == (303, 422)
    assert "이 링크는 더 쓸 수 없습니다" in second.text
    assert n_rows(User) == 1


def make_account(key: str) -> None:
    """Use the link in a process of its own."""
    make_own_account(key, Purpose.JOIN, PASSWORD, now=NOON)


def test_of_two_who_use_the_same_link_at_once_one_gets_an_account(
    app: Flask, client: Browser, settings: Settings
) -> None:
    key = key_for(client, NUMBER)

    outcomes = at_once(settings, make_account, [(key,), (key,)])

    assert outcomes == ["done", "link-over"]
    assert n_rows(User) == 1


def test_a_link_that_is_too_old_makes_nothing_and_is_forgotten(app: Flask, client: Browser, clock: Clock) -> None:
    key = key_for(client, NUMBER)
    clock.move(timedelta(days=1))

    answer = makes_account(client, key)
    forget_links(clock.now)

    assert answer.status_code == 422
    assert "다시 신청해 주세요" in answer.text
    assert n_rows(User) == 0
    assert db.session.scalar(select(func.count()).select_from(OneTimeLink)) == 0


@pytest.mark.parametrize("key", ["", "x", "a" * 32, "가" * 5000, "\0"])
def test_a_key_that_never_was_opens_nothing(app: Flask, client: Browser, key: str) -> None:
    assert makes_account(client, key).status_code == 422
    assert n_rows(User) == 0


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"agree": ""}, "agree"), ({"again": "other"}, "again"), ({"password": "short", "again": "short"}, "password")],
)
def test_without_consent_or_a_good_password_there_is_no_account_and_the_link_still_works(
    app: Flask, client: Browser, typed: dict[str, str], field: str
) -> None:
    key = key_for(client, NUMBER)

    refused = makes_account(client, key, **typed)

    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text
    assert n_rows(User) == 0
    assert makes_account(client, key).status_code == 303


def test_an_address_that_got_an_account_meanwhile_is_led_to_the_sign_in(app: Flask, client: Browser) -> None:
    key = key_for(client, NUMBER)
    a_firm_user(EMAIL, "another long password")

    answer = makes_account(client, key)

    assert answer.status_code == 409
    assert "/sign-in?next=/me/joining" in answer.text.replace("%2F", "/")
    assert session_of(EMAIL, "another long password")


def test_who_has_an_account_asks_with_the_number_alone(client: Browser, jisoo: User) -> None:
    chosen = client.post("/me/joining", data={"number": "999-09-99996"})
    sent = hands_in(client, a_picture("JPEG"), "KakaoTalk.JPG")

    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/me/joining/proof")
    assert sent.status_code == 303
    assert [(asked.user_id, asked.business_number) for asked in joinings()] == [(jisoo.id, NUMBER)]


def test_only_to_a_proven_address_the_page_says_that_the_firm_has_a_representative(
    client: Browser, jisoo: User
) -> None:
    acts_for_firm(a_firm_user(OTHER, PASSWORD, "박민호"), firm := a_firm())
    client.post("/me/joining", data={"number": firm.business_number})

    page = client.get("/me/joining/proof").text
    refused = hands_in(client)
    asked = hands_in(client, is_former_gone="y")

    assert "동료는 대표 담당자가 초대합니다" in page
    assert "박민호" not in page, "who it is stays theirs"
    assert refused.status_code == 409
    assert n_rows(StoredFile) == 1, "the refused one was not kept"
    assert asked.status_code == 303
    assert joinings()[0].is_former_gone


def test_a_firm_whose_only_people_represent_it_no_longer_is_asked_for_as_a_new_one(
    client: Browser, jisoo: User
) -> None:
    acts_for_firm(a_firm_user(OTHER, PASSWORD), firm := a_firm(), is_representative=False)
    client.post("/me/joining", data={"number": firm.business_number})

    assert "대표 담당자가 있습니다" not in client.get("/me/joining/proof").text
    assert hands_in(client).status_code == 303


def test_who_represents_a_firm_need_not_ask_for_it(client: Browser, jisoo: User) -> None:
    acts_for_firm(jisoo, firm := a_firm())
    is_in(client, jisoo)

    answer = client.post("/me/joining", data={"number": firm.business_number})

    assert answer.status_code == 409
    assert "이미 그 기업의 담당자입니다" in answer.text


EXECUTABLE = b"MZ" + b"\0" * 200 + b"This program cannot be run in DOS mode."
REFUSED_PROOFS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip with the name of a PDF": (lambda: a_zip({"a.txt": b"x"}), "proof.pdf"),
    "a program with the name of a PDF": (lambda: EXECUTABLE, "proof.pdf"),
    "a program with the name of a picture": (lambda: EXECUTABLE, "proof.jpg"),
    "a page of HTML with the name of a picture": (lambda: b"<html><script>alert(1)</script></html>", "proof.png"),
    "a PDF with the name of a picture": (a_pdf, "proof.png"),
    "a zip": (lambda: a_zip({"a.txt": b"x"}), "proof.zip"),
    "a picture of a kind that is not taken": (lambda: a_picture("GIF"), "proof.gif"),
    "nothing in it": (lambda: b"", "proof.pdf"),
    "no name": (a_pdf, ""),
    "two names": (lambda: EXECUTABLE, "proof.pdf.exe"),
}


@pytest.mark.parametrize("what", REFUSED_PROOFS)
def test_what_is_no_proof_is_refused_at_its_field_and_kept_nowhere(client: Browser, jisoo: User, what: str) -> None:
    make, name = REFUSED_PROOFS[what]
    client.post("/me/joining", data={"number": NUMBER})

    answer = hands_in(client, make(), name)

    assert answer.status_code == 422
    assert 'href="#proof"' in answer.text
    assert (n_rows(Joining), n_rows(StoredFile)) == (0, 0)
    assert client.get("/me/joining/proof").status_code == 200, "the number is still known"


def test_no_file_at_all_is_told_at_its_field(client: Browser, jisoo: User) -> None:
    client.post("/me/joining", data={"number": NUMBER})

    answer = client.post("/me/joining/proof", data={})

    assert answer.status_code == 422
    assert "사업자등록증 파일을 골라 주세요" in answer.text


def test_a_proof_may_have_ten_megabytes_and_not_more(client: Browser, jisoo: User) -> None:
    client.post("/me/joining", data={"number": NUMBER})
    large = a_pdf() + b"\n" * (MOST_PROOF_BYTES - len(a_pdf()))

    def answered(content: bytes) -> tuple[int, bool]:
        answer = hands_in(client, content)
        return answer.status_code, "10MB까지 올릴 수 있으니" in answer.text

    answers = [answered(large + b"\n"), answered(large + b"\n" * 200_000), answered(large)]
    assert answers == [(422, False), (413, True), (303, False)]


def test_a_stranger_hands_nothing_in(client: Browser, app: Flask) -> None:
    sent = hands_in(client, b"%PDF-" + b"0" * 100_000)

    assert sent.status_code in {403, 413}
    assert n_rows(StoredFile) == 0


def test_the_same_proof_sent_twice_is_one_request(client: Browser, jisoo: User) -> None:
    client.post("/me/joining", data={"number": NUMBER})
    hands_in(client)

    again = hands_in(client)
    anew = client.post("/me/joining", data={"number": NUMBER})

    assert (again.status_code, again.headers["Location"]) == (303, "/me/joining")
    assert anew.status_code == 409
    assert "이미 신청하셨습니다" in anew.text
    with pytest.raises(AskedAlreadyError):
        a_joining(jisoo, NUMBER)
    assert (n_rows(Joining), n_rows(StoredFile)) == (1, 1)


def ask(user_id: int) -> None:
    """Ask in a process of its own."""
    user = db.session.get(User, user_id)
    assert user
    a_joining(user, NUMBER)


def test_of_two_clicks_at_once_one_asks(app: Flask, settings: Settings, jisoo: User) -> None:
    outcomes = at_once(settings, ask, [(jisoo.id,), (jisoo.id,)])

    assert outcomes == ["done", "joining-asked"]
    assert (n_rows(Joining), n_rows(StoredFile)) == (1, 1)


def test_a_person_asks_for_many_firms_but_not_without_end(client: Browser, jisoo: User) -> None:
    asked = [client.post("/me/joining", data={"number": a_number()}).status_code for _ in range(BY_PERSON.most + 1)]

    assert asked == [303] * BY_PERSON.most + [429]


def test_strangers_who_use_up_a_firms_wishes_keep_nobody_out_who_has_an_account(client: Browser, jisoo: User) -> None:
    for n in range(BY_FIRM.most):
        wishes(client, NUMBER, f"{n}@a.example")

    assert wishes(client, NUMBER, "last@a.example").status_code == 429
    assert client.post("/me/joining", data={"number": NUMBER}).status_code == 303


def test_one_takes_a_request_back_and_its_proof_goes_at_once(client: Browser, jisoo: User) -> None:
    asked = a_joining(jisoo, NUMBER)
    sha256 = asked.proof.sha256 if asked.proof else ""

    answer = client.post(f"/me/joining/{asked.id}/withdrawal")
    again = client.post(f"/me/joining/{asked.id}/withdrawal")

    assert (answer.status_code, again.status_code) == (303, 409)
    assert [(one.state, one.file_id) for one in joinings()] == [("withdrawn", None)]
    assert n_rows(StoredFile) == 0
    assert sha256
    assert "거두어들임" in client.get("/me/joining").text
    assert a_joining(jisoo, NUMBER).state == JoiningState.ASKED, "one may ask again"


def test_the_request_of_somebody_else_reads_like_none(client: Browser, jisoo: User) -> None:
    theirs = a_joining(a_firm_user(OTHER, PASSWORD), NUMBER)

    for number in (theirs.id, 99, 2_147_483_647):
        proof, back = (
            client.get(f"/me/joining/{number}/proof", buffered=True),
            client.post(f"/me/joining/{number}/withdrawal"),
        )
        assert (proof.status_code, back.status_code) == (404, 404)
        assert "찾으시는 화면이 없습니다" in proof.text
    assert "999-09-99996" not in client.get("/me/joining").text
    with pytest.raises(NotFoundError):
        withdraw_joining(theirs.id, now=time.now(), by=Actor(jisoo.id))
    assert joinings()[0].state == "asked"


def test_one_gets_ones_own_proof_back_to_be_saved(client: Browser, jisoo: User) -> None:
    asked = a_joining(jisoo, NUMBER)

    answer = client.get(f"/me/joining/{asked.id}/proof", buffered=True)

    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_request_is_decided_once(app: Flask, jisoo: User) -> None:
    asked = a_joining(jisoo, NUMBER)
    withdraw_joining(asked.id, now=time.now(), by=Actor(jisoo.id))

    with pytest.raises(DecidedMeanwhileError):
        withdraw_joining(asked.id, now=time.now(), by=Actor(jisoo.id))


def test_ones_own_page_and_what_is_taken_along_have_firms_and_requests(client: Browser, jisoo: User) -> None:
    acts_for_firm(jisoo, firm := a_firm())
    a_joining(jisoo, NUMBER)
    is_in(client, jisoo)

    page, taken_along = client.get("/me").text, client.get("/me/data.json").get_json()

    assert firm.name in page
    assert "999-09-99996" in page
    assert [(one["firm"], one["as"]) for one in taken_along["firms"]] == [(firm.name, "대표 담당자")]
    assert [one["business_number"] for one in taken_along["joining_requests"]] == ["999-09-99996"]


def test_who_is_deleted_leaves_their_firms_and_their_proofs_go_at_once(client: Browser, jisoo: User) -> None:
    acts_for_firm(jisoo, a_firm())
    a_joining(jisoo, NUMBER)
    is_in(client, jisoo)

    assert client.post("/me/deletion", data={"present": PASSWORD}).status_code == 303

    assert [(one.state, one.file_id) for one in joinings()] == [("withdrawn", None)]
    assert n_rows(StoredFile) == 0
    assert [member.ended_at is None for member in db.session.scalars(select(Membership))] == [False]
    assert find_user(EMAIL) is None


@pytest.mark.parametrize("language", ["ko", "en"])
def test_letters_are_in_the_language_in_which_was_asked(app: Flask, client: Browser, language: Language) -> None:
    client.get(f"/preferences?language={language}&next=/join")
    key_for(client, NUMBER)

    assert db.session.scalars(select(OutboxMail.language)).one() == language
    deliver_due(app.extensions["center_post_office"], time.now())


def test_a_name_that_is_a_link_is_no_link_in_the_mail(app: Flask, client: Browser) -> None:
    wishes(client, NUMBER, name="https://evil.example 정지수")
    answer_wishes(time.now())

    assert "https://evil.example" not in text_of(sent_now(app)[0])


def test_many_fields_that_are_none_change_nothing(client: Browser, jisoo: User) -> None:
    client.post("/me/joining", data={"number": NUMBER})

    sent = hands_in(client, None, user_id="99", state="approved", enterprise_id="1", business_number="1234567891")

    assert sent.status_code == 303
    [asked] = joinings()
    assert (asked.user_id, asked.state, asked.enterprise_id) == (jisoo.id, "asked", None)
    assert asked.business_number == NUMBER
    assert io.BytesIO(client.get(f"/me/joining/{asked.id}/proof", buffered=True).data).read(5) == b"%PDF-"
