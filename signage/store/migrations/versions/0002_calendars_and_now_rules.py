"""Calendars of closing days, and rules given by hand"""

import sqlalchemy as sa
from alembic import op

from signage.store.tables import Moment

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendars',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_calendars'))
    )
    op.create_table('now_rules',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('from_at', Moment(), nullable=False),
    sa.Column('until_at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_now_rules')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    op.drop_table('now_rules')
    op.drop_table('calendars')
