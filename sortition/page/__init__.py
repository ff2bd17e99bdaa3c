"""Pages that compute in the browser: the verifier, and the ceremony for the council room.

Their sources are in ``js/``, ``css/`` and ``html/``; the modules here put them together.
"""

from sortition.page.ceremony import Ceremony, Item, ceremony_page
from sortition.page.verifier import verifier_page

__all__ = ["Ceremony", "Item", "ceremony_page", "verifier_page"]
