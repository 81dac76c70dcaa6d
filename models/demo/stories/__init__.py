"""The stories, clinic by clinic, in the order of their record numbers."""

from models.demo.stories.canal_house import STORIES as CANAL_HOUSE
from models.demo.stories.northgate import STORIES as NORTHGATE

STORIES = (CANAL_HOUSE, NORTHGATE)
