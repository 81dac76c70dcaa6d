"""Does what was done help, and whom? Clinical significance of change in a data set.

Claus, Wager & Bonnet 2024, J Stat Softw 111(1), give the methods and the reference implementation whose results these
are. M1, S1 and with them every verdict depend on who is in the file; one person's page uses published norms instead.
"""

from models.criteria.change.answer import Answer, Judged
from models.criteria.change.check import problems
from models.criteria.change.errors import NotComputable
from models.criteria.change.judge import judge
from models.criteria.change.question import Question
from models.criteria.change.scores import Scores, long_table

__all__ = ["Answer", "Judged", "NotComputable", "Question", "Scores", "judge", "long_table", "problems"]
