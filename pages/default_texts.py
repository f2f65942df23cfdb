"""The texts that come with the site: Markdown in `defaults/`, made true by the settings.

Each is a Django template that is rendered before it is read as Markdown, so that what it says of
the site is asked of the site. A translation stands in `defaults/<language code>/`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine, TemplateDoesNotExist
from django.utils.functional import SimpleLazyObject

from comments.forms import MOST_CHARACTERS
from coproduce.moderation import receipts, screening
from coproduce.moderation.mail import letters
from coproduce.moderation.models import Rhythm, Rules, Submission
from coproduce.moderation.models.states import DeclineReason, Status
from coproduce.moderation.proof import address as proof
from coproduce.moderation.text import tidy

FOLDER = Path(__file__).parent / "defaults"
WRITTEN_IN = "en-GB"

_engine = Engine(dirs=[str(FOLDER)])


@dataclass(frozen=True)
class DefaultText:
    """Markdown, and its language where that is not the site's own."""

    text: str = ""
    lang: str = ""


def default_text(name: str, facts: dict[str, Any]) -> DefaultText:
    """The text of this name ("privacy", "privacy.simpler"); an empty one where there is none."""
    code = settings.LANGUAGE_CODE
    language = code.partition("-")[0]
    written_in = "" if language == "en" else WRITTEN_IN
    for folder, lang in [(code, ""), (language, ""), (".", written_in)]:
        try:
            template = _engine.get_template(f"{folder}/{name}.md")
        except TemplateDoesNotExist:
            continue
        # Markdown, not HTML: what it becomes is sanitised.
        return DefaultText(tidy(template.render(Context(facts, autoescape=False))), lang)
    return DefaultText()


def site_facts() -> dict[str, Any]:
    """What the texts may ask of the site."""
    rules, is_screened, are_sent = Rules.current(), screening.is_on(), letters.are_sent()
    mails = are_sent and bool(rules.mail_to.strip()) and rules.mail_rhythm != Rhythm.NEVER
    return {
        "site_name": settings.SITE_NAME,
        "is_screened": is_screened,
        "screens_barriers": is_screened and rules.screens_barriers,
        "reads_everything": rules.reads_everything,
        "proves_addresses": proof.is_asked_for(rules),
        "close_after_days": rules.close_after_days,
        "mails": mails,
        "mails_texts": mails and rules.mails_texts,
        # Only some texts ask, and then the database once.
        "comments_have_traces": SimpleLazyObject(_comments_have_traces),
        "barriers_have_traces": SimpleLazyObject(_barriers_have_traces),
        "decline_reasons": [str(label) for label in DeclineReason.labels],
        "most_characters": f"{MOST_CHARACTERS:,}",
        "link_minutes": receipts.LINK_SECONDS // 60,
    }


def _comments_have_traces() -> bool:
    return Submission.objects.with_traces().exclude(kind="barrier").exists()


def _barriers_have_traces() -> bool:
    # With every status named, an index leads to the barriers, past a million comments.
    barriers = Submission.objects.filter(kind="barrier", status__in=Status.values)
    return barriers.with_traces().exists()
