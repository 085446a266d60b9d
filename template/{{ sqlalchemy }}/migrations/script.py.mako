<%!
def tidy(commands):
    """Remove Alembic's comments and default arguments."""
    lines = commands.replace(", schema=None", "").splitlines()
    return "\n".join(line for line in lines if "# ###" not in line).strip() or "pass"
%>\
"""${message}"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${tidy(upgrades or "")}


def downgrade() -> None:
    ${tidy(downgrades or "")}
