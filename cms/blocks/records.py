"""The records that pages of one kind are made of, such as a programme's components.

Each is a block, so that editors order them freely and translators see only their words.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks


class ComponentBlock(blocks.StructBlock):
    """A component of a programme."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    text = blocks.TextBlock(label=_("Text"), required=False)

    class Meta:
        icon = "cogs"
        label = _("Component")


class ResultBlock(blocks.StructBlock):
    """A result of a programme: a figure or an achievement."""

    value = blocks.CharBlock(
        label=_("Number"), required=False, max_length=40, help_text=_("Such as 15 or 40 %.")
    )
    label = blocks.CharBlock(label=_("What was reached"), max_length=200)
    text = blocks.TextBlock(label=_("Text"), required=False)

    class Meta:
        icon = "success"
        label = _("Result")


TRAINING_MODES = [
    ("on_the_job", _("On the job")),
    ("distance", _("Distance learning")),
    ("classroom", _("In the classroom")),
    ("blended", _("Partly at a distance")),
]


class TrainingBlock(blocks.StructBlock):
    """A training that a centre offers."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    mode = blocks.ChoiceBlock(label=_("How"), choices=TRAINING_MODES, default="on_the_job")
    duration = blocks.CharBlock(label=_("Duration"), required=False, max_length=100)
    text = blocks.TextBlock(label=_("Text"), required=False)

    class Meta:
        icon = "form"
        label = _("Training")


class SessionBlock(blocks.StructBlock):
    """A session of an event, with its own time and place."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    date = blocks.DateBlock(label=_("Day"), required=False)
    start_time = blocks.TimeBlock(label=pgettext_lazy("time", "From"), required=False)
    end_time = blocks.TimeBlock(label=pgettext_lazy("time", "To"), required=False)
    place = blocks.CharBlock(label=_("Place"), required=False, max_length=200)
    text = blocks.TextBlock(label=_("Text"), required=False)

    class Meta:
        icon = "time"
        label = _("Session")

    def clean(self, value: Any) -> Any:
        """Refuse a session that ends before it starts."""
        value = super().clean(value)
        start, end = value.get("start_time"), value.get("end_time")
        if start and end and end < start:
            error = ValidationError(_("The session ends before it starts."))
            raise blocks.StructBlockValidationError({"end_time": error})
        return value


QUARTERS = [
    ("q1", _("January to March")),
    ("q2", _("April to June")),
    ("q3", _("July to September")),
    ("q4", _("October to December")),
]
ACTIVITY_STATES = [
    ("planned", _("Planned")),
    ("running", _("Under way")),
    ("done", _("Done")),
    ("postponed", _("Postponed")),
    ("dropped", _("Dropped")),
]


class ActivityBlock(blocks.StructBlock):
    """An activity of an annual action plan."""

    activity = blocks.TextBlock(label=_("Activity"), rows=2)
    owner = blocks.CharBlock(
        label=pgettext_lazy("activity", "Owner"),
        required=False,
        max_length=200,
        help_text=_("Who sees to it."),
    )
    quarter = blocks.ChoiceBlock(label=_("Quarter"), choices=QUARTERS, default="q1")
    status = blocks.ChoiceBlock(label=_("Status"), choices=ACTIVITY_STATES, default="planned")
    outcome = blocks.TextBlock(
        label=_("Outcome"),
        required=False,
        rows=2,
        help_text=_("What came of it, or why it was postponed or dropped."),
    )

    class Meta:
        icon = "tasks"
        label = _("Activity")
