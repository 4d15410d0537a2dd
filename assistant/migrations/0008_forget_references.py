"""Wagtail's index of references no longer follows what the assistant keeps by itself.

What it had noted of questions would otherwise outlive them.
"""

from django.db import migrations

_MODELS = ["turn", "entry", "passage", "evaluationresult"]


def forget(apps, schema_editor):
    """Delete what it has noted of them."""
    kinds = apps.get_model("contenttypes", "ContentType").objects.filter(
        app_label="assistant", model__in=_MODELS
    )
    references = apps.get_model("wagtailcore", "ReferenceIndex").objects
    references.filter(base_content_type__in=kinds).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("assistant", "0007_evaluation"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0078_referenceindex"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
