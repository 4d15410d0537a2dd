from django.db import migrations

from assistant import lexical


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in lexical.CREATE:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in lexical.DROP:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("assistant", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
