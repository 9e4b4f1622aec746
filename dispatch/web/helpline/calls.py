"""Calls on demand at the counsellor's desk: opened within seconds, followed, ended."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import Optional

from accounts.service import organisations
from dispatch.domain.helpline import CALL_LENGTHS, CallEnd, CallResult
from dispatch.domain.permissions import DispatchPermission
from dispatch.service import notices
from dispatch.service.helpline import calls, seen
from dispatch.service.helpline.calls import CallWish
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.text.i18n import label, minutes_text
from foundation.text.message import say
from foundation.web.filters import spoken_clock
from foundation.web.forms import Form, choices
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.refusals import flashed, refusals_by, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work
from interpreters.domain.languages import OWN_NAMES, Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from scheduling.service import reading as requests_read
from scheduling.service import video_rooms

bp = Blueprint("helpline", __name__, template_folder="../../templates")
OPEN = DispatchPermission.HELPLINE_OPEN
USUAL_MINUTES = 30
# How often the page of a call looks by itself where there is no script, in seconds.
AGAIN_AFTER = 5
# A court hearing is never interpreted on call.
TIERS = tuple(tier for tier in Tier if tier is not Tier.COURT)


class CallForm(Form):
    """What is needed to ask right now: six answers, most of them given already."""

    organisation = SelectField(say("Organisation").text, validate_choice=False)
    language = SelectField(say("Language of the service user").text, validate_choice=False)
    modality = RadioField(say("Mode").text, default=Modality.PHONE.value, validate_choice=False)
    domain = SelectField(say("Field").text, validate_choice=False)
    tier = SelectField(say("Risk level").text, validate_choice=False)
    minutes = RadioField(
        say("Expected length").text, default=str(USUAL_MINUTES), validate_choice=False
    )
    meeting_link = StringField(say("Number or link the interpreter joins by").text, [Optional()])

    def offer(self, uow: UnitOfWork) -> "CallForm":
        """Fill in the answers to choose from, in the reader's language."""
        homes = _homes(uow)
        self.organisation.choices = choices(
            homes, empty=None if len(homes) == 1 else say("Choose one").text
        )
        ready, code = seen.count_ready(uow), language()
        spoken = sorted(Language, key=lambda each: (not ready.get(each), label(each, code)))
        self.language.choices = choices(
            [(each.value, _spoken(each, ready.get(each, 0))) for each in spoken],
            empty=say("Choose one").text,
        )
        self.modality.choices = choices(
            [(each.value, label(each, code)) for each in (Modality.PHONE, Modality.VIDEO)]
        )
        self.domain.choices = choices(
            [(each.value, label(each, code)) for each in Domain], empty=say("Choose one").text
        )
        self.tier.choices = choices(
            [(each.value, label(each, code)) for each in TIERS],
            empty=say("Default for this field").text,
        )
        self.minutes.choices = choices([(str(n), minutes_text(n, code)) for n in CALL_LENGTHS])
        return self


def _spoken(tongue: Language, ready: int) -> str:
    name = f"{label(tongue, language())} {OWN_NAMES[tongue]}"
    return f"{name} · {_('%(n)s available', n=ready)}" if ready else f"{name} · {_('nobody now')}"


def _homes(uow: UnitOfWork) -> list[tuple[str, str]]:
    own, every = requests_read.own_organisations(uow), requests_read.may_ask_for_all(uow)
    return [
        (str(each.id), each.name_in(language()))
        for each in organisations.list_organisations(uow)
        if each.active and (every or each.id in own)
    ]


@bp.get("/helpline/new")
@requires(OPEN)
def new() -> ResponseReturnValue:
    """The form, with the last answers of the reader and the organisation's own number."""
    with reading() as uow:
        form = CallForm(None).offer(uow)
        last = seen.last_wish(uow)
        if last is not None and last.ended_at is None:
            return redirect(url_for(".show", call_id=last.id), code=303)
        homes = _homes(uow)
        home = homes[0][0] if len(homes) == 1 else ""
        if last is not None:
            asked = last.session.request
            home = str(asked.organisation_id)
            form.language.data = asked.language_planned.value
            form.domain.data = asked.domain.value
            form.modality.data = last.session.modality.value
        if request.args.get("again") and last is not None:
            form.tier.data = last.session.request.tier.value
        form.organisation.data = home
        chosen = find_id(home)
        if chosen is not None and not form.meeting_link.data:
            form.meeting_link.data = organisations.get_organisation(uow, chosen).phone
        return _page(uow, form)


