"""Links and spots of QR codes, scans without people, posters and what is known of them on the wall"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("slides", sa.Column("examined", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "accepted_findings",
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_accepted_findings")),
    )
    op.create_table(
        "link_checks",
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("leads_to", sa.Text(), nullable=False),
        sa.Column("fails", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_link_checks")),
    )
    op.create_table(
        "links",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("campaign", sa.String(length=60), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_links")),
    )
    op.create_index("uq_links_asked", "links", ["asked", "campaign"], unique=True)
    op.create_table(
        "poster_orders",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster_orders")),
    )
    op.create_table(
        "poster_visits",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("spot", sa.String(length=6), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("photographs", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster_visits")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_poster_visits_spot"), "poster_visits", ["spot"], unique=False)
    op.create_table(
        "posters",
        sa.Column("spot", sa.String(length=6), nullable=False),
        sa.Column("link", sa.String(length=8), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ordered", sa.String(length=26), nullable=False),
        sa.Column("posted_on", sa.String(length=10), nullable=True),
        sa.Column("seen_on", sa.String(length=10), nullable=True),
        sa.Column("missing_on", sa.String(length=10), nullable=True),
        sa.Column("taken_down_on", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("spot", name=op.f("pk_posters")),
    )
    op.create_index(op.f("ix_posters_link"), "posters", ["link"], unique=False)
    op.create_index(op.f("ix_posters_place"), "posters", ["place"], unique=False)
    op.create_table(
        "scans",
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.String(length=8), nullable=False),
        sa.Column("spot", sa.String(length=6), nullable=False),
        sa.Column("device", sa.String(length=10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "link", "spot", "device", name=op.f("pk_scans")),
    )
    op.create_table(
        "scan_days",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("link", sa.String(length=8), nullable=False),
        sa.Column("spot", sa.String(length=6), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "link", "spot", name=op.f("pk_scan_days")),
    )
    op.create_table(
        "scan_hours",
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.String(length=8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "link", name=op.f("pk_scan_hours")),
    )
    op.create_table(
        "shown_codes",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("display", sa.String(length=100), nullable=False),
        sa.Column("link", sa.String(length=8), nullable=False),
        sa.Column("shown_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "display", "link", name=op.f("pk_shown_codes")),
    )
    op.create_table(
        "scans_left_out",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("link", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "link", "reason", name=op.f("pk_scans_left_out")),
    )
    op.create_table(
        "spots",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_spots")),
    )
    op.create_index("ix_spots_name", "spots", ["kind", "name"], unique=False)
