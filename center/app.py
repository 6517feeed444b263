"""The composition root: puts the slices together into one Flask application."""

import re
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from center.accounts.correction_desk_views import bp as corrections_bp
from center.accounts.entering import init_accounts, keep_form, let_in, load_actor, log_access, signed_in_frame
from center.accounts.factor_views import bp as factor_bp
from center.accounts.firm_views import bp as firm_bp
from center.accounts.invited_views import bp as invited_bp
from center.accounts.join_views import bp as join_bp
from center.accounts.joining_desk_views import bp as joinings_bp
from center.accounts.joining_views import LARGEST as LARGEST_PROOF
from center.accounts.joining_views import bp as joining_bp
from center.accounts.link_views import bp as links_bp
from center.accounts.mails import RENDERERS as ACCOUNT_LETTERS
from center.accounts.me_views import bp as me_bp
from center.accounts.member_views import bp as members_bp
from center.accounts.own_factor_views import bp as own_factor_bp
from center.accounts.people_views import bp as people_bp
from center.accounts.proposal_views import bp as proposals_bp
from center.accounts.views import bp as accounts_bp
from center.bookings import queries
from center.bookings.api import bp as bookings_api
from center.bookings.closing_views import bp as closing_bp
from center.bookings.desk_series_views import bp as desk_series_bp
from center.bookings.desk_views import bp as desk_bp
from center.bookings.figure_views import bp as figures_bp
from center.bookings.finding_views import bp as finding_bp
from center.bookings.firm_views import bp as firm_bookings_bp
from center.bookings.mails import RENDERERS
from center.bookings.manage_views import bp as manage_bp
from center.bookings.pages.rule_words import hours_line
from center.bookings.queries import rulebook
from center.bookings.rule_views import bp as rules_bp
from center.bookings.rules.values import InvalidRuleError, OpeningHours
from center.bookings.series_views import bp as series_bp
from center.bookings.staff_views import bp as staff_bp
from center.bookings.views import bp as bookings_bp
from center.construction.budget_views import bp as project_budget_bp
from center.construction.closing_views import bp as project_closing_bp
from center.construction.desk_views import bp as project_desk_bp
from center.construction.mails import RENDERERS as CONSTRUCTION_LETTERS
from center.construction.milestone_views import bp as milestones_bp
from center.construction.paper_views import LARGEST as LARGEST_PROJECT_PAPERS
from center.construction.paper_views import bp as project_papers_bp
from center.construction.queries import works_mark
from center.construction.views import bp as construction_bp
from center.core.db import db, engine_options, init_db
from center.core.text import _
from center.core.time import today
from center.enterprises.api import bp as enterprises_api
from center.enterprises.import_views import LARGEST as LARGEST_OF_REGISTRY
from center.enterprises.import_views import bp as registry_files_bp
from center.enterprises.views import bp as enterprises_bp
from center.files.scanner import Scanner, ScannerUrlError
from center.files.service import Store
from center.files.storage import Storage
from center.mail.content import AddressError, one_address
from center.mail.postoffice import PostOffice
from center.mail.transport import MailUrlError, transport_for
from center.reports.views import bp as reports_bp
from center.settings import Settings, SettingsError
from center.tenancy.applications.desk_views import bp as application_desk_bp
from center.tenancy.applications.entry_views import bp as application_entry_bp
from center.tenancy.applications.mails import RENDERERS as APPLICATION_LETTERS
from center.tenancy.applications.paper_views import bp as application_papers_bp
from center.tenancy.applications.screening_views import bp as screening_bp
from center.tenancy.applications.supplement_desk_views import bp as supplement_desk_bp
from center.tenancy.applications.supplement_views import bp as supplement_bp
from center.tenancy.applications.views import bp as apply_bp
from center.tenancy.applications.writing_steps import LARGEST as LARGEST_PAPERS
from center.tenancy.applications.writing_steps import LONGEST as LONGEST_PLAN
from center.tenancy.calls.call_desk_views import bp as call_desk_bp
from center.tenancy.calls.call_views import bp as calls_bp
from center.tenancy.calls.fee_views import bp as fees_bp
from center.tenancy.calls.unit_views import bp as units_bp
from center.tenancy.leases import models as lease_models  # noqa: F401 (its tables are part of the schema)
from center.tenancy.leases.mails import RENDERERS as LEASE_LETTERS
from center.tenancy.review.all_sheet_views import bp as all_sheets_bp
from center.tenancy.review.chair_views import bp as review_chair_bp
from center.tenancy.review.challenge_views import bp as challenges_bp
from center.tenancy.review.conflict_desk_views import bp as conflict_desk_bp
from center.tenancy.review.desk_views import bp as committee_desk_bp
from center.tenancy.review.mails import RENDERERS as COMMITTEE_LETTERS
from center.tenancy.review.own_result_views import bp as own_result_bp
from center.tenancy.review.own_views import bp as own_review_bp
from center.tenancy.review.pages.results import own_verdicts, public_href
from center.tenancy.review.ranking_views import bp as ranking_bp
from center.tenancy.review.result_desk_views import bp as result_desk_bp
from center.tenancy.review.result_views import bp as results_bp
from center.tenancy.review.sheet_views import bp as sheets_bp
from center.tenancy.review.stage_desk_views import bp as stage_desk_bp
from center.web.access import ADMIN, ENTERPRISE, REVIEWER, init_access
from center.web.api import init_callers
from center.web.early import EarlyAnswers, Place, program_mark
from center.web.errors import init_errors
from center.web.frame import Frame, NavItem, init_frame
from center.web.headers import headers_of, init_headers
from center.web.i18n import init_i18n, language, say
from center.web.joins import init_joins
from center.web.logs import init_logs
from center.web.parts import init_parts
from center.web.templates import Unindented
from center.web.uploads import init_uploads
from center.web.views import bp as web_bp

