"""The sealed log: entries that nobody can change or remove, a seal for every row, and where the log ends

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

# On SQLite "INSERT OR REPLACE" removes a row without asking the trigger for removals: the number must be the next one.
ON_SQLITE = (
    """CREATE TRIGGER access_log_next BEFORE INSERT ON access_log
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM access_log)
BEGIN SELECT RAISE(ABORT, 'an entry of the log goes to its end'); END""",
    """CREATE TRIGGER access_log_kept BEFORE UPDATE ON access_log
BEGIN SELECT RAISE(ABORT, 'an entry of the log is never changed'); END""",
    """CREATE TRIGGER access_log_stays BEFORE DELETE ON access_log
BEGIN SELECT RAISE(ABORT, 'an entry of the log is never removed'); END""",
)
ON_POSTGRESQL = (
    """CREATE FUNCTION access_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.number IS DISTINCT FROM (SELECT coalesce(max(number), 0) + 1 FROM access_log) THEN
      RAISE EXCEPTION 'an entry of the log goes to its end';
    END IF;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'an entry of the log is never changed or removed';
END $$""",
    "CREATE TRIGGER access_log_next BEFORE INSERT ON access_log FOR EACH ROW EXECUTE FUNCTION access_log_guard()",
    "CREATE TRIGGER access_log_kept BEFORE UPDATE ON access_log FOR EACH ROW EXECUTE FUNCTION access_log_guard()",
    "CREATE TRIGGER access_log_stays BEFORE DELETE ON access_log FOR EACH ROW EXECUTE FUNCTION access_log_guard()",
    "CREATE TRIGGER access_log_whole BEFORE TRUNCATE ON access_log FOR EACH STATEMENT EXECUTE FUNCTION access_log_guard()",
)


def upgrade() -> None:
    """The sealed log"""
    op.add_column('access_log', sa.Column('key_id', sa.String(length=16), nullable=True))
    op.add_column('access_log', sa.Column('mac', sa.String(length=64), nullable=True))
    op.create_table('row_seal',
    sa.Column('entity', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('mac', sa.String(length=32), nullable=False),
    sa.Column('key_id', sa.String(length=16), nullable=False),
    sa.PrimaryKeyConstraint('entity', 'key', name=op.f('pk_row_seal')),
    sqlite_with_rowid=False
    )
    head = op.create_table('log_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('log_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('mac', sa.String(length=64), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('total', sa.String(length=32), nullable=False),
    sa.Column('key_id', sa.String(length=16), nullable=False),
    sa.Column('seal', sa.String(length=64), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_log_head_only_one')),
    sa.CheckConstraint('rows >= 0 AND number >= 0', name=op.f('ck_log_head_rows_counted')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_log_head'))
    )
    op.bulk_insert(head, [{'id': 1, 'log_id': '', 'number': 0, 'mac': '', 'rows': 0, 'total': '', 'key_id': '', 'seal': ''}])
    for statement in ON_POSTGRESQL if op.get_bind().dialect.name == 'postgresql' else ON_SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Back to a log that can be changed: the seals are lost"""
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION access_log_guard() CASCADE')
    else:
        op.execute('DROP TRIGGER access_log_next')
        op.execute('DROP TRIGGER access_log_kept')
        op.execute('DROP TRIGGER access_log_stays')
    op.drop_table('log_head')
    op.drop_table('row_seal')
    with op.batch_alter_table('access_log', schema=None) as batch_op:
        batch_op.drop_column('mac')
        batch_op.drop_column('key_id')
