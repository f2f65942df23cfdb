import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction

from coproduce.samples import Refused, loading

USER_NAME = "moderator"


class Command(BaseCommand):
    help = "On a site without any user: makes the first moderator and loads the sample content."

    def handle(self, *args: Any, **options: Any) -> None:
        password = "-".join(secrets.token_hex(3) for _ in range(4))
        with transaction.atomic():
            if User.objects.exists():
                return
            User.objects.create_superuser(USER_NAME, password=password)
            try:
                loading.load()
            except Refused as refusal:
                self.stdout.write(str(refusal))
        self.stdout.write(f"Sign in at {settings.SITE_URL}/admin/ (this is shown only once):")
        self.stdout.write(f"  user name: {USER_NAME}")
        self.stdout.write(f"  password:  {password}")