ROOT = Path(__file__).resolve().parents[1]
LARGEST_BODY = 256 * 1024
SIGN_IN = NavItem(_("로그인"), "accounts.sign_in")
MY_BOOKINGS = NavItem(_("예약 확인"), "manage.mine")
HOME = NavItem(_("첫 화면으로 가기"), "reports.home")
CALENDAR = NavItem(_("빈 시간 보기"), "bookings.calendar")
MENU = (
    NavItem(
        _("공간 예약"),
        "bookings.calendar",
        within=(
            "bookings.rooms",
            "bookings.room_calendar",
            "finding.find",
            "bookings.book",
            "bookings.details",
            "bookings.code",
            "bookings.done",
            "manage.show",
            "manage.choose_time",
            "manage.new_time",
            "manage.words",
            "manage.cancel",
        ),
    ),
    NavItem(_("공간 소개"), "bookings.rooms"),
    NavItem(_("층별 안내"), "reports.floors"),
    NavItem(_("입주기업 모집"), "calls.calls", within=("calls.call", "results")),
    NavItem(_("센터 공사"), "construction.first", within=("construction.project",)),
)
EARLY = (
    Place(re.compile(r"/rooms/(?:[^/]+/)?calendar"), queries.calendar_mark, is_page=True),
    Place(re.compile(r"/rooms/[^/]+/calendar\.ics"), queries.feed_mark, is_streamed=True),
    Place(re.compile(r"/api/v1/spaces/[^/]+/availability"), queries.calendar_mark),
    Place(re.compile(r"/construction(?:/[a-z0-9-]+)?"), works_mark, is_page=True),
)
STAFF_MENU = (
    NavItem(_("오늘"), "desk.day"),
    NavItem(_("기다리는 신청"), "staff.requests", within=("staff.request_show", "staff.change_show")),
    NavItem(_("정할 예약"), "desk.unfit"),
    NavItem(
        _("예약 찾기"),
        "desk.search",
        within=("desk.show", "desk.move", "desk.edit", "desk.cancel", "desk.move_it", "desk.edit_it", "desk.cancel_it"),
    ),
    NavItem(_("예약 넣기"), "desk.book", within=("desk.enter",)),
    NavItem(_("공간 닫기"), "closing.closures", within=("closing.new", "closing.close", "closing.ask")),
    NavItem(
        _("기업"),
        "enterprises.firms",
        within=(
            "reports.firm",
            "enterprises.new",
            "enterprises.enter",
            "enterprises.edit",
            "enterprises.change",
            "enterprises.note",
            "enterprises.set_note",
            "enterprises.new_support",
            "enterprises.add_support",
            "enterprises.dropping_support",
            "enterprises.drop_support",
            "enterprises.merging",
            "enterprises.merge",
            "registry_files.files",
            "registry_files.upload",
            "registry_files.columns",
            "registry_files.set_columns",
            "registry_files.plan",
            "registry_files.apply",
            "registry_files.run",
            "registry_files.exporting",
            "registry_files.take_out",
        ),
    ),
    NavItem(
        _("모집 공고"),
        "call_desk.calls",
        within=(
            "call_desk",
            "application_desk",
            "application_papers",
            "application_entry",
            "screening",
            "supplement_desk",
            "result_desk",
            "committee_desk",
            "stage_desk",
            "conflict_desk",
            "ranking",
        ),
    ),
    NavItem(
        _("입주 공간"),
        "units.units",
        within=(
            "units.unit",
            "units.new_term",
            "units.enter_term",
            "units.edit_term",
            "units.correct_term",
            "units.removing_term",
            "units.remove_term",
            "fees.fees",
            "fees.new_rate",
            "fees.add_rate",
            "fees.new_building_value",
            "fees.add_building_value",
            "fees.new_value",
            "fees.add_value",
        ),
    ),
    NavItem(
        _("공사"),
        "project_desk.all_projects",
        within=("project_desk", "milestones", "project_closing", "project_budget", "project_papers"),
    ),
    NavItem(
        _("담당자 등록"),
        "joinings.waiting",
        within=("joinings.show", "joinings.approve", "joinings.refusal", "joinings.refuse"),
    ),
    NavItem(
        _("수정 요청"),
        "corrections.waiting",
        within=("corrections.show", "corrections.accept", "corrections.refusal", "corrections.refuse"),
    ),
    NavItem(_("이용 현황"), "figures.figures"),
    NavItem(
        _("규칙"),
        "rules.rules",
        within=(
            "rules.rule",
            "rules.change_rule",
            "rules.as_center",
            "rules.follow_center",
            "rules.withdrawal",
            "rules.withdraw",
            "rules.days",
            "rules.day",
            "rules.change_day",
            "rules.day_removal",
            "rules.remove_day",
            "rules.holiday",
            "rules.change_holiday",
            "rules.holiday_removal",
            "rules.remove_holiday",
        ),
    ),
    NavItem(
        _("계정"),
        "people.people",
        within=(
            "people.person",
            "people.new",
            "people.make",
            "people.grant",
            "people.give",
            "people.revocation",
            "people.revoke",
            "people.closing",
            "people.close",
            "people.factor",
            "people.reset_factor",
            "people.contracts",
            "people.new_contract",
            "people.make_contract",
            "people.contract",
            "people.change_contract",
        ),
        roles=ADMIN,
    ),
)

