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
    """Create the tables and their indexes."""
    for statement in _statements():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Drop the tables; their indexes go with them."""
    for name in re.findall(r"(?m)^CREATE TABLE (\w+)", "\n".join(_statements()))[::-1]:
        op.drop_table(name)
