"""Use cases that only admins can see and use.

For anybody else, every method raises `NotFoundError`: strangers learn nothing.
"""

from .adjust_credits import AdjustCredits, Adjusted
from .answer_disputes import AnswerDisputes
from .block_people import BlockPeople
from .change_terms import ChangeTerms, TermNow
from .desk import Desk
from .find_people import FindPeople, PersonFile
from .give_up_payments import GiveUpPayments, PaymentFile
from .manage_broadcasts import ManageBroadcasts
from .manage_promos import ManagePromos
from .read_admin_log import ReadAdminLog
from .read_stats import Business, ReadStats
from .rescue_jobs import JobFile, RescueJobs


__all__ = [
    "AdjustCredits",
    "Adjusted",
    "AnswerDisputes",
    "BlockPeople",
    "Business",
    "ChangeTerms",
    "Desk",
    "FindPeople",
    "GiveUpPayments",
    "JobFile",
    "ManageBroadcasts",
    "ManagePromos",
    "PaymentFile",
    "PersonFile",
    "ReadAdminLog",
    "ReadStats",
    "RescueJobs",
    "TermNow",
]
