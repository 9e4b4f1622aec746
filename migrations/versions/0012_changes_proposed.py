"""The centre proposes another start or mode of a session, and its requester answers."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WAYS = ("on_site", "video", "phone")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "change_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "refused",
                "withdrawn",
                "lapsed",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "modality", sa.Enum(*WAYS, native_enum=False, create_constraint=True), nullable=True
        ),
        sa.Column("former_starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "former_modality",
            sa.Enum(*WAYS, native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(starts_at IS NULL) <> (modality IS NULL)",
            name=op.f("ck_change_proposal_one_change_at_a_time"),
        ),
        sa.CheckConstraint(
            "asked_at < expires_at", name=op.f("ck_change_proposal_expires_after_it_is_asked")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (closed_at IS NULL)",
            name=op.f("ck_change_proposal_closed_once_not_open"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["app_user.id"], name=op.f("fk_change_proposal_asked_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["app_user.id"], name=op.f("fk_change_proposal_closed_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["counselling_session.id"],
            name=op.f("fk_change_proposal_session_id_counselling_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_proposal")),
    )
    for column in ("session_id", "asked_by", "closed_by"):
        op.create_index(op.f(f"ix_change_proposal_{column}"), "change_proposal", [column])
    op.create_index(
        "ix_change_proposal_one_open",
        "change_proposal",
        ["session_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    install(op.get_bind())


def downgrade() -> None:
    """Go back."""
    op.drop_table("change_proposal")
    install(op.get_bind())
