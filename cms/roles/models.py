"""The record of what setting up the roles has done.

It keeps a second set-up from undoing an operator's changes.
"""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleGroup(models.Model):
    """The group of a role, whatever its name is now, and the permissions that it was given."""

    role = models.CharField(_("role"), max_length=40, unique=True)
    group = models.OneToOneField(
        Group, verbose_name=_("group"), on_delete=models.CASCADE, related_name="hub_role"
    )
    given = models.JSONField(_("permissions given"), default=list)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return self.role
