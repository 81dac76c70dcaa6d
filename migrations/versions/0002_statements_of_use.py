"""Statements of use: an instrument whose licence has conditions is off until the clinic states its use

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Statements of use"""
    op.create_table('instrument_use',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('clinic_id', sa.String(length=32), nullable=False),
    sa.Column('instrument', sa.String(length=40), nullable=False),
    sa.Column('statement', sa.String(length=1000), nullable=False),
    sa.Column('stated_by_id', sa.String(length=32), nullable=False),
    sa.Column('stated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_by_id', sa.String(length=32), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('length(trim(instrument)) > 0', name=op.f('ck_instrument_use_instrument_named')),
    sa.CheckConstraint('length(trim(statement)) > 0', name=op.f('ck_instrument_use_statement_given')),
    sa.CheckConstraint('ended_at IS NULL OR ended_at >= stated_at', name=op.f('ck_instrument_use_ended_after_stated')),
    sa.CheckConstraint('(ended_at IS NULL) = (ended_by_id IS NULL)', name=op.f('ck_instrument_use_ended_by_somebody')),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_instrument_use_clinic_id_clinic')),
    sa.ForeignKeyConstraint(['stated_by_id'], ['person.id'], name=op.f('fk_instrument_use_stated_by_id_person')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_instrument_use_ended_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instrument_use'))
    )
    with op.batch_alter_table('instrument_use', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_instrument_use_clinic_id'), ['clinic_id'], unique=False)
        batch_op.create_index('uq_instrument_use_one_now', ['clinic_id', 'instrument'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))


def downgrade() -> None:
    """Back to the first schema"""
    with op.batch_alter_table('instrument_use', schema=None) as batch_op:
        batch_op.drop_index('uq_instrument_use_one_now', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_instrument_use_clinic_id'))

    op.drop_table('instrument_use')
