"""Invented people whose stories show what Fairtrial is for; written through the same door as everybody's."""

from models.demo.making import make, make_if_none

__all__ = ["make", "make_if_none"]
