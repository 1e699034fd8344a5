"""Handing data in, and what was handed in: the only way from a screen to `data`, and it asks who is looking.

A screen imports nothing of `data`; everything it may do there is a method of `Desk`, which is made for a viewer and
refuses what that viewer may not do. So no screen can forget to ask.
"""

from data.assistant.matching import Match
from data.assistant.report import why
from data.assistant.suggest import Sheet
from data.problems import Refused
from data.receipt import Receipt
from data.store import WAITING
from queries.handing.desk import Desk
from queries.handing.jobs import Job
from queries.handing.uploads import Upload

__all__ = ["WAITING", "Desk", "Job", "Match", "Receipt", "Refused", "Sheet", "Upload", "why"]
