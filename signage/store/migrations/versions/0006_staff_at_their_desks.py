"""Staff at their desks: departments, versions and approval, drafts of playlists, history, the library, plays by day"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('brand',
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_brand'))
    )
    op.create_table('comments',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('item', sa.String(length=200), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comments')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_comments_item'), 'comments', ['item'], unique=False)
    op.create_table('departments',
    sa.Column('id', sa.String(length=100), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_departments'))
    )
    op.create_table('deputies',
    sa.Column('approver', sa.String(length=60), nullable=False),
    sa.Column('deputy', sa.String(length=60), nullable=False),
    sa.Column('from_at', sa.BigInteger(), nullable=False),
    sa.Column('until_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('approver', 'deputy', name=op.f('pk_deputies'))
    )
    op.create_table('draft_steps',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('playlist', sa.String(length=100), nullable=False),
    sa.Column('before', sa.Text(), nullable=True),
    sa.Column('after', sa.Text(), nullable=True),
    sa.Column('says', sa.Text(), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_steps')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_draft_steps_playlist'), 'draft_steps', ['playlist'], unique=False)
    op.create_table('edits',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.Column('noun', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('act', sa.String(length=40), nullable=False),
    sa.Column('before', sa.Text(), nullable=True),
    sa.Column('after', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edits')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_edits_at'), 'edits', ['at'], unique=False)
    op.create_index('ix_edits_name', 'edits', ['noun', 'name'], unique=False)
    op.create_index('ix_edits_by', 'edits', ['by', 'id'], unique=False)
    op.create_table('groups',
    sa.Column('id', sa.String(length=100), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_groups'))
    )
    op.create_table('media_details',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('department', sa.String(length=100), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_media_details'))
    )
    op.create_index(op.f('ix_media_details_sha256'), 'media_details', ['sha256'], unique=False)
    op.create_table('overrides',
    sa.Column('item', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('item', name=op.f('pk_overrides'))
    )
    op.create_table('play_days',
    sa.Column('day', sa.String(length=10), nullable=False),
    sa.Column('display', sa.String(length=100), nullable=False),
    sa.Column('plays', sa.Integer(), nullable=False),
    sa.Column('shown_ms', sa.BigInteger(), nullable=False),
    sa.Column('planned', sa.Integer(), nullable=True),
    sa.Column('planned_ms', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('day', 'display', name=op.f('pk_play_days'))
    )
    op.create_table('play_months',
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('item', sa.String(length=200), nullable=False),
    sa.Column('plays', sa.Integer(), nullable=False),
    sa.Column('shown_ms', sa.BigInteger(), nullable=False),
    sa.Column('planned', sa.Integer(), nullable=False),
    sa.Column('planned_ms', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('month', 'item', name=op.f('pk_play_months'))
    )
    op.create_table('playlist_drafts',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('base', sa.String(length=64), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_playlist_drafts'))
    )
    op.create_table('versions',
    sa.Column('item', sa.String(length=200), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('department', sa.String(length=100), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('changed_at', sa.BigInteger(), nullable=False),
    sa.Column('changed_by', sa.String(length=60), nullable=False),
    sa.Column('changes', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.String(length=60), nullable=True),
    sa.Column('asked_at', sa.BigInteger(), nullable=True),
    sa.Column('decided_by', sa.String(length=60), nullable=True),
    sa.Column('decided_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('item', 'number', name=op.f('pk_versions'))
    )
    op.create_index(op.f('ix_versions_state'), 'versions', ['state'], unique=False)
    op.add_column('now_rules', sa.Column('by', sa.String(length=60), nullable=False, server_default=''))
    op.add_column('plays', sa.Column('counted', sa.Integer(), nullable=False, server_default='0'))
    uncounted = sa.text('counted = 0')
    op.create_index('ix_plays_uncounted', 'plays', ['from_at'], sqlite_where=uncounted, postgresql_where=uncounted)
    op.add_column('sources', sa.Column('origin', sa.Text(), nullable=False, server_default=''))
    op.add_column('users', sa.Column('department', sa.String(length=100), nullable=False, server_default=''))
    op.add_column('users', sa.Column('groups', sa.Text(), nullable=False, server_default='[]'))
    op.add_column('users', sa.Column('totp', sa.Text(), nullable=True))
    op.add_column('users', sa.Column('totp_used', sa.BigInteger(), nullable=True))
    op.execute("UPDATE sources SET origin = 'sources/' || name || '.toml'")
