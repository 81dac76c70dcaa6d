"""The check-in: questions, answers that are kept as they are given, and the receipt."""

from models.access import Permission
from pages.parts import gate, sheet

actor = gate.require(Permission.check_in_fill)
sheet.show(actor)
