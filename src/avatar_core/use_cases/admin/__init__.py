"""Use cases that only admins can see and use.

For anybody else, every method raises `NotFoundError`: strangers learn nothing.
"""

from .business import (
    Business,
    ChangeTerms,
    ManagePromos,
    ReadAdminLog,
    ReadStats,
    TermNow,
)
from .histories import timeline_of_job, timeline_of_payment
from .manage_broadcasts import ManageBroadcasts
from .people import AdjustCredits, Adjusted, BlockPeople, FindPeople, PersonFile
from .remedies import AnswerDisputes, GiveUpPayments, JobFile, PaymentFile, RescueJobs
from .store import AdminStore


__all__ = [
    "AdjustCredits",
    "Adjusted",
    "AdminStore",
    "AnswerDisputes",
    "BlockPeople",
    "Business",
    "ChangeTerms",
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
    "timeline_of_job",
    "timeline_of_payment",
]
