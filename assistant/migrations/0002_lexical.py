from django.db import migrations

from assistant.index import lexical


def create(apps, schema_editor):
    lexical.create(schema_editor)


def drop(apps, schema_editor):
    lexical.drop(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("assistant", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
