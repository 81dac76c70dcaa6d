"""Who has looked at one's own record, when, and what for."""

from models.access import Permission
from pages.parts import gate, own_looks

actor = gate.require(Permission.own_course_read)
own_looks.show(actor)
