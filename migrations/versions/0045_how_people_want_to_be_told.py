"""A message goes out over several channels; what people have chosen, links that sign in once, office alerts."""

import sqlalchemy as sa
from alembic import op

from foundation.database.base import UtcDateTime
from foundation.database.integrity import install

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

STATES_BEFORE = ("waiting", "sent", "withdrawn", "lost")
STATES = (
    "waiting",
    "sent",
    "delivered",
    "lost",
    "bounced",
    "withdrawn",
    "unwanted",
    "summed",
)
PROBLEMS_BEFORE = (
    "out_of_reach",
    "certificate",
    "sign_in",
    "sender",
    "not_now",
    "no_mailbox",
    "refused",
    "unwritable",
)
PROBLEMS = (
    *PROBLEMS_BEFORE,
    "bounced",
    "no_number",
    "no_device",
    "gateway_away",
    "gateway_key",
    "gateway_refused",
    "gateway_odd",
    "not_delivered",
    "push_away",
    "push_refused",
    "alert_away",
    "alert_gone",
)
URGENCIES = ("ordinary", "must_reach", "urgent", "account")
CHANNELS = ("mail", "text", "alimtalk", "push", "office")
ENDS = ("used", "revoked")


def _kind(column: str, *values: str) -> sa.Enum:
    return sa.Enum(
        *values,
        name=column,
        native_enum=False,
        create_constraint=True,
        length=max(len(value) for value in values),
    )


def _listed(column: str, values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def upgrade() -> None:
    """Go forward; every message so far went by mail."""
    with op.batch_alter_table("message") as table:
        table.drop_constraint(op.f("ck_message_state"), type_="check")
        table.create_check_constraint(op.f("ck_message_state"), _listed("state", STATES))
        table.drop_constraint(op.f("ck_message_problem"), type_="check")
        table.alter_column("problem", type_=sa.String(15), existing_type=sa.String(12))
        table.create_check_constraint(op.f("ck_message_problem"), _listed("problem", PROBLEMS))
        table.add_column(sa.Column("user_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("alert_id", sa.Uuid(), nullable=True))
        table.add_column(
            sa.Column("urgency", sa.String(10), nullable=False, server_default="ordinary")
        )
        table.create_check_constraint(op.f("ck_message_urgency"), _listed("urgency", URGENCIES))
        table.add_column(sa.Column("topic", sa.String(40), nullable=False, server_default=""))
        table.add_column(sa.Column("path", sa.String(300), nullable=False, server_default=""))
        table.add_column(sa.Column("until", UtcDateTime(timezone=True), nullable=True))
        table.add_column(
            sa.Column("is_open", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        table.create_index("ix_message_user_id", ["user_id", "state"])
    op.execute("UPDATE message SET is_open = (state = 'waiting')")
    op.execute("UPDATE message SET urgency = 'account' WHERE encrypted_secret IS NOT NULL")
    op.execute(
        "UPDATE message SET user_id = "
        '(SELECT app_user.id FROM app_user WHERE app_user.email = message."to") '
        "WHERE encrypted_secret IS NULL"
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("channel", _kind("channel", *CHANNELS), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("job_key", sa.String(120), nullable=False),
        sa.Column("state", _kind("state", *STATES), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("tried_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("problem", _kind("problem", *PROBLEMS), nullable=True),
        sa.Column("reference", sa.String(80), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_delivery_message_id_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("message_id", "channel", name=op.f("uq_delivery_message_id_channel")),
    )
    op.create_index("ix_delivery_state", "delivery", ["state", "channel", "sent_at"])
    if op.get_bind().dialect.name == "sqlite":
        key = (
            "substr(id,1,8)||'-'||substr(id,9,4)||'-'||substr(id,13,4)||'-'||substr(id,17,4)"
            "||'-'||substr(id,21)"
        )
    else:
        key = "CAST(id AS VARCHAR(36))"
    columns = "state, created_at, sent_at, tries, tried_at, problem"
    into = "INSERT INTO delivery (id, message_id, channel, created_at, job_key, "
    into += "state, due_at, sent_at, tries, tried_at, problem) "
    chosen = f"SELECT id, id, 'mail', created_at, 'send:'||{key}, {columns} FROM message "  # noqa: S608  words of ours
    op.execute(into + chosen + "WHERE state != 'waiting' OR tries > 0")
    _make_tables_of_accounts()
    install(op.get_bind())


def _make_tables_of_accounts() -> None:
    op.create_table(
        "message_choice",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("encrypted_number", sa.String(400), nullable=False, server_default=""),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("urgent_at_night", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("paused_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("links_sign_in", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("daily_topics", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL)",
            name=op.f("ck_message_choice_both_times_or_none"),
        ),
        sa.CheckConstraint(
            "quiet_from IS NULL OR quiet_from <> quiet_until",
            name=op.f("ck_message_choice_some_time"),
        ),
        _of_user("message_choice"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_message_choice")),
    )
    op.create_table(
        "push_device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_hash", sa.String(64), nullable=False),
        sa.Column("encrypted_subscription", sa.Text(), nullable=False),
        sa.Column("public_key", sa.String(100), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        _of_user("push_device"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_device")),
        sa.UniqueConstraint("endpoint_hash", name=op.f("uq_push_device_endpoint_hash")),
    )
    op.create_index("ix_push_device_user_id", "push_device", ["user_id"])
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(300), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by", _kind("ended_by", *ENDS), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)",
            name=op.f("ck_sign_in_link_ended_with_its_reason"),
        ),
        _of_user("sign_in_link"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
    )
    op.create_index("ix_sign_in_link_user_id", "sign_in_link", ["user_id", "ended_at"])
    op.create_index("ix_sign_in_link_expires_at", "sign_in_link", ["expires_at"])
    op.create_table(
        "office_alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("encrypted_address", sa.Text(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_alert")),
        sa.UniqueConstraint("name", name=op.f("uq_office_alert_name")),
    )


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id"],
        ["app_user.id"],
        name=op.f(f"fk_{table}_user_id_app_user"),
        ondelete="CASCADE",
    )


def downgrade() -> None:
    """Go back; what went over other channels counts as sent, and what did not as held back."""
    for table in ("office_alert", "sign_in_link", "push_device", "message_choice", "delivery"):
        op.drop_table(table)
    op.execute("UPDATE message SET state = 'sent' WHERE state = 'delivered'")
    op.execute("UPDATE message SET state = 'lost' WHERE state = 'bounced'")
    op.execute("UPDATE message SET state = 'withdrawn' WHERE state IN ('unwanted', 'summed')")
    known = _listed("problem", PROBLEMS_BEFORE)
    op.execute(f"UPDATE message SET problem = 'out_of_reach' WHERE NOT ({known})")  # noqa: S608  words of ours
    with op.batch_alter_table("message") as table:
        table.drop_index("ix_message_user_id")
        table.drop_constraint(op.f("ck_message_urgency"), type_="check")
        for column in ("is_open", "until", "path", "topic", "urgency", "alert_id", "user_id"):
            table.drop_column(column)
        table.drop_constraint(op.f("ck_message_problem"), type_="check")
        table.alter_column("problem", type_=sa.String(12), existing_type=sa.String(15))
        table.create_check_constraint(
            op.f("ck_message_problem"), _listed("problem", PROBLEMS_BEFORE)
        )
        table.drop_constraint(op.f("ck_message_state"), type_="check")
        table.create_check_constraint(op.f("ck_message_state"), _listed("state", STATES_BEFORE))
    install(op.get_bind())
