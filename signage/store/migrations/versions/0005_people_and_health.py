"""People and their sessions, how displays are and were, what was told and asked of them"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('users',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('password', sa.Text(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('one_time', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('disabled_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_users'))
    )
    op.create_table('sessions',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('user', sa.String(length=60), nullable=False),
    sa.Column('device', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_sessions'))
    )
    op.create_index(op.f('ix_sessions_user'), 'sessions', ['user'], unique=False)
    op.create_table('statuses',
    sa.Column('display', sa.String(length=100), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('since_at', sa.BigInteger(), nullable=False),
    sa.Column('says', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('display', name=op.f('pk_statuses'))
    )
    op.create_table('status_changes',
    sa.Column('display', sa.String(length=100), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('says', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('display', 'at', name=op.f('pk_status_changes'))
    )
    op.create_table('notifications',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('display', sa.String(length=100), nullable=False),
    sa.Column('place', sa.String(length=100), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('says', sa.Text(), nullable=False),
    sa.Column('begun_at', sa.BigInteger(), nullable=False),
    sa.Column('told_at', sa.BigInteger(), nullable=False),
    sa.Column('message', sa.Integer(), nullable=False),
    sa.Column('over_at', sa.BigInteger(), nullable=True),
    sa.Column('over_told_at', sa.BigInteger(), nullable=True),
    sa.Column('over_message', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notifications')),
    sqlite_autoincrement=True
    )
    op.create_index('uq_notifications_open', 'notifications', ['display'], unique=True, sqlite_where=sa.text('over_told_at IS NULL'), postgresql_where=sa.text('over_told_at IS NULL'))
    op.create_table('messages',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_messages_at'), 'messages', ['at'], unique=False)
    op.create_table('deliveries',
    sa.Column('message', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=40), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.BigInteger(), nullable=True),
    sa.Column('accepted_at', sa.BigInteger(), nullable=True),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('message', 'address', name=op.f('pk_deliveries'))
    )
    op.create_index(op.f('ix_deliveries_due_at'), 'deliveries', ['due_at'], unique=False)
    op.create_table('care',
    sa.Column('display', sa.String(length=100), nullable=False),
    sa.Column('maintenance_until_at', sa.BigInteger(), nullable=True),
    sa.Column('muted_until_at', sa.BigInteger(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.PrimaryKeyConstraint('display', name=op.f('pk_care'))
    )
    op.create_table('measurements',
    sa.Column('display', sa.String(length=100), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('temperature_c', sa.Float(), nullable=True),
    sa.Column('offset_ms', sa.Float(), nullable=True),
    sa.Column('cached_days', sa.Float(), nullable=True),
    sa.PrimaryKeyConstraint('display', 'at', name=op.f('pk_measurements'))
    )
    op.create_index(op.f('ix_measurements_at'), 'measurements', ['at'], unique=False)
    op.create_table('commands',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('display', sa.String(length=100), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('args', sa.Text(), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.Column('given_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('answered_at', sa.BigInteger(), nullable=True),
    sa.Column('ok', sa.Integer(), nullable=True),
    sa.Column('detail', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commands'))
    )
    op.create_index(op.f('ix_commands_display'), 'commands', ['display'], unique=False)
    op.create_table('pairings',
    sa.Column('secret_sha256', sa.String(length=64), nullable=False),
    sa.Column('display', sa.String(length=100), nullable=False),
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('secret_sha256', name=op.f('pk_pairings'))
    )
    op.create_table('plays',
    sa.Column('display', sa.String(length=100), nullable=False),
    sa.Column('batch', sa.String(length=26), nullable=False),
    sa.Column('from_at', sa.BigInteger(), nullable=False),
    sa.Column('until_at', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('display', 'batch', name=op.f('pk_plays'))
    )
    op.create_index(op.f('ix_plays_from_at'), 'plays', ['from_at'], unique=False)
    op.create_table('visits',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('display', sa.String(length=100), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('photographs', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visits')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_visits_display'), 'visits', ['display'], unique=False)


def downgrade() -> None:
    op.drop_table('visits')
    op.drop_table('plays')
    op.drop_table('pairings')
    op.drop_table('commands')
    op.drop_table('measurements')
    op.drop_table('care')
    op.drop_table('deliveries')
    op.drop_table('messages')
    op.drop_table('notifications')
    op.drop_table('status_changes')
    op.drop_table('statuses')
    op.drop_table('sessions')
    op.drop_table('users')
