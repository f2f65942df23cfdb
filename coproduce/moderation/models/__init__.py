from coproduce.moderation.models.decision import Agent, Decision
from coproduce.moderation.models.job import Job
from coproduce.moderation.models.site_version import SiteVersion
from coproduce.moderation.models.states import DeclineReason, Status, Verdict
from coproduce.moderation.models.submission import Submission

__all__ = [
    "Agent",
    "Decision",
    "DeclineReason",
    "Job",
    "SiteVersion",
    "Status",
    "Submission",
    "Verdict",
]
