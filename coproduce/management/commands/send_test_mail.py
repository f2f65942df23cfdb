from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from coproduce.moderation.mail import letters


class Command(BaseCommand):
    help = "Sends a test letter, and says whether the mail server took it or it was printed only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="ADDRESS", help="who gets the letter")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        if not letters.are_sent():
            raise CommandError("Mail is off: EMAIL_URL is empty.")
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError("ADDRESS must be an e-mail address such as us@example.org") from None
        try:
            letters.deliver(letters.write("test", to=address, context={}))
        except BadHeaderError:
            raise CommandError("No letter can be written to that ADDRESS.") from None
        except OSError as error:
            raise CommandError(letters.trouble(error)) from None
        if letters.are_printed():
            self.stdout.write(
                f"EMAIL_URL is console: the letter to {address} was printed, not sent."
            )
        else:
            self.stdout.write(f"The mail server took the letter to {address}.")
