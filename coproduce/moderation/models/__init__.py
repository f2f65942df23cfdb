from coproduce.moderation.models.beside import Note, Revision
from coproduce.moderation.models.deciding import Decided
from coproduce.moderation.models.decision import Act, Agent, Decision
from coproduce.moderation.models.job import Job
from coproduce.moderation.models.report import About, Outcome, Report
from coproduce.moderation.models.rules import Hold, Order, Rhythm, Rules
from coproduce.moderation.models.site_version import SiteVersion
from coproduce.moderation.models.states import DeclineReason, Recheck, Status, Verdict
from coproduce.moderation.models.status_line import StatusLine
from coproduce.moderation.models.submission import DecidedMeanwhile, Submission

__all__ = [
    "About",
    "Act",
    "Agent",
    "Decided",
    "DecidedMeanwhile",
    "Decision",
    "DeclineReason",
    "Hold",
    "Job",
    "Note",
    "Order",
    "Outcome",
    "Recheck",
    "Report",
    "Revision",
    "Rhythm",
    "Rules",
    "SiteVersion",
    "Status",
    "StatusLine",
    "Submission",
    "Verdict",
]
