"""Mentor pairs: the office's list and its form; the page on which the two of them answer."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, SelectField

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.web.forms import Form, Required, choices, given
from foundation.web.guards import requires
from foundation.web.ids import chosen_id
from foundation.web.pagination import page_number, paged
from foundation.web.refusals import flashed, refusals_by, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work
from interpreters.domain.languages import Language
from training.domain.permissions import TrainingPermission
from training.domain.practicum import EntryStatus, MentorshipStatus
from training.service.practicum import mentor_wanted, mentoring, practicum

bp = Blueprint("mentoring", __name__, template_folder="../../templates")
ARRANGE, OWN = TrainingPermission.PRACTICUM_ARRANGE, TrainingPermission.LEARNING_OWN


class PairForm(Form):
    """Who is to work beside whom."""

    language = SelectField(say("Language").text, [Required(say("Choose a language."))])
    mentor = SelectField(say("Mentor").text, [Required(say("Choose a mentor."))])
    trainee = SelectField(say("Trainee").text, [Required(say("Choose a trainee."))])
    starts_on = DateField(say("From").text, [Required(say("Choose a day."))])

    def offer(self, uow: UnitOfWork) -> None:
        """Fill in the languages and the people."""
        code, none = language(), say("Choose one").text
        spoken = sorted(((str(each), label(each, code)) for each in Language), key=lambda c: c[1])
        self.language.choices = choices(spoken, empty=none)
        able = [
            (str(each.learner.interpreter_id), _named(each.learner.full_name, each.languages))
            for each in mentoring.list_able(uow)
        ]
        self.mentor.choices = choices(able, empty=none)
        learning = [
            (str(each.id), _named(each.full_name, [s.language for s in each.languages]))
            for each in mentoring.list_learning(uow)
        ]
        self.trainee.choices = choices(learning, empty=none)
        if not self.is_submitted():
            self.starts_on.data = uow.today


def _named(name: str, spoken: list[Language] | tuple[Language, ...]) -> str:
    return f"{name} · {', '.join(label(each, language()) for each in spoken)}"


@bp.get("/mentoring")
@requires(ARRANGE)
def index() -> ResponseReturnValue:
    """List the pairs, narrowed by where they stand."""
    wanted = request.args.get("state", "")
    status = MentorshipStatus(wanted) if wanted in set(MentorshipStatus) else None
    with reading() as uow:
        query = mentoring.select_all(uow, status)
        page = paged(uow.db, query, number=page_number(), size=uow.settings.page_size)
        return render_template(
            "training/practicum/mentoring.html",
            page=page,
            status_=status,
            statuses=list(MentorshipStatus),
            without_mentor=mentor_wanted.list_waiting(uow),
        )


@bp.get("/mentoring/new")
@requires(ARRANGE)
def new() -> ResponseReturnValue:
    """Show the form; `?trainee=` chooses who is to have a mentor."""
    return _form(PairForm(None, trainee=request.args.get("trainee", "")[:36]))


@bp.post("/mentoring/new")
@requires(ARRANGE)
def create() -> ResponseReturnValue:
    """Propose a pair; both are asked."""
    form = PairForm()
    with reading() as uow:
        form.offer(uow)
    if not form.validate():
        return _form(form), 422
    with refusals_on(form, lambda: _form(form), shows=(Refused, Conflict)), unit_of_work() as uow:
        pair = mentoring.arrange(
            uow,
            chosen_id(form.mentor),
            chosen_id(form.trainee),
            language=Language(form.language.data),
            starts_on=given(form.starts_on.data),
        )
    flash(_("Both have been asked."), "success")
    return redirect(url_for(".show", mentorship_id=pair.id), code=303)


def _form(form: PairForm) -> str:
    with reading() as uow:
        form.offer(uow)
    return render_template("training/practicum/mentoring_form.html", form=form)


@bp.get("/mentoring/<uuid:mentorship_id>")
@requires(ARRANGE, OWN)
def show(mentorship_id: UUID) -> ResponseReturnValue:
    """One pair, with what the reader may do: agree, end it, confirm minutes."""
    with reading() as uow:
        pair = mentoring.get(uow, mentorship_id)
        side = mentoring.side_of_actor(uow, pair)
        return render_template(
            "training/practicum/mentoring_pair.html",
            pair=pair,
            side=side,
            entries=practicum.list_of_pair(uow, pair),
            S=MentorshipStatus,
            E=EntryStatus,
            asks=_asks(pair, side),
            may_confirm=side != "trainee",
        )


def _asks(pair: mentoring.Mentorship, side: mentoring.Side | None) -> bool:
    """Whether the reader's own yes is still missing."""
    if pair.status is not MentorshipStatus.PROPOSED or side is None:
        return False
    agreed = pair.mentor_agreed_at if side is mentoring.Side.MENTOR else pair.trainee_agreed_at
    return agreed is None


@bp.post("/mentoring/<uuid:mentorship_id>/agree")
@requires(OWN)
def agree(mentorship_id: UUID) -> ResponseReturnValue:
    """Say yes, as one of the two."""
    with unit_of_work() as uow:
        pair = mentoring.agree(uow, mentorship_id)
    if pair.status is MentorshipStatus.ACTIVE:
        flash(
            _("You have both agreed. Sessions are proposed to the trainee from now on."), "success"
        )
    else:
        flash(_("You have agreed. The other is still asked."), "success")
    return redirect(url_for(".show", mentorship_id=mentorship_id), code=303)


@bp.post("/mentoring/<uuid:mentorship_id>/end")
@requires(ARRANGE, OWN)
def end(mentorship_id: UUID) -> ResponseReturnValue:
    """End the pair, or say no to it."""
    back = redirect(url_for(".show", mentorship_id=mentorship_id), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Refused,)),
        unit_of_work() as uow,
    ):
        mentoring.end(uow, mentorship_id, request.form.get("reason", ""))
    flash(_("The mentorship has ended. The other person has been notified."), "success")
    return back
