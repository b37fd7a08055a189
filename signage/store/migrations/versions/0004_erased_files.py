"""Files that were erased on demand"""

import sqlalchemy as sa
from alembic import op

from signage.store.tables import Moment

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('erased',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_erased'))
    )


def downgrade() -> None:
    op.drop_table('erased')
