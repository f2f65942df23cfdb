"""What a reader may answer beside their words."""

from django.db import models


class Role(models.TextChoices):
    LIVED_EXPERIENCE = "person-with-lived-experience", "Person with lived experience"
    DRAWING_ON_CARE = (
        "person-drawing-on-care-and-support",
        "Person drawing on care and support",
    )
    CARER = "unpaid-carer-or-family", "Unpaid carer or family"
    USER_LED = "user-led-organisation", "User-led organisation"
    VOLUNTEER = "volunteer-or-advocate", "Volunteer or advocate"
    FRONT_LINE = "front-line-worker", "Front-line worker"
    MANAGER = "manager", "Manager"
    SENIOR_LEADER = "senior-leader", "Senior leader"
    COMMISSIONER = "commissioner", "Commissioner"
    TRUSTEE = "trustee-or-board-member", "Trustee or board member"
    COUNCILLOR = "councillor", "Councillor"
    REGULATOR = "regulator-or-inspector", "Regulator or inspector"
    RESEARCHER = "researcher", "Researcher"
    OTHER = "other", "Other"
    UNSAID = "prefer-not-to-say", "Prefer not to say"


class Area(models.TextChoices):
    PRIMARY_CARE = "gp-and-primary-care", "GP and primary care"
    HOSPITAL = "hospital", "Hospital"
    COMMUNITY_HEALTH = "community-health", "Community health"
    MENTAL_HEALTH = "mental-health", "Mental health"
    LEARNING_DISABILITY = "learning-disability-and-autism", "Learning disability and autism"
    SOCIAL_CARE = "adult-social-care", "Adult social care"
    CHILDREN = "childrens-services", "Children’s services"
    EDUCATION = "education", "Education"
    YOUTH_JUSTICE = "youth-justice", "Youth justice"
    PRISONS = "prisons-and-probation", "Prisons and probation"
    HOUSING = "housing-and-homelessness", "Housing and homelessness"
    DRUGS = "drugs-and-alcohol", "Drugs and alcohol"
    BENEFITS = "benefits-and-employment", "Benefits and employment"
    DOMESTIC_ABUSE = "domestic-abuse", "Domestic abuse"
    CHARITY = "charity", "Charity"
    SEVERAL = "several", "Several"
    OTHER = "other", "Other"


class Unsure(models.TextChoices):
    """Answers to "what kind of barrier?" that are no tag."""

    NOT_SURE = "not-sure", "Not sure"
    NONE = "none-of-these", "None of these"
