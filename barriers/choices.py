"""What a reader may answer beside their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    LIVED_EXPERIENCE = "person-with-lived-experience", _("Person with lived experience")
    DRAWING_ON_CARE = (
        "person-drawing-on-care-and-support",
        _("Person drawing on care and support"),
    )
    CARER = "unpaid-carer-or-family", _("Unpaid carer or family")
    USER_LED = "user-led-organisation", _("User-led organisation")
    VOLUNTEER = "volunteer-or-advocate", _("Volunteer or advocate")
    FRONT_LINE = "front-line-worker", _("Front-line worker")
    MANAGER = "manager", _("Manager")
    SENIOR_LEADER = "senior-leader", _("Senior leader")
    COMMISSIONER = "commissioner", _("Commissioner")
    TRUSTEE = "trustee-or-board-member", _("Trustee or board member")
    COUNCILLOR = "councillor", _("Councillor")
    REGULATOR = "regulator-or-inspector", _("Regulator or inspector")
    RESEARCHER = "researcher", _("Researcher")
    OTHER = "other", _("Other")
    UNSAID = "prefer-not-to-say", _("Prefer not to say")


class Area(models.TextChoices):
    PRIMARY_CARE = "gp-and-primary-care", _("GP and primary care")
    HOSPITAL = "hospital", _("Hospital")
    COMMUNITY_HEALTH = "community-health", _("Community health")
    MENTAL_HEALTH = "mental-health", _("Mental health")
    LEARNING_DISABILITY = "learning-disability-and-autism", _("Learning disability and autism")
    SOCIAL_CARE = "adult-social-care", _("Adult social care")
    CHILDREN = "childrens-services", _("Children’s services")
    EDUCATION = "education", _("Education")
    YOUTH_JUSTICE = "youth-justice", _("Youth justice")
    PRISONS = "prisons-and-probation", _("Prisons and probation")
    HOUSING = "housing-and-homelessness", _("Housing and homelessness")
    DRUGS = "drugs-and-alcohol", _("Drugs and alcohol")
    BENEFITS = "benefits-and-employment", _("Benefits and employment")
    DOMESTIC_ABUSE = "domestic-abuse", _("Domestic abuse")
    CHARITY = "charity", _("Charity")
    SEVERAL = "several", _("Several")
    OTHER = "other", _("Other")


class Unsure(models.TextChoices):
    """Answers to "what kind of barrier?" that are no tag."""

    NOT_SURE = "not-sure", _("Not sure")
    NONE = "none-of-these", _("None of these")
