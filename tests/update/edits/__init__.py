"""What owners do to their services between two updates.

The order of the imports is that of the catalogue: an edit finds what it changes after
those before it, so that all can be made in one service.
"""

from tests.update.edits import additions, code, deletions, project
from tests.update.edits.catalogue import CATALOGUE, Edit

__all__ = ["CATALOGUE", "Edit", "additions", "code", "deletions", "project"]
