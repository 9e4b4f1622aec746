"""The office's offer policies: in which waves people are asked, with a plain preview of what that does."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import Optional

from accounts.domain.ids import OrganisationId
from accounts.service import organisations
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.waves import MOST_WAVES, PolicyScope, Wave, WaveKind, preview, usual_waves
from dispatch.service.waves import policies
from dispatch.service.waves.policies import OfferPolicy
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused, refuse
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.web.forms import Form, choices
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.pagination import whole
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work
from interpreters.domain.qualifications import Tier
from scheduling.domain.states import Priority

bp = Blueprint("offer_policies", __name__, template_folder="../../templates")
NUMBERS = range(1, MOST_WAVES + 1)


class OfferPolicyForm(Form):
    """To which requests a policy applies, and its waves: who, how many, for how many minutes."""

    priority = SelectField(say("Priority").text, default="")
    tier = SelectField(say("Risk level").text, default="")
    organisation_id = SelectField(say("Organisation").text, default="")
    version = HiddenField()

    def offer(self, uow: UnitOfWork) -> "OfferPolicyForm":
        """Fill in what may be chosen, in the reader's language."""
        spoken, every = language(), [("", say("All"))]
        self.priority.choices = choices(
            [*every, *((str(int(p)), label(p, spoken)) for p in Priority)]
        )
        self.tier.choices = choices([*every, *((t.value, label(t, spoken)) for t in Tier)])
        bodies = organisations.list_organisations(uow)
        self.organisation_id.choices = choices(
            [*every, *((str(body.id), body.name_in(spoken)) for body in bodies)]
        )
        kinds = [(kind.value, label(kind, spoken)) for kind in WaveKind]
        for _number, field, *_others in self.rows:
            field.choices = choices([("", say("No wave")), *kinds])
        return self

    def fill(self, waves: tuple[Wave, ...]) -> None:
        """Show some waves."""
        for number, wave in enumerate(waves[:MOST_WAVES], start=1):
            self[f"wave{number}_kind"].data = wave.kind.value
            self[f"wave{number}_size"].data = wave.size
            self[f"wave{number}_minutes"].data = wave.minutes

    @property
    def rows(self) -> list[tuple[int, Any, Any, Any]]:
        """The fields of each wave, with its number."""
        return [
            (n, self[f"wave{n}_kind"], self[f"wave{n}_size"], self[f"wave{n}_minutes"])
            for n in NUMBERS
        ]

    @property
    def scope(self) -> PolicyScope:
        """To which requests it is to apply."""
        found = find_id(self.organisation_id.data)
        return PolicyScope(
            organisation_id=None if found is None else OrganisationId(found),
            priority=int(self.priority.data) if self.priority.data else None,
            tier=Tier(self.tier.data) if self.tier.data else None,
        )

    def waves(self) -> list[Wave]:
        """The waves that were typed, up to the first line without one."""
        found: list[Wave] = []
        for number, kind, size, minutes in self.rows:
            if not kind.data:
                continue
            if len(found) != number - 1:
                raise refuse(f"wave{number - 1}_kind", say("Fill in the waves one after another."))
            seconds = None if minutes.data is None else minutes.data * 60
            found.append(Wave(kind=WaveKind(kind.data), size=size.data or 0, seconds=seconds))
        return found


for _n in NUMBERS:
    setattr(OfferPolicyForm, f"wave{_n}_kind", SelectField(say("Who").text, default=""))
    setattr(
        OfferPolicyForm, f"wave{_n}_size", IntegerField(say("How many at most").text, [Optional()])
    )
    setattr(
        OfferPolicyForm,
        f"wave{_n}_minutes",
        IntegerField(say("Minutes until the next wave").text, [Optional()]),
    )


@bp.get("/offer-policies")
@requires(DispatchPermission.POLICY_CHANGE)
def index() -> ResponseReturnValue:
    """List the policies, each with what it does, and what is done without one."""
    with reading() as uow:
        return render_template(
            "dispatch/waves/policies.html",
            policies=[(each, preview(each.planned)) for each in policies.list_policies(uow)],
            usual=preview(usual_waves(Priority.DAILY)),
            usual_in_danger=preview(usual_waves(Priority.DANGER)),
            priorities=Priority,
        )


@bp.get("/offer-policies/new")
@requires(DispatchPermission.POLICY_CHANGE)
def new() -> ResponseReturnValue:
    """Show an empty policy, over the usual waves."""
    with reading() as uow:
        form = OfferPolicyForm(None).offer(uow)
    form.fill(usual_waves(Priority.DAILY))
    return _page(form, None)


@bp.post("/offer-policies/new")
@requires(DispatchPermission.POLICY_CHANGE)
def enter() -> ResponseReturnValue:
    """Keep a new policy, or only show what it would do."""
    form = _typed()
    if not form.validate():
        return _page(form, None), 422
    with refusals_on(form, lambda: _page(form, None), shows=(Refused, Conflict)):
        waves = form.waves()
        policies.problems_of(waves).check()
        # Looked at before anything is kept: the same form may be saved afterwards.
        if request.form.get("do") == "check":
            return _page(form, None, waves)
        with unit_of_work() as uow:
            policies.add(uow, form.scope, waves)
    flash(_("Saved. It counts for waves that start from now on."), "success")
    return redirect(url_for(".index"), code=303)


@bp.get("/offer-policies/<uuid:policy_id>")
@requires(DispatchPermission.POLICY_CHANGE)
def edit(policy_id: UUID) -> ResponseReturnValue:
    """Show the waves of a policy."""
    with reading() as uow:
        policy = policies.get(uow, policy_id)
        form = OfferPolicyForm(None, data={"version": str(policy.version)}).offer(uow)
        form.fill(policy.planned)
        return _page(form, policy)


@bp.post("/offer-policies/<uuid:policy_id>")
@requires(DispatchPermission.POLICY_CHANGE)
def change(policy_id: UUID) -> ResponseReturnValue:
    """Give a policy other waves, or only show what they would do."""
    form = _typed()
    with reading() as uow:
        policy = policies.get(uow, policy_id)
    if not form.validate():
        return _page(form, policy), 422
    with refusals_on(form, lambda: _page(form, policy), shows=(Refused, Conflict)):
        waves = form.waves()
        policies.problems_of(waves).check()
        if request.form.get("do") == "check":
            return _page(form, policy, waves)
        known = whole(form.version.data, otherwise=0)
        with unit_of_work() as uow:
            policies.change(uow, policy_id, waves, version=known)
    flash(_("Saved. It counts for waves that start from now on."), "success")
    return redirect(url_for(".index"), code=303)


@bp.post("/offer-policies/<uuid:policy_id>/remove")
@requires(DispatchPermission.POLICY_CHANGE)
def remove(policy_id: UUID) -> ResponseReturnValue:
    """Forget a policy."""
    with unit_of_work() as uow:
        policies.remove(uow, policy_id)
    flash(_("Removed. Waves under way keep their course."), "success")
    return redirect(url_for(".index"), code=303)


def _typed() -> OfferPolicyForm:
    with reading() as uow:
        return OfferPolicyForm().offer(uow)


def _page(
    form: OfferPolicyForm, policy: OfferPolicy | None, waves: list[Wave] | None = None
) -> str:
    shown = waves if waves is not None else (policy.planned if policy is not None else ())
    return render_template(
        "dispatch/waves/policy.html",
        form=form,
        policy=policy,
        preview=preview(shown) if shown else (),
        is_typed=waves is not None,
        priorities=Priority,
    )
