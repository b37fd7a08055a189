"""The first tables"""

import sqlalchemy as sa
from alembic import op

from signage.store.tables import Moment

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('displays',
    sa.Column('id', sa.String(length=100), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_displays')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_displays_token_sha256'))
    )
    op.create_table('heads',
    sa.Column('display', sa.String(length=100), nullable=False),
    sa.Column('from_at', Moment(), nullable=False),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('head', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('display', 'from_at', name=op.f('pk_heads'))
    )
    op.create_table('heartbeats',
    sa.Column('display', sa.String(length=100), nullable=False),
    sa.Column('received_at', Moment(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('display', name=op.f('pk_heartbeats'))
    )
    op.create_table('items',
    sa.Column('id', sa.String(length=200), nullable=False),
    sa.Column('source', sa.String(length=100), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('taken_down_at', Moment(), nullable=True),
    sa.Column('taken_down_by', sa.String(length=20), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_items'))
    )
    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_items_source'), ['source'], unique=False)

    op.create_table('places',
    sa.Column('id', sa.String(length=100), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_places'))
    )
    op.create_table('playlists',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_playlists'))
    )
    op.create_table('problems',
    sa.Column('noun', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('since', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('noun', 'name', name=op.f('pk_problems'))
    )
    op.create_table('publications',
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('from_at', Moment(), nullable=False),
    sa.Column('tail', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'from_at', name=op.f('pk_publications'))
    )
    op.create_table('revisions',
    sa.Column('noun', sa.String(length=40), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('noun', name=op.f('pk_revisions'))
    )
    op.create_table('slides',
    sa.Column('recipe', sa.String(length=64), nullable=False),
    sa.Column('subject', sa.String(length=400), nullable=False),
    sa.Column('slide', sa.String(length=64), nullable=False),
    sa.Column('bytes', sa.Integer(), nullable=False),
    sa.Column('needs', sa.Text(), nullable=False),
    sa.Column('made_at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('recipe', name=op.f('pk_slides'))
    )
    with op.batch_alter_table('slides', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_slides_subject'), ['subject'], unique=False)

    op.create_table('sources',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('memory', sa.Text(), nullable=False),
    sa.Column('fetched_at', Moment(), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_sources'))
    )


def downgrade() -> None:
    op.drop_table('sources')
    with op.batch_alter_table('slides', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slides_subject'))

    op.drop_table('slides')
    op.drop_table('revisions')
    op.drop_table('publications')
    op.drop_table('problems')
    op.drop_table('playlists')
    op.drop_table('places')
    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_items_source'))

    op.drop_table('items')
    op.drop_table('heartbeats')
    op.drop_table('heads')
    op.drop_table('displays')