REVIEWER_MENU = (
    NavItem(
        _("심사"),
        "own_review.committees",
        within=("own_review", "challenges", "sheets", "all_sheets", "review_chair"),
        roles=REVIEWER,
    ),
)
FIRM_MENU = (
    NavItem(_("기업 기록"), "firm.show", roles=ENTERPRISE),
    NavItem(
        _("우리 담당자"),
        "members.members",
        within=(
            "members.new",
            "members.invite",
            "members.ending",
            "members.end",
            "members.handing",
            "members.hand_over",
            "members.leaving",
            "members.leave",
        ),
        roles=ENTERPRISE,
    ),
    NavItem(
        _("우리 예약"),
        "firm_bookings.bookings",
        within=("series.new", "series.book", "series.show", "series.cancelling", "series.cancel"),
        roles=ENTERPRISE,
    ),
    NavItem(
        _("우리 신청"),
        "apply.applications",
        within=(
            "apply.start",
            "apply.form",
            "apply.save_need",
            "apply.plan",
            "apply.save_plan",
            "apply.papers",
            "apply.upload",
            "apply.review",
            "apply.submit",
            "apply.status",
            "application_papers.own_letter",
            "supplement",
            "apply.withdrawing",
        ),
        roles=ENTERPRISE,
    ),
    NavItem(_("수정 요청"), "proposals.proposals", within=("proposals.new", "proposals.propose"), roles=ENTERPRISE),
    NavItem(_("누가 보았나"), "firm.looks", roles=ENTERPRISE),
)


def create_app(settings: Settings) -> Flask:
    """The application for these settings; the database must have been migrated."""
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = Flask("center", root_path=str(ROOT), instance_path=str(settings.instance))
    app.config.from_mapping(_config(settings))
    app.extensions["center_settings"] = settings
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Unindented)
    init_logs()
    init_db(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    _init_web(app, settings)
    app.extensions["center_post_office"] = _post_office(settings)
    app.extensions["center_files"] = _store(settings)
    return app


def _store(settings: Settings) -> Store:
    try:
        scanner = Scanner(settings.scanner_url) if settings.scanner_url else None
    except ScannerUrlError as error:
        raise SettingsError(f"CENTER_SCANNER_URL: {error}") from error
    return Store(Storage(settings.files), scanner)


def _post_office(settings: Settings) -> PostOffice:
    try:
        transport = transport_for(settings.mail_url, settings.instance)
        sender = one_address(settings.mail_from).addr_spec
    except MailUrlError as error:
        raise SettingsError(f"CENTER_MAIL_URL: {error}") from error
    except AddressError as error:
        raise SettingsError("CENTER_MAIL_FROM must be one mail address.") from error
    tenancy = {**APPLICATION_LETTERS, **COMMITTEE_LETTERS, **LEASE_LETTERS}
    letters = {**RENDERERS, **ACCOUNT_LETTERS, **tenancy, **CONSTRUCTION_LETTERS}
    return PostOffice(transport=transport, renderers=letters, sender=sender)


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "SESSION_COOKIE_NAME": "__Host-center" if settings.is_https else "center",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "TRUSTED_HOSTS": settings.hosts,
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": LARGEST_BODY,
        "MAX_FORM_PARTS": 100,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "center" / "translations"),
        "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,
    }


