"""The settings that the office keeps: what counts, since when and by whom; changing them from a day on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.domain.permissions import AccountsPermission
from foundation.database import kept_settings
from foundation.database.kept_settings import KeptSetting
from foundation.database.work import UnitOfWork
from foundation.office_settings import OfficeSetting, OfficeSettingGroup, text_of
from foundation.security.errors import NotFound, Problems
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from foundation.times.zones import LAST_DAY


@dataclass(frozen=True)
class SettingSeen:
    """One setting as it counts today, the row that says so (none: as installed), and what comes later."""

    setting: OfficeSetting
    text: str
    row: KeptSetting | None
    coming: Sequence[KeptSetting]


@dataclass(frozen=True)
class GroupSeen:
    """A group of settings, and every row that was ever kept of it, the last day first."""

    group: OfficeSettingGroup
    settings: Sequence[SettingSeen]
    history: Sequence[KeptSetting]

    @property
    def texts(self) -> dict[str, str]:
        """What counts today, by name."""
        return {each.setting.name: each.text for each in self.settings}


def see_all(uow: UnitOfWork) -> list[GroupSeen]:
    """Every group, in the order of the page."""
    uow.require(AccountsPermission.SETTINGS_CHANGE)
    names = [each.name for group in uow.office_settings for each in group.settings]
    rows = kept_settings.list_kept(uow.db, names)
    return [_seen(uow, group, rows) for group in uow.office_settings]


def see(uow: UnitOfWork, key: str) -> GroupSeen:
    """One group; NotFound when there is none of this key."""
    uow.require(AccountsPermission.SETTINGS_CHANGE)
    group = _get(uow, key)
    return _seen(uow, group, kept_settings.list_kept(uow.db, [s.name for s in group.settings]))


def change(
    uow: UnitOfWork, key: str, typed: Mapping[str, str], valid_from: date | None
) -> Sequence[KeptSetting]:
    """Let those answers that differ from what counts today count from a day on; every fault is told at once.

    Returns what was kept: nothing when every answer is as it was.
    """
    seen = see(uow, key)
    problems = Problems()
    answers = {
        each.name: each.tidied(normalise_text(typed.get(each.name, "")))
        for each in seen.group.settings
    }
    for name, problem in seen.group.find_problems(answers).items():
        problems.add(name, problem)
    if valid_from is None:
        problems.add("valid_from", say("Enter the day from which it counts."))
    elif valid_from < uow.today:
        problems.add("valid_from", say("Enter today or a later day. What was is not changed."))
    elif valid_from > LAST_DAY:
        problems.add("valid_from", say("Enter an earlier day."))
    problems.check()
    assert valid_from is not None
    kept: list[KeptSetting] = []
    for each in seen.settings:
        text = each.setting.plain(answers[each.setting.name])
        if text != each.text:
            kept.append(_keep(uow, each.setting, text, valid_from, before=each.text))
    uow.db.flush()
    return kept


def change_one(uow: UnitOfWork, name: str, text: str) -> None:
    """Let one setting count from today on; Refused names it, NotFound says that the office keeps none of this name."""
    groups = (group for group in uow.office_settings if find(uow, name) in group.settings)
    key = next(groups).key
    change(uow, key, {**see(uow, key).texts, name: text}, uow.today)


def find(uow: UnitOfWork, name: str) -> OfficeSetting:
    """A setting that the office keeps, by its name; NotFound when it keeps none of this name."""
    for setting in (each for group in uow.office_settings for each in group.settings):
        if setting.name == name:
            return setting
    raise NotFound


def withdraw(uow: UnitOfWork, key: str, row_id: int) -> None:
    """Let a change that has not begun never count: what counts before its day goes on."""
    seen = see(uow, key)
    for each in seen.settings:
        row = next((coming for coming in each.coming if coming.id == row_id), None)
        if row is not None:
            earlier = [
                other
                for other in seen.history
                if other.name == row.name and other.valid_from < row.valid_from
            ]
            text = earlier[0].text if earlier else None
            _keep(uow, each.setting, text, row.valid_from, before=row.text)
            uow.db.flush()
            return
    raise NotFound


def installed_text(uow: UnitOfWork, setting: OfficeSetting) -> str:
    """What counts where the office has set nothing: the environment's value, else the usual one."""
    return text_of(getattr(uow.installed.of(setting.section), setting.name))


def _keep(
    uow: UnitOfWork,
    setting: OfficeSetting,
    text: str | None,
    valid_from: date,
    *,
    before: str | None,
) -> KeptSetting:
    row = KeptSetting(
        name=setting.name,
        text=text,
        valid_from=valid_from,
        set_at=uow.now,
        set_by=uow.actor.user_id,
        set_by_name=uow.actor.name,
    )
    uow.db.add(row)
    uow.record(
        "setting.changed",
        setting=setting.name,
        before="" if before is None else before,
        after="" if text is None else text,
        valid_from=valid_from,
    )
    return row


def _get(uow: UnitOfWork, key: str) -> OfficeSettingGroup:
    found = next((group for group in uow.office_settings if group.key == key), None)
    if found is None:
        raise NotFound
    return found


def _seen(uow: UnitOfWork, group: OfficeSettingGroup, rows: Sequence[KeptSetting]) -> GroupSeen:
    names = {each.name for each in group.settings}
    history = [row for row in rows if row.name in names]
    return GroupSeen(group, [_one(uow, each, history) for each in group.settings], history)


def _one(uow: UnitOfWork, setting: OfficeSetting, history: Sequence[KeptSetting]) -> SettingSeen:
    rows = [row for row in history if row.name == setting.name]
    row = next((each for each in rows if each.valid_from <= uow.today), None)
    text = installed_text(uow, setting) if row is None or row.text is None else row.text
    later: dict[date, KeptSetting] = {}
    for each in rows:
        if each.valid_from > uow.today:
            later.setdefault(each.valid_from, each)
    # A change that was withdrawn says nothing new: what stood before goes on.
    coming: list[KeptSetting] = []
    stands = text
    for day in sorted(later):
        then = installed_text(uow, setting) if later[day].text is None else str(later[day].text)
        if then != stands:
            coming.append(later[day])
        stands = then
    return SettingSeen(setting, text, row, coming)