@bp.post("/helpline/new")
@requires(OPEN)
def open_call() -> ResponseReturnValue:
    """Ask for an interpreter right now."""
    with reading() as uow:
        form = CallForm().offer(uow)
    form.validate()
    with (
        refusals_on(form, lambda: _form_page(form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        target = calls.open_call(uow, _wish(form)).id
    return redirect(url_for(".show", call_id=target), code=303)


def _wish(form: CallForm) -> CallWish:
    link = (form.meeting_link.data or "").strip()
    chosen = find_id(form.organisation.data)
    return CallWish(
        organisation_id=None if chosen is None else requests_read.OrganisationId(chosen),
        language=next((each for each in Language if each.value == form.language.data), None),
        domain=next((each for each in Domain if each.value == form.domain.data), None),
        tier=next((each for each in Tier if each.value == form.tier.data), None),
        modality=next((each for each in Modality if each.value == form.modality.data), None),
        minutes=next((n for n in CALL_LENGTHS if str(n) == form.minutes.data), None),
        meeting_link=link,
    )


def _form_page(form: CallForm) -> str:
    with reading() as uow:
        return _page(uow, form)


def _page(uow: UnitOfWork, form: CallForm) -> str:
    homes = _homes(uow)
    return render_template(
        "dispatch/helpline/new.html",
        form=form,
        only_home=homes[0][0] if len(homes) == 1 else "",
        has_server=video_rooms.is_set_up(uow),
    )


@bp.get("/helpline")
@requires(OPEN)
def index() -> ResponseReturnValue:
    """The calls of the last 30 days, with how each ended."""
    with reading() as uow:
        listed = seen.list_recent(uow)
        counts = {how: sum(call.ending is how for call in listed) for how in CallEnd}
        return render_template("dispatch/helpline/calls.html", calls=listed, counts=counts)


@bp.get("/helpline/calls/<uuid:call_id>")
@requires(OPEN)
def show(call_id: UUID) -> ResponseReturnValue:
    """How far a call is."""
    return render_template("dispatch/helpline/call.html", **_context(call_id))


@bp.get("/helpline/calls/<uuid:call_id>/state")
@requires(OPEN)
def state(call_id: UUID) -> ResponseReturnValue:
    """What of the page changes, alone."""
    return render_template("dispatch/helpline/_call.html", is_fragment=True, **_context(call_id))


@bp.post("/helpline/calls/<uuid:call_id>/cancel")
@requires(OPEN)
def cancel(call_id: UUID) -> ResponseReturnValue:
    """End a call that nobody has answered."""
    back = redirect(url_for(".show", call_id=call_id), code=303)
    with refusals_by(lambda error: flashed(error, back), shows=(Conflict,)), unit_of_work() as uow:
        calls.abandon(uow, call_id)
    return back


@bp.post("/helpline/calls/<uuid:call_id>/end")
@requires(OPEN)
def end(call_id: UUID) -> ResponseReturnValue:
    """End a connected call, or say afterwards what came of it."""
    back = redirect(url_for(".show", call_id=call_id), code=303)
    result = next((each for each in CallResult if each.value == request.form.get("result")), None)
    with refusals_by(lambda error: flashed(error, back), shows=(Conflict,)), unit_of_work() as uow:
        calls.end_call(uow, call_id, result)
    flash(_("Saved. Thank you.") if result else _("The call has ended."), "success")
    return back


def _context(call_id: UUID) -> dict[str, object]:
    with reading() as uow:
        found = seen.see_call(uow, call_id)
        return {
            "seen": found,
            "results": tuple(CallResult),
            "centre": notices.centre_phone(uow),
            "at": spoken_clock(uow.now),
            "again_after": None if found.stage is seen.CallStage.ENDED else AGAIN_AFTER,
        }
