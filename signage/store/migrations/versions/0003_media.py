"""Pictures and films, and what their contents were decoded into"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('media',
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('file', name=op.f('pk_media'))
    )
    op.create_table('decodings',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('recipe', sa.String(length=64), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', 'recipe', name=op.f('pk_decodings'))
    )


def downgrade() -> None:
    op.drop_table('decodings')
    op.drop_table('media')
