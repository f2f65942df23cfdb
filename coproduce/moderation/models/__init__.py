from coproduce.moderation.models.decision import Agent, Decision
from coproduce.moderation.models.job import Job
from coproduce.moderation.models.site_version import SiteVersion
from coproduce.moderation.models.submission import DeclineReason, Status, Submission, Verdict

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
