"""Indexes for what sweeps and statistics look for; links that were made by a command say so"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_slides_slide"), "slides", ["slide"], unique=False)
    op.create_index(op.f("ix_status_changes_at"), "status_changes", ["at"], unique=False)
    links, edits = _table("links", "code", "campaign", "by"), _table("edits", "noun", "name", "act", "by")
    made = sa.select(edits.c.name).where(edits.c.noun == "link", edits.c.act == "add", edits.c.by == "")
    # Items have links without a name too, never of a campaign.
    by_command = (links.c.campaign != "") | links.c.code.in_(made)
    op.execute(links.update().where(links.c.by == "", by_command).values(by="signage links"))


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column, sa.String()) for column in columns))
