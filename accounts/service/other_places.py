"""Places in no list: where a session is held at a home, a shelter or another hospital.

What is kept of one here is its city alone; the address belongs to the session, encrypted.
"""

import uuid

import sqlalchemy as sa

from accounts.domain.cities import CITIES
from accounts.domain.ids import OrganisationId
from accounts.store import queries
from accounts.store.tables import Organisation, Site
from foundation.database.work import UnitOfWork


def in_city(uow: UnitOfWork, organisation_id: OrganisationId, city: str) -> Site:
    """The mark of an organisation for all such places in a city, at its hall; made when it is first needed.

    The caller has checked that the actor may ask for the organisation, and that there is this city.
    """
    # One at a time, or two at once would both make it.
    uow.db.execute(
        sa.select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()
    )
    found = queries.find_unlisted_site(uow.db, organisation_id, city)
    if found is None:
        known = CITIES[city]
        found = Site(
            code=uuid.uuid4().hex,
            organisation_id=organisation_id,
            name=f"다른 장소 · {known.name}",
            name_en=f"Another place · {known.name_en}",
            city=city,
            latitude=known.point.latitude,
            longitude=known.point.longitude,
            unlisted=True,
        )
        uow.db.add(found)
        uow.db.flush()
    return found
