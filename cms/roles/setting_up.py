"""Sets up the groups and the workflow. Running it again changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.roles import granting
from cms.roles.definitions import MODERATORS, Role, all_roles
from cms.roles.models import RoleGroup
from cms.roles.workflow import set_up_workflow


@dataclass(kw_only=True, slots=True)
class Outcome:
    """What a set-up did, and what it left as an operator had changed it, as sentences."""

    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    #: The groups by the key of their role, such as "editors" or "translators:fr".
    groups: dict[str, Group] = field(default_factory=dict)


@transaction.atomic
def set_up(*, reset: bool = False) -> Outcome:
    """Create the groups of all roles, and the workflow "Review and publish".

    Permissions that an operator has taken away since are not given again, and those that an
    operator added stay. With `reset` each group gets exactly the permissions of its role. The
    members of groups are never changed.
    """
    outcome = Outcome()
    for role in all_roles():
        outcome.groups[role.key] = _set_up_role(role, outcome, reset=reset)
    set_up_workflow(outcome.groups[MODERATORS.key], outcome.done, outcome.left, reset=reset)
    return outcome


def complete_trees(language: str | None = None) -> None:
    """Give translators, of all languages or of one, permissions on new language trees.

    Does nothing on a site whose roles have not been set up.
    """
    kept = set(RoleGroup.objects.values_list("role", flat=True))
    for role in all_roles():
        if role.key in kept and role.language and language in {None, role.language}:
            _set_up_role(role, Outcome(), reset=False)


def _set_up_role(role: Role, outcome: Outcome, *, reset: bool) -> Group:
    record = RoleGroup.objects.select_related("group").filter(role=role.key).first()
    if record is None:
        record = _create_record(role, outcome)
    group = record.group
    wanted, has, given = granting.wanted(role), granting.current(group), set(record.given)
    if reset:
        extra = has - wanted
        granting.revoke(group, extra)
        if extra:
            outcome.done.append(_counted_sentence(group, len(extra), taken=True))
        given = set()
    new = wanted - given
    granted = granting.grant(group, new - has)
    if granted:
        outcome.done.append(_counted_sentence(group, len(granted), taken=False))
    taken_away = (wanted & given) - has
    if taken_away:
        outcome.left.append(
            ngettext(
                "%(group)s: %(count)d permission was taken away since and stays away.",
                "%(group)s: %(count)d permissions were taken away since and stay away.",
                len(taken_away),
            )
            % {"group": group.name, "count": len(taken_away)}
        )
    # A permission that does not exist yet (for a later version's snippet) is not recorded.
    record.given = sorted(given | (new & has) | set(granted))
    record.save()
    return group


def _counted_sentence(group: Group, count: int, *, taken: bool) -> str:
    if taken:
        text = ngettext(
            "%(group)s: took away %(count)d permission that the role does not have.",
            "%(group)s: took away %(count)d permissions that the role does not have.",
            count,
        )
    else:
        text = ngettext(
            "%(group)s: gave %(count)d permission.", "%(group)s: gave %(count)d permissions.", count
        )
    return text % {"group": group.name, "count": count}


def _create_record(role: Role, outcome: Outcome) -> RoleGroup:
    """Return the record of a role's group, creating the group or taking the one of that name."""
    group, created = Group.objects.get_or_create(name=role.name)
    if created:
        outcome.done.append(_("Made the group %(group)s.") % {"group": group.name})
    elif granting.is_unchanged_wagtail_group(group):
        # With Wagtail's own permissions, moderators could publish without the workflow.
        granting.revoke(group, granting.current(group) - granting.wanted(role))
        outcome.done.append(_("Took over Wagtail's group %(group)s.") % {"group": group.name})
    else:
        outcome.left.append(
            _("%(group)s existed: it keeps what it may do, and is given what its role may.")
            % {"group": group.name}
        )
    return RoleGroup.objects.create(role=role.key, group=group)
