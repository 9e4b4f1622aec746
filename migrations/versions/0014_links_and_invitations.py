"""Links for one use and invitations; a sign-in keeps when the password was typed again."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ROLES = (
    "trainee",
    "interpreter",
    "counsellor",
    "coordinator",
    "trainer",
    "assessor",
    "training_manager",
    "organisation_admin",
    "centre_admin",
)


def upgrade() -> None:
    """Go forward."""
    op.add_column("sign_in", sa.Column("confirmed_at", UtcDateTime(), nullable=True))
    op.add_column("message", sa.Column("encrypted_secret", sa.String(length=800), nullable=True))
    op.create_table(
        "password_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", _kinds("first", "reset"), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", _kinds("used", "replaced"), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)",
            name=op.f("ck_password_link_ended_with_its_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_password_link_user_id_app_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_link_token_hash")),
    )
    op.create_index(op.f("ix_password_link_expires_at"), "password_link", ["expires_at"])
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_password_link_open",
        "password_link",
        ["user_id", "purpose"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", _kinds(*ROLES), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("state", _kinds("open", "accepted", "declined", "withdrawn"), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)", name=op.f("ck_invitation_decided_or_open")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["app_user.id"],
            name=op.f("fk_invitation_invited_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_invitation_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_organisation_id"), "invitation", ["organisation_id"])
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_invitation_open",
        "invitation",
        ["email", "organisation_id", "role"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    install(op.get_bind())


def _kinds(*values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True)


def downgrade() -> None:
    """Go back."""
    op.drop_table("invitation")
    op.drop_table("password_link")
    op.drop_column("message", "encrypted_secret")
    op.drop_column("sign_in", "confirmed_at")
    install(op.get_bind())
