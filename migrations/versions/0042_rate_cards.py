"""Rate cards in place of one pay for all; what the office had set counts on as the general rates."""

import uuid
from datetime import date
from itertools import groupby

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install
from foundation.times.clock import utc_now

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

DOMAINS = (
    "general",
    "labour",
    "legal",
    "immigration",
    "medical",
    "violence",
    "education",
    "administration",
)
LEVELS = ("L1", "L2", "R2", "L3-LAB", "L3-IMM", "L3-MED", "L3-DV", "X-COURT", "L4", "T2")
# How pay was installed, by its setting: the column that takes it over.
INSTALLED = {"pay_per_hour_won": 30_000, "pay_minimum_minutes": 60, "pay_step_minutes": 30}
COLUMNS = {
    "pay_per_hour_won": "hour_won",
    "pay_minimum_minutes": "minimum_minutes",
    "pay_step_minutes": "step_minutes",
}
SOURCE = "Taken over from the settings of pay"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "rate_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "domain",
            sa.Enum(*DOMAINS, name="domain", native_enum=False, create_constraint=True, length=14),
            nullable=True,
        ),
        sa.Column(
            "level",
            sa.Enum(*LEVELS, name="level", native_enum=False, create_constraint=True, length=7),
            nullable=True,
        ),
        sa.Column("hour_won", sa.Integer(), nullable=True),
        sa.Column("minimum_minutes", sa.Integer(), nullable=False),
        sa.Column("step_minutes", sa.Integer(), nullable=False),
        sa.Column("travel_hour_won", sa.Integer(), nullable=False),
        sa.Column("fare_km_won", sa.Integer(), nullable=False),
        sa.Column("night_percent", sa.Integer(), nullable=False),
        sa.Column("weekend_percent", sa.Integer(), nullable=False),
        sa.Column("holiday_percent", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("entered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "hour_won IS NOT NULL OR organisation_id IS NOT NULL OR domain IS NOT NULL OR level IS NOT NULL",
            name=op.f("ck_rate_card_general_rates_never_end"),
        ),
        sa.CheckConstraint(
            "hour_won >= 0 AND minimum_minutes >= 0 AND step_minutes > 0 AND travel_hour_won >= 0"
            " AND fare_km_won >= 0 AND night_percent >= 0 AND weekend_percent >= 0"
            " AND holiday_percent >= 0",
            name=op.f("ck_rate_card_rates_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_rate_card_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["app_user.id"], name=op.f("fk_rate_card_entered_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_card")),
    )
    op.create_index("ix_rate_card_valid_from", "rate_card", ["valid_from", "entered_at"])
    with op.batch_alter_table("offer") as batch:
        batch.add_column(sa.Column("pay_lines", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("rate_card_id", sa.Uuid(), nullable=True))
        # A table that is written anew reads this default back in brackets.
        batch.alter_column("end_reason", existing_type=sa.String(length=40), server_default="")
        batch.create_foreign_key(
            op.f("fk_offer_rate_card_id_rate_card"), "rate_card", ["rate_card_id"], ["id"]
        )
    install(op.get_bind())
    _take_over()


def _take_over() -> None:
    """One general card for each day on which the office had pay set anew, if it has ever paid."""
    bind = op.get_bind()
    kept = sa.table(
        "kept_setting",
        sa.column("id", sa.Integer),
        sa.column("name", sa.String),
        sa.column("text", sa.String),
        sa.column("valid_from", sa.Date),
    )
    rows = bind.execute(
        sa.select(kept.c.name, kept.c.text, kept.c.valid_from)
        .where(kept.c.name.in_(INSTALLED))
        .order_by(kept.c.valid_from, kept.c.id)
    ).all()
    has_asked = bind.execute(sa.select(sa.exists(sa.select(sa.text("1 FROM offer"))))).scalar()
    if not rows and not has_asked:
        return
    counts = dict(INSTALLED)
    cards = [(date(2000, 1, 1), dict(counts))]
    for day, changes in groupby(rows, key=lambda row: row.valid_from):
        for row in changes:
            counts[row.name] = INSTALLED[row.name] if row.text is None else int(row.text)
        cards.append((day, dict(counts)))
    card = sa.table(
        "rate_card",
        sa.column("id", sa.Uuid),
        sa.column("valid_from", sa.Date),
        *(
            sa.column(name, sa.Integer)
            for name in (
                *COLUMNS.values(),
                "travel_hour_won",
                "fare_km_won",
                "night_percent",
                "weekend_percent",
                "holiday_percent",
            )
        ),
        sa.column("source", sa.String),
        sa.column("entered_at", UtcDateTime(timezone=True)),
    )
    now = utc_now()
    op.bulk_insert(
        card,
        [
            {
                "id": uuid.uuid4(),
                "valid_from": day,
                **{COLUMNS[name]: value for name, value in values.items()},
                "travel_hour_won": 0,
                "fare_km_won": 0,
                "night_percent": 0,
                "weekend_percent": 0,
                "holiday_percent": 0,
                "source": SOURCE,
                "entered_at": now,
            }
            for day, values in cards
        ],
    )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("offer") as batch:
        batch.alter_column("end_reason", existing_type=sa.String(length=40), server_default="")
        batch.drop_constraint(op.f("fk_offer_rate_card_id_rate_card"), type_="foreignkey")
        batch.drop_column("rate_card_id")
        batch.drop_column("pay_lines")
    install(op.get_bind())
    op.drop_index("ix_rate_card_valid_from", "rate_card")
    op.drop_table("rate_card")
