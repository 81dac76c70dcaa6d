"""All scores of one's own, each with its direction and in plain words."""

from models.access import Permission
from pages.parts import gate, own_page

actor = gate.require(Permission.own_course_read)
own_page.show_scores(actor)
