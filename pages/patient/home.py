"""The patient's own page: what is to be answered now, what was received, and how the treatment goes."""

from models.access import Permission
from pages.parts import gate, own_page

actor = gate.require(Permission.check_in_fill)
own_page.show(actor)
