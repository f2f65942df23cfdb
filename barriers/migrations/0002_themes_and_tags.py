from django.db import migrations

# name, slug, sentence
THEMES = (
    (
        "Power and leadership",
        "power-and-leadership",
        "Who decides, who is listened to, and who has to wait to be asked.",
    ),
    (
        "Who is in the room",
        "who-is-in-the-room",
        "Who is missing from the table, and how alike the others are.",
    ),
    (
        "Lived-experience capacity",
        "lived-experience-capacity",
        "What people need behind them before they can take part as equals.",
    ),
    (
        "Access and time",
        "access-and-time",
        "Whether people can get in, follow what is said, and have long enough to think.",
    ),
    (
        "Systems",
        "systems",
        "The rules, money and habits of mind that pull services the other way.",
    ),
    (
        "Trust and safety",
        "trust-and-safety",
        "Whether people believe that it is real, and what honesty could cost them.",
    ),
)

# theme, name, slug, definition, example
TAGS = (
    (
        "power-and-leadership",
        "Heroic leadership",
        "heroic-leadership",
        (
            "Everyone looks to one strong leader to put a service right, and nobody looks for the "
            "answers that others hold."
        ),
        (
            "Each new director arrives with a plan of their own. I have stopped telling them what "
            "we had already started."
        ),
    ),
    (
        "power-and-leadership",
        "Power not shared",
        "power-not-shared",
        (
            "People are invited to give their views, while the decision stays with those who "
            "always made it."
        ),
        (
            "I have sat on that panel for four years, and I could not tell you one thing I have "
            "decided."
        ),
    ),
    (
        "power-and-leadership",
        "Power not talked about",
        "power-not-talked-about",
        (
            "Some people in the room can decide and others cannot, and it is thought impolite to "
            "say so."
        ),
        (
            "I asked who had the last word. Everyone looked at their papers, and the chair moved "
            "us on."
        ),
    ),
    (
        "power-and-leadership",
        "Gatekeeping",
        "gatekeeping",
        "One person or team controls who is invited, what they are told and whom they may meet.",
        (
            "When I write to the board, my letter goes to somebody else first. I have learned "
            "that some of my letters stay there."
        ),
    ),
    (
        "power-and-leadership",
        "Decided beforehand",
        "decided-beforehand",
        "The important choices are made before people are asked, so what is left hardly matters.",
        (
            "The builders had been booked before I saw the questionnaire. They wanted to know "
            "what I thought of the curtains."
        ),
    ),
    (
        "power-and-leadership",
        "Fear of losing control",
        "fear-of-losing-control",
        (
            "People in charge hold on because they worry about what will happen, or how they will "
            "look, if others decide."
        ),
        (
            "I am a manager, and I’ll be honest. If the group chose something that failed, it "
            "would be my name on the report."
        ),
    ),
    (
        "who-is-in-the-room",
        "Monoculture",
        "monoculture",
        (
            "The people who decide have much the same background, training and outlook, so they "
            "miss the same things."
        ),
        "I looked along the table at our away day and saw myself eight times over.",
    ),
    (
        "who-is-in-the-room",
        "Class divide",
        "class-divide",
        (
            "Money, schooling and accent settle who feels at home in the room, and who feels "
            "judged there."
        ),
        (
            "They talked about their loft conversions while we waited to start. I had walked "
            "there to save the bus fare."
        ),
    ),
    (
        "who-is-in-the-room",
        "Racism and ethnicity",
        "racism-and-ethnicity",
        (
            "People from Black, Asian and other minority ethnic communities are left out, "
            "disbelieved, or made to stand for everyone."
        ),
        (
            "I was the only Black woman there. They turned to me for the community view, and to "
            "each other for everything else."
        ),
    ),
    (
        "who-is-in-the-room",
        "Gender imbalance",
        "gender-imbalance",
        (
            "Men and women do not have an equal part in decisions, whoever does most of the work "
            "and the caring."
        ),
        "Nearly all the carers in my group are women. Every chair we have had was a man.",
    ),
    (
        "who-is-in-the-room",
        "Unconscious bias",
        "unconscious-bias",
        "People judge who is able, reasonable or worth hearing without noticing that they do it.",
        (
            "When I say it, it is a grievance. When my social worker says it in the same words, "
            "it goes in the minutes."
        ),
    ),
    (
        "who-is-in-the-room",
        "Unseen privilege",
        "unseen-privilege",
        "People who have always been listened to do not see what makes speaking up easy for them.",
        "He told us that anyone can email him. I don’t think he has ever had to share a phone.",
    ),
    (
        "who-is-in-the-room",
        "The usual suspects",
        "the-usual-suspects",
        (
            "The same few people are asked every time, because they are known, willing and easy "
            "to reach."
        ),
        (
            "I like being asked. But I’m on five groups now, and I have neighbours nobody has "
            "ever rung."
        ),
    ),
    (
        "lived-experience-capacity",
        "Lost user-led organisations",
        "lost-user-led-organisations",
        (
            "Groups run by disabled people and others with lived experience have closed or "
            "shrunk, so there is nowhere to work out a shared view."
        ),
        (
            "Our centre shut when the grant ended. Now they ask me what disabled people think, "
            "and I can only tell them what I think."
        ),
    ),
    (
        "lived-experience-capacity",
        "No training or support",
        "no-training-or-support",
        (
            "People are asked to help with hard decisions without the preparation and back-up "
            "that paid staff get."
        ),
        "The managers had a briefing before the meeting. I had a bus timetable.",
    ),
    (
        "lived-experience-capacity",
        "No mandate or networks",
        "no-mandate-or-networks",
        (
            "Somebody is asked to speak for people who did not choose them and whom they have no "
            "way of reaching."
        ),
        (
            "They call me the parents’ voice. I have met three of the other parents, and that was "
            "in the car park."
        ),
    ),
    (
        "lived-experience-capacity",
        "Unpaid or out of pocket",
        "unpaid-or-out-of-pocket",
        (
            "People give their time and spend their own money to be involved, beside others who "
            "are there on a wage."
        ),
        (
            "I paid a sitter so that I could go and give my advice for nothing. I can’t do that "
            "every month."
        ),
    ),
    (
        "access-and-time",
        "Inaccessible information or meetings",
        "inaccessible-information-or-meetings",
        "The papers, the building, the hour or the video call shut some people out.",
        (
            "My screen reader could not open the papers. By the time someone had typed them out "
            "for me, the vote was over."
        ),
    ),
    (
        "access-and-time",
        "Jargon",
        "jargon",
        "Initials and professional terms leave people unsure what is being decided.",
        (
            "I counted eleven sets of initials before the tea came round. I nodded all the way "
            "through, and I wish I hadn’t."
        ),
    ),
    (
        "access-and-time",
        "Rushed timetables",
        "rushed-timetables",
        "The deadline leaves no time for people to think, talk it over and ask others.",
        "On Thursday I was asked for our members’ views by Monday. Our members meet once a month.",
    ),
    (
        "systems",
        "Risk and regulation first",
        "risk-and-regulation-first",
        (
            "Services put what could go wrong, or what an inspector may ask, before what people "
            "say they need."
        ),
        (
            "I offered to help with the cooking. They said I would need an assessment first, and "
            "that was in the spring."
        ),
    ),
    (
        "systems",
        "Commissioning and money rules",
        "commissioning-and-money-rules",
        (
            "Contracts, targets and budget rules settle what a service must do before anyone has "
            "been asked."
        ),
        (
            "Our contract counts how many people I see in a week. Nobody pays me to ask them "
            "whether it is any use."
        ),
    ),
    (
        "systems",
        "Narrow evidence",
        "narrow-evidence",
        (
            "Figures and formal studies are taken as proof, and what people know from living it "
            "is taken as a story."
        ),
        (
            "They had a chart that said we were satisfied. I told them why people tick that box, "
            "and it went down as an anecdote."
        ),
    ),
    (
        "systems",
        "Professional skills and confidence",
        "professional-skills-and-confidence",
        "Staff have never been shown how to share a decision, or are afraid of doing it badly.",
        (
            "I trained for three years to have the answer. Nobody taught me how to sit there "
            "without one."
        ),
    ),
    (
        "trust-and-safety",
        "Tokenism",
        "tokenism",
        "People are there to be seen, and nothing would change if they stayed at home.",
        (
            "I am in the photograph on the front of the report. I looked for what I said, and it "
            "isn’t inside."
        ),
    ),
    (
        "trust-and-safety",
        "Confused with consultation",
        "confused-with-consultation",
        "Asking people what they think of a finished plan is called co-production.",
        (
            "I filled in a survey with five boxes to tick. Then I got a letter thanking me for "
            "co-producing the strategy."
        ),
    ),
    (
        "trust-and-safety",
        "Fear of speaking out",
        "fear-of-speaking-out",
        "People keep quiet because they could lose a service, a job or somebody’s goodwill.",
        (
            "I need that team to pick up the phone when Mum is ill. So I told them everything was "
            "fine."
        ),
    ),
)


def write_themes_and_tags(apps, schema_editor):
    using = schema_editor.connection.alias
    themes = apps.get_model("barriers", "Theme").objects.using(using)
    tags = apps.get_model("barriers", "Tag").objects.using(using)
    theme_by_slug = {}
    for position, (name, slug, sentence) in enumerate(THEMES, start=1):
        theme_by_slug[slug], _ = themes.update_or_create(
            slug=slug,
            defaults={"name": name, "sentence": sentence, "position": position},
        )
    for position, (theme, name, slug, definition, example) in enumerate(TAGS, start=1):
        tags.update_or_create(
            slug=slug,
            defaults={
                "theme": theme_by_slug[theme],
                "name": name,
                "definition": definition,
                "example": example,
                "status": "accepted",
                "position": position,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("barriers", "0001_initial")]

    operations = [migrations.RunPython(write_themes_and_tags, migrations.RunPython.noop)]
