"""Forms that show something stored: whoever saves second is told what the first has saved, and nothing is overwritten.

    def stored_form(uow, site_id):              # what the page shows, read from the database
        return SiteForm(None, obj=sites.get(uow, site_id)).note_seen()

    with refusals_on(form, page), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: stored_form(uow, site_id))     # first, before anything is read
        sites.change(uow, site_id, ...)

The form carries a mark of every answer as it was shown. If the stored answers are others by now, the second is refused
with both beside each field. What they had typed stays; where they had typed nothing, the newer answer stands. Saving
again is a decision with open eyes: the marks are those of the newest state.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self, cast

import sqlalchemy as sa
from flask import request
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
)

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.message import LazyText, say
from foundation.web.forms import Form
from foundation.web.translation import gettext as _

STALE = say(
    "Somebody else has saved this since you opened it. Nothing was overwritten. Compare, then save again."
)


class Stale(Conflict):
    """What the form shows is not what is stored any more."""


_MARK_LENGTH = 10
_KEYS = frozenset({"csrf_token", "key_field", "seen_field"})


class StoredForm(Form):
    """A form that shows what is stored, and knows what it has shown."""

    seen_field = HiddenField(name="_seen")
    also: Mapping[str, str] = {}

    def note_seen(self, **also: str) -> Self:
        """Remember that its reader sees what it holds now, and `also` what else it rests on."""
        self.also = also
        self.seen_field.data = marks_of(self.texts())
        return self

    def texts(self) -> dict[str, str]:
        """Every answer as text, by name."""
        return {**_texts(self), **self.also}


def marks_of(texts: Mapping[str, str]) -> str:
    """Marks of what was shown, to be sent back by the browser: names with a hash each."""
    return " ".join(f"{name}:{_mark(text)}" for name, text in texts.items())


def changed_since(marks: str, texts: Mapping[str, str]) -> frozenset[str]:
    """The names under which something else stands now; none when the browser sent no marks at all."""
    if not marks:
        return frozenset()
    seen = dict(_split(each) for each in marks.split())
    names = {*seen, *texts}
    return frozenset(n for n in names if n not in texts or seen.get(n) != _mark(texts[n]))


def _split(mark: str) -> tuple[str, str]:
    name, _colon, digest = mark.rpartition(":")
    return name, digest


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK_LENGTH]


def wait_for_others(uow: UnitOfWork) -> None:
    """Let nobody else save at this address until this transaction ends; SQLite has one writer anyway."""
    if uow.db.get_bind().dialect.name == "postgresql":
        digest = hashlib.sha256(request.path.encode()).digest()
        key = int.from_bytes(digest[:8], signed=True)
        uow.db.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def refuse_stale(uow: UnitOfWork, form: StoredForm, read: Callable[[], StoredForm]) -> None:
    """Conflict when what `form` was opened with is no longer what `read` finds; both stand in the form then."""
    wait_for_others(uow)
    stored = read()
    found = changed_since(form.seen_field.data or "", stored.texts())
    # An answer that this form does not take is nobody's to overwrite here.
    if not any(name in form or name in stored.also for name in found):
        return
    seen = dict(_split(each) for each in (form.seen_field.data or "").split())
    problems: dict[str, list[LazyText]] = {"": [STALE]}
    for field in stored:
        name = field.short_name
        if name in found and name in form:
            told = _compare(cast("Any", form[name]), cast("Any", field), seen.get(name))
            if told is not None:
                problems[name] = [told]
        elif name in found and _text(field):
            problems[""].append(
                say("%(field)s: now “%(now)s”.", field=str(field.label.text), now=_text(field))
            )
    _take_hidden(form, stored)
    raise Stale(STALE, problems)


def refuse_changed(uow: UnitOfWork, marks: str, read: Callable[[], Mapping[str, str]]) -> None:
    """Stale when something else is stored than what was shown with `marks`; for pages without a form object."""
    wait_for_others(uow)
    if changed_since(marks, read()):
        raise Stale(STALE)


def _compare(mine: Any, theirs: Any, seen: str | None) -> LazyText | None:
    now = shown(theirs, mine) or "–"
    if _text(mine) == _text(theirs):
        return None
    is_untouched = seen is not None and _mark(_text(mine)) == seen
    if is_untouched and not isinstance(mine, FieldList | FormField):
        before = shown(mine, theirs) or "–"
        mine.data, mine.raw_data = theirs.data, None
        return say("Changed meanwhile from “%(before)s” to “%(now)s”.", before=before, now=now)
    yours = shown(mine, theirs) or "–"
    return say(
        "Meanwhile somebody else saved “%(now)s”. You typed “%(yours)s”.", now=now, yours=yours
    )


def _take_hidden(form: StoredForm, stored: StoredForm) -> None:
    """Hidden answers, such as the number of a version, are nobody's typing: the newest count."""
    form.seen_field.data = marks_of(stored.texts())
    for field in stored:
        if (
            isinstance(field, HiddenField)
            and field.short_name in form
            and field.short_name not in _KEYS
        ):
            mine = cast("Any", form[field.short_name])
            mine.data = field.data


def _texts(form: Iterable[Any]) -> dict[str, str]:
    return {
        field.short_name: _text(field)
        for field in form
        if field.short_name not in _KEYS and not isinstance(field, HiddenField)
    }


def _text(field: Any) -> str:
    if isinstance(field, FieldList):
        rows = (_text(entry) for entry in cast("Any", field).entries)
        return "; ".join(row for row in rows if row)
    if isinstance(field, FormField):
        inner = [_text(f) for f in cast("Any", field).form if f.short_name not in _KEYS]
        # A row is empty until its first answer is given: the others have one already.
        return " ".join(each for each in inner if each) if inner and inner[0] else ""
    return _plain(field.data)


def _plain(data: object) -> str:
    if data is None or data is False:
        return ""
    if isinstance(data, list | tuple | set | frozenset):
        return ", ".join(sorted(_plain(each) for each in cast("Iterable[object]", data)))
    return str(data).replace("\r\n", "\n").strip()


def shown(field: Any, alike: Any) -> str:
    """An answer as its reader knows it: the words of a choice rather than its code."""
    if isinstance(field, BooleanField):
        return _("Selected") if field.data else _("Not selected")
    if isinstance(field, SelectMultipleField):
        return ", ".join(_choice(field, alike, each) for each in field.data or [])
    if isinstance(field, SelectField | RadioField):
        return _choice(field, alike, field.data)
    if isinstance(field, TimeField) and field.data is not None:
        return field.data.strftime("%H:%M")
    return _text(field)


def _choice(field: Any, alike: Any, value: object) -> str:
    offered: list[Any] = [*(field.choices or []), *(alike.choices or [])]
    for choice in offered:
        # Our forms offer WTForms' own kind of choice; others offer pairs.
        code, text = (choice.value, choice.label) if hasattr(choice, "label") else choice[:2]
        if _plain(code) == _plain(value):
            return str(text)
    return _plain(value)
