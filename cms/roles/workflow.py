"""The workflow of pages in all languages: they are public once a moderator approves."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

NAME = "Review and publish"
_TASK = "Approval by a moderator"


def set_up_workflow(
    moderators: Group, done: list[str], left: list[str], *, reset: bool = False
) -> Workflow:
    """Return the workflow, after creating it and assigning it to the root of all trees if needed.

    A workflow that an operator has changed, switched off or removed from the root stays so, unless
    `reset` is true. Sentences about what was done and left are added to the two lists.
    """
    root = Page.get_first_root_node()
    workflow, created = Workflow.objects.get_or_create(name=NAME)
    if not created and not reset:
        return workflow
    if created:
        done.append(_("Made the workflow %(workflow)s.") % {"workflow": NAME})
    if created or not workflow.workflow_tasks.exists():
        task, _made = GroupApprovalTask.objects.get_or_create(name=_TASK)
        task.groups.add(moderators)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    if reset and not workflow.active:
        workflow.active = True
        workflow.save()
    assigned = WorkflowPage.objects.filter(page=root).select_related("workflow").first()
    if assigned and assigned.workflow != workflow:
        if not (reset or _is_wagtail_default(assigned.workflow, moderators)):
            left.append(
                _("Pages go through the workflow %(workflow)s, as somebody has chosen.")
                % {"workflow": assigned.workflow.name}
            )
            return workflow
        assigned.delete()
        assigned = None
    if assigned is None:
        WorkflowPage.objects.create(workflow=workflow, page=root)
        done.append(_("Pages of all languages go through %(workflow)s.") % {"workflow": NAME})
    return workflow


def _is_wagtail_default(workflow: Workflow, moderators: Group) -> bool:
    """Return whether this is the workflow of a new Wagtail site: approval by its moderators."""
    tasks = [step.task.specific for step in workflow.workflow_tasks.select_related("task")]
    return (
        workflow.name == "Moderators approval"
        and len(tasks) == 1
        and isinstance(tasks[0], GroupApprovalTask)
        and set(tasks[0].groups.all()) == {moderators}
    )
