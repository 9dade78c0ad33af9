"""Create every table, as the generated SQL beside this module says.

Revision: 0001, the first.
"""

import re

from pathlib import Path

from alembic import op


revision = "0001"
down_revision = None


def _statements() -> list[str]:
    sql = Path(__file__).with_suffix(f".{op.get_bind().dialect.name}.sql")
    return sql.read_text(encoding="utf-8").strip().removesuffix(";").split(";\n\n")


def upgrade() -> None:
    """Create the tables, their indexes and their triggers."""
    for statement in _statements():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Drop the tables; their indexes and triggers go with them."""
    statements = "\n".join(_statements())
    for name in re.findall(r"(?m)^CREATE TABLE (\w+)", statements)[::-1]:
        op.drop_table(name)
    for name in re.findall(r"(?m)^CREATE FUNCTION (\w+)", statements):
        op.execute(f"DROP FUNCTION {name}")
