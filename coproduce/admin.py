"""The accounts in the admin. The admin itself is in admin_site.py, which Django loads before."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple

# Django's two boxes with arrows between them have marks that no screen reader can read, need
# a wide screen, and pairs of fields without a label.
BOXES_TO_TICK: dict[Any, dict[str, Any]] = {ManyToManyField: {"widget": CheckboxSelectMultiple}}

admin.site.unregister([Group, User])


@admin.register(User)
class PersonAdmin(UserAdmin):
    filter_horizontal = ()
    formfield_overrides = BOXES_TO_TICK
    readonly_fields = ("last_login", "date_joined")


@admin.register(Group)
class PlainGroupAdmin(GroupAdmin):
    filter_horizontal = ()
    formfield_overrides = BOXES_TO_TICK