def _answer_early(app: Flask, settings: Settings) -> None:
    """Answer what did not change, and what was made already, before Flask."""
    with app.app_context():
        app.wsgi_app = EarlyAnswers(  # type: ignore[assignment,method-assign]
            app.wsgi_app,
            engine=db.engine,
            places=EARLY,
            hosts=settings.hosts,
            session_cookie=app.config["SESSION_COOKIE_NAME"],
            program=program_mark(ROOT),
            headers=headers_of(https=settings.is_https),
        )


def _init_web(app: Flask, settings: Settings) -> None:
    _answer_early(app, settings)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    init_i18n(app)
    init_accounts(app)
    largest = {**LARGEST_OF_REGISTRY, **LARGEST_PROOF, **LARGEST_PAPERS, **LARGEST_PROJECT_PAPERS}
    init_uploads(app, largest, LONGEST_PLAN)
    csrf = CSRFProtect(app)
    init_access(
        app,
        load_actor,
        sign_in=SIGN_IN.endpoint,
        access_log=log_access,
        keep_form=keep_form,
        choose_firm=("firm.choose", "firm.take"),
    )
    init_callers(app, let_in)
    init_errors(app)
    init_parts(app)
    init_headers(app, https=settings.is_https)
    init_joins(app, result_of_call=public_href, results_of_firm=own_verdicts)
    init_frame(
        app,
        Frame(
            menu=MENU,
            reviewer_menu=REVIEWER_MENU,
            staff_menu=STAFF_MENU,
            firm_menu=FIRM_MENU,
            ways_out=(HOME, CALENDAR),
            switches=(MY_BOOKINGS,),
            sign_in=SIGN_IN,
            site=lambda: _site(settings),
            signed_in=signed_in_frame,
        ),
    )
    rooms = (bookings_bp, finding_bp, manage_bp, staff_bp, desk_bp, closing_bp, figures_bp, rules_bp, bookings_api)
    people = (accounts_bp, factor_bp, links_bp, me_bp, own_factor_bp, people_bp, join_bp, joining_bp, joinings_bp)
    own_firm = (firm_bp, members_bp, invited_bp, proposals_bp, corrections_bp)
    firms = (firm_bookings_bp, series_bp, desk_series_bp, registry_files_bp, enterprises_bp, enterprises_api)
    tenancy = (
        units_bp,
        fees_bp,
        calls_bp,
        call_desk_bp,
        apply_bp,
        application_desk_bp,
        screening_bp,
        application_papers_bp,
        application_entry_bp,
        supplement_bp,
        supplement_desk_bp,
    )
    committees = (own_review_bp, challenges_bp, sheets_bp, all_sheets_bp, review_chair_bp)
    desks = (committee_desk_bp, stage_desk_bp, conflict_desk_bp, ranking_bp)
    reviews = (*committees, *desks, results_bp, own_result_bp, result_desk_bp)
    works = (construction_bp, project_desk_bp, milestones_bp, project_closing_bp, project_budget_bp, project_papers_bp)
    blueprints = (web_bp, *people, *own_firm, *firms, *tenancy, *reviews, *rooms, *works, reports_bp)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    csrf.exempt(bookings_api)
    csrf.exempt(enterprises_api)


def _hours() -> str:
    """When the center is open today's rules have it; nothing where they cannot be read, as on a page of errors."""
    try:
        return hours_line(rulebook().get(OpeningHours, "opening_hours", today()), language())
    except (SQLAlchemyError, InvalidRuleError):
        return ""


def _site(settings: Settings) -> dict[str, Any]:
    """What the header and the footer say of the center. Source: docs/facts.md, "The center"."""
    return {
        "district": say(_("영등포구")),
        "name": say(_("사회적경제지원센터")),
        "phone": settings.phone,
        "phone_hours": say(_("평일 09:00~18:00")),
        "address": say(_("서울 영등포구 선유동1로 80 (별관 청사) 2·3층")),
        "hours": _hours(),
        "masthead": settings.masthead,
        "is_demo": settings.is_demo,
    }
